/** Training and inference of the reference networks, in all builds by turns. */

import { pairsOf, sameBuild } from './builds.js';
import { networks } from './networks.js';
import { runRounds } from './rounds.js';
import { measured, ratios, spread } from './statistics.js';
import { inferenceTask, trainingTask } from './tasks.js';
import { imagesPerSecond, latencyUs } from './timing.js';

/** @typedef {import('./networks.js').NetworkName} NetworkName */
/** @typedef {import('./result.js').Build} Build */
/** @typedef {import('./result.js').Kind} Kind */
/** @typedef {import('./result.js').NetworkFigure} NetworkFigure */
/** @typedef {import('./result.js').Ratio} Ratio */
/** @typedef {import('./result.js').VariantRow} VariantRow */
/** @typedef {import('./tasks.js').Dataset} Dataset */
/** @typedef {import('./tasks.js').Engine} Engine */
/** @typedef {import('./timing.js').Task} Task */

/** @typedef {Build & { engine: Engine, dataset: Dataset }} Contestant */

const BATCH = 128;

/** @type {Kind[]} */
export const kinds = ['training', 'latency', 'inference'];

/**
 * @param {object} options
 * @param {Contestant[]} options.contestants
 * @param {Float32Array} options.images
 * @param {NetworkName[]} options.names
 * @param {number} options.rounds
 * @param {number} options.seconds
 * @param {(what: string) => void} options.onStep
 * @returns {Promise<NetworkFigure[]>}
 */
export async function measureNetworks({ names, ...options }) {
  const figures = [];
  for (const network of names) {
    for (const kind of kinds) figures.push(await measureFigure({ network, kind, ...options }));
  }
  return figures;
}

/** @param {{ names: NetworkName[], rounds: number, builds: number }} options */
export const networkSteps = ({ names, rounds, builds }) =>
  names.length * kinds.length * rounds * builds;

/**
 * @param {{ network: NetworkName, kind: Kind, contestants: Contestant[], images: Float32Array,
 *   rounds: number, seconds: number, onStep: (what: string) => void }} options
 * @returns {Promise<NetworkFigure>}
 */
async function measureFigure({ network, kind, contestants, images, rounds, seconds, onStep }) {
  const { description } = networks[network];
  const batch = kind === 'latency' ? 1 : BATCH;
  /** @type {Map<Contestant, Task>} */
  const tasks = new Map();
  /** @param {Contestant} contestant */
  const measure = (contestant) => {
    const task = /** @type {Task} */ (tasks.get(contestant));
    return kind === 'latency' ? latencyUs(task, seconds) : imagesPerSecond(task, seconds);
  };
  const series = await runRounds({
    ...{ contestants, rounds, budgetMs: Number.POSITIVE_INFINITY, now: () => performance.now() },
    async prepare(contestant) {
      const { engine, dataset } = contestant;
      const task =
        kind === 'training'
          ? trainingTask(engine, description, dataset, batch)
          : inferenceTask(engine, description, images, batch);
      tasks.set(contestant, task);
      measure(contestant);
      return undefined;
    },
    async measure(contestant) {
      onStep(`${network}, ${kind}`);
      return measure(contestant);
    },
  });
  for (const task of tasks.values()) task.dispose();
  const rows = [...series].map(([{ threads, simd }, { values, problem }]) =>
    rowOf({ threads, simd }, values, problem),
  );
  const unit = kind === 'latency' ? 'µs' : 'images/s';
  return { network, kind, batch, unit, rows, ratios: ratiosOf(rows, kind !== 'latency') };
}

/**
 * @param {Build} build
 * @param {(number | null)[]} values
 * @param {string} [problem]
 * @returns {VariantRow}
 */
export function rowOf({ threads, simd }, values, problem) {
  const known = measured(values);
  return {
    ...{ threads, simd, values },
    ...(known.length > 0 ? { spread: spread(known) } : {}),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** @param {VariantRow[]} rows @param {boolean} higherIsBetter @returns {Ratio[]} */
export function ratiosOf(rows, higherIsBetter) {
  /** @param {Build} build */
  const valuesOf = (build) => rows.find((row) => sameBuild(row, build))?.values ?? [];
  return pairsOf(rows).flatMap(({ better, base }) => {
    const known = ratios(valuesOf(better), valuesOf(base), higherIsBetter);
    return known.length > 0 ? [{ better, base, spread: spread(known) }] : [];
  });
}
