/**
 * Whether the time for an image follows its arithmetic: one family of networks in which batch,
 * width, depth and image size are varied one at a time.
 */

import { scaled } from './idx.js';
import { datasetOf, resized } from './images.js';
import { runRounds } from './rounds.js';
import { measured, ratios, spread } from './statistics.js';
import { inferenceTask, trainingTask } from './tasks.js';
import { imagesPerSecond } from './timing.js';

/** @typedef {import('./images.js').Images} Images */
/** @typedef {import('./result.js').Axis} Axis */
/** @typedef {import('./result.js').Scaling} Scaling */
/** @typedef {import('./result.js').ScalingRow} ScalingRow */
/** @typedef {import('./tasks.js').Description} Description */
/** @typedef {import('./tasks.js').Engine} Engine */
/** @typedef {import('./timing.js').Task} Task */
/** @typedef {Record<Axis, number>} Point */
/** @typedef {'training' | 'inference'} Kind */

/** What all series have in common, and are compared with. @type {Point} */
export const MIDDLE = { batch: 64, width: 16, depth: 2, size: 28 };

/** @type {Record<Axis, number[]>} */
export const axes = {
  batch: [1, 8, 64, 128, 1024],
  width: [8, 16, 32],
  depth: [1, 2, 4],
  size: [14, 28, 56],
};

/** @type {Kind[]} */
const kinds = ['inference', 'training'];

/** Enough for two of the largest batches. */
const IMAGES = 2048;

/** @param {Omit<Point, 'batch'>} point @returns {Description} */
export function familyMember({ width, depth, size }) {
  const conv = { type: 'Conv2d', out_channels: width, kernel_size: 3, padding: 1 };
  return {
    input: [1, size, size],
    layers: [
      ...[conv, { type: 'ReLU' }, { type: 'MaxPool2d', kernel_size: 2 }],
      ...Array.from({ length: depth }, () => [conv, { type: 'ReLU' }]).flat(),
      ...[{ type: 'Flatten' }, { type: 'Linear', out_features: 10 }],
    ],
    loss: 'CrossEntropyLoss',
  };
}

/**
 * Products, roots and quotients of a step of Adam without weight decay for one parameter, with the
 * square for the norm of the gradient.
 */
const ADAM_PRODUCTS = 10;

/**
 * Multiplications for one image. Gradients take two for each of the forward pass, but nobody asks
 * for those of the images themselves; the images of a batch share the update of the parameters.
 *
 * @param {number[]} multiplications of each layer, forward
 * @param {Kind} kind
 * @param {{ parameters: number, batch: number }} update
 */
export function productsOf(multiplications, kind, { parameters, batch }) {
  const forward = multiplications.reduce((sum, count) => sum + count, 0);
  if (kind === 'inference') return forward;
  return 3 * forward - multiplications[0] + (ADAM_PRODUCTS * parameters) / batch;
}

/**
 * @param {object} options
 * @param {Engine} options.engine
 * @param {Images} options.images of 28 x 28
 * @param {boolean} options.quick
 * @param {number} options.rounds
 * @param {number} options.seconds
 * @param {(what: string) => void} options.onStep
 * @returns {Promise<Scaling[]>}
 */
export async function measureScaling({ engine, images, quick, ...options }) {
  const few = {
    pixels: images.pixels.subarray(0, IMAGES * MIDDLE.size ** 2),
    labels: images.labels.subarray(0, IMAGES),
  };
  const series = [];
  for (const by of axesOf(quick)) {
    for (const kind of kinds) {
      series.push(await measureSeries({ engine, images: few, by, kind, ...options }));
    }
  }
  return series;
}

/** @param {boolean} quick @returns {Axis[]} */
const axesOf = (quick) => (quick ? ['width'] : /** @type {Axis[]} */ (Object.keys(axes)));

/** @param {{ quick: boolean, rounds: number }} options */
export const scalingSteps = ({ quick, rounds }) =>
  axesOf(quick).reduce((sum, by) => sum + axes[by].length * kinds.length * rounds, 0);

/**
 * @param {{ engine: Engine, images: Images, by: Axis, kind: Kind, rounds: number,
 *   seconds: number, onStep: (what: string) => void }} options
 * @returns {Promise<Scaling>}
 */
async function measureSeries({ engine, images, by, kind, rounds, seconds, onStep }) {
  /** @type {Map<number, { task: Task, products: number, dispose: () => void }>} */
  const prepared = new Map();
  const series = await runRounds({
    contestants: axes[by],
    ...{ rounds, budgetMs: Number.POSITIVE_INFINITY, now: () => performance.now() },
    async prepare(value) {
      const member = prepare(engine, images, { ...MIDDLE, [by]: value }, kind);
      prepared.set(value, member);
      member.task.run();
      return undefined;
    },
    async measure(value) {
      onStep(`${by} ${value}, ${kind}`);
      const task = /** @type {{ task: Task }} */ (prepared.get(value)).task;
      return 1e6 / imagesPerSecond(task, seconds);
    },
  });
  const rows = [...series].map(([value, { values, problem }]) => ({
    ...{ value, products: prepared.get(value)?.products ?? 0, values, problem },
  }));
  for (const { dispose } of prepared.values()) dispose();
  return { by, kind, rows: compare(rows, MIDDLE[by]) };
}

/**
 * @param {Engine} engine
 * @param {Images} images
 * @param {Point} point
 * @param {Kind} kind
 */
function prepare(engine, { pixels, labels }, { batch, ...member }, kind) {
  const description = familyMember(member);
  const own = resized(pixels, member.size);
  const dataset = datasetOf(engine, { pixels: own, labels }, member.size);
  const task =
    kind === 'training'
      ? trainingTask(engine, description, dataset, batch)
      : inferenceTask(engine, description, scaled(own), batch);
  const dispose = () => {
    task.dispose();
    dataset.dispose();
  };
  return { task, products: multiplications(engine, description, kind, batch), dispose };
}

/**
 * @param {Engine} engine
 * @param {Description} description
 * @param {Kind} kind
 * @param {number} batch
 */
function multiplications(engine, description, kind, batch) {
  const network = engine.createNetwork(description);
  const { layers, parameterCount: parameters } = network.info;
  network.dispose();
  return productsOf(
    layers.map((layer) => layer.multiplications),
    kind,
    { parameters, batch },
  );
}

/**
 * @param {{ value: number, products: number, values: (number | null)[], problem?: string }[]} rows
 *   values are microseconds for an image, one for each round
 * @param {number} middle
 * @returns {ScalingRow[]}
 */
export function compare(rows, middle) {
  const costs = rows.map(({ values, products }) =>
    values.map((us) => (us === null ? null : us / products)),
  );
  const base = costs[rows.findIndex(({ value }) => value === middle)];
  return rows.map(({ value, products, values, problem }, i) => {
    const known = measured(values);
    const shares = ratios(costs[i], base, true);
    return {
      ...{ value, products },
      ...(known.length > 0 ? { usPerImage: spread(known) } : {}),
      ...(shares.length > 0 ? { ratio: spread(shares) } : {}),
      ...(problem === undefined ? {} : { problem }),
    };
  });
}
