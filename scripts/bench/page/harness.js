/** Drives one engine: checks that it computes what it should, warms it up, times it. */

import { pixelsPerImage } from '../../../web/app/benchmark/idx.js';
import { loadData, loadModel, oneBatch, withoutDropout } from './model.js';

/** @typedef {import('./model.js').Engine} Engine */
/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./model.js').Training} Training */
/** @typedef {import('../figures.js').Figure} Figure */
/** @typedef {{ measure: (seconds: number) => Promise<number>, dispose: () => void }} Task */

const checkedBatch = 8;
const predictionTolerance = 1e-4;
/**
 * After Adam's first steps, which move a weight by the learning rate however small its gradient
 * is: rounding and another epsilon show. Each of these steps changes the loss by 0.2 or more.
 */
const laterTolerance = 0.02;
const warmUpMs = 400;
const longestStepMs = 30_000;
/** The clock counts in steps of 5 µs, so that single calls are too short for it. */
const groupMs = 2;

/** @type {Engine | null} */
let engine = null;
/** @type {Promise<Awaited<ReturnType<typeof loadData>>> | null} */
let data = null;
/** @type {Task | null} */
let task = null;

/** @type {Record<string, (args: any) => Promise<unknown>>} */
const methods = { start, prepare, measure, release };

/** @param {string} method @param {unknown} args */
export function answer(method, args) {
  return methods[method](args);
}

/** @param {{ module: string, options: Record<string, unknown> }} args */
async function start({ module, options }) {
  if (!engine) {
    const { start: load } = await import(new URL(`../${module}`, import.meta.url).href);
    engine = await load(options);
  }
  return engine?.note;
}

/** @param {{ figure: Figure }} args */
async function prepare({ figure }) {
  const loaded = /** @type {Engine} */ (engine);
  await release();
  const model = await loadModel(figure.network);
  task = await (figure.kind === 'training'
    ? prepareTraining(loaded, model, figure.batch)
    : prepareInference(loaded, model, figure));
}

/** @param {{ seconds: number }} args */
function measure({ seconds }) {
  return /** @type {Task} */ (task).measure(seconds);
}

async function release() {
  task?.dispose();
  task = null;
}

/**
 * @param {Engine} loaded
 * @param {Model} model
 * @param {number} batch
 * @returns {Promise<Task>}
 */
async function prepareTraining(loaded, model, batch) {
  data ??= loadData();
  const all = await data;
  const checkedMs = await checkLosses(loaded, withoutDropout(model), oneBatch(all, checkedBatch));
  const training = await loaded.train(model, { ...all, batch });
  refuseLongSteps((checkedMs / checkedBatch) * training.imagesPerStep);
  await warmUp(() => training.step());
  return {
    measure: (seconds) => imagesPerSecond(() => step(training), training.imagesPerStep, seconds),
    dispose: () => training.dispose(),
  };
}

/** @param {number} stepMs as far as can be told from a few images */
function refuseLongSteps(stepMs) {
  if (stepMs > longestStepMs) {
    throw new Error(`one step would take about ${Math.round(stepMs / 1000)} s`);
  }
}

/** @param {Training} training */
async function step(training) {
  const loss = await training.step();
  if (!Number.isFinite(loss)) throw new Error(`the loss became ${loss}`);
}

/**
 * The losses of the first steps on one small batch, beside those of the reference: they show that
 * forward pass, gradients and update are those asked for.
 *
 * @param {Engine} loaded
 * @param {Model} model
 * @param {import('./model.js').Data} batch
 * @returns {Promise<number>} milliseconds that the last batch took
 */
async function checkLosses(loaded, model, batch) {
  const training = await loaded.train(model, batch);
  let before = 0;
  try {
    for (const [index, expected] of model.expected.losses.entries()) {
      if (index > 0 && loaded.lacksAdam) break;
      before = performance.now();
      const loss = await meanLoss(training, batch.batch);
      const tolerance = index === 0 ? predictionTolerance : laterTolerance;
      if (!(Math.abs(loss - expected) <= tolerance)) {
        throw new Error(
          `it computes something else: loss ${loss} at step ${index + 1}, expected ${expected}`,
        );
      }
    }
  } finally {
    training.dispose();
  }
  return performance.now() - before;
}

/** @param {Training} training @param {number} count of images */
async function meanLoss(training, count) {
  const steps = count / training.imagesPerStep;
  let sum = 0;
  for (let i = 0; i < steps; ++i) sum += await training.step();
  return sum / steps;
}

/**
 * @param {Engine} loaded
 * @param {Model} model
 * @param {Figure} figure
 * @returns {Promise<Task>}
 */
async function prepareInference(loaded, model, { batch, kind }) {
  data ??= loadData();
  const { images } = await data;
  const inference = await loaded.infer(withoutDropout(model), batch);
  const inputs = Array.from({ length: 16 }, (_, i) =>
    images.subarray(i * batch * pixelsPerImage, (i + 1) * batch * pixelsPerImage),
  );
  checkProbabilities(await inference.predict(inputs[0]), model.expected.probabilities);
  let next = 0;
  const predict = () => inference.predict(inputs[next++ % inputs.length]);
  await warmUp(predict);
  return {
    measure: (seconds) =>
      kind === 'latency'
        ? microseconds(predict, seconds)
        : imagesPerSecond(predict, batch, seconds),
    dispose: () => inference.dispose(),
  };
}

/** @param {ArrayLike<number>} found @param {number[]} expected of at least as many images */
function checkProbabilities(found, expected) {
  if (found.length === 0) throw new Error('it predicts nothing');
  for (let i = 0; i < found.length; ++i) {
    if (Math.abs(found[i] - expected[i]) <= predictionTolerance) continue;
    throw new Error(`it computes something else: probability ${found[i]}, expected ${expected[i]}`);
  }
}

/** @param {() => unknown} work */
async function warmUp(work) {
  const end = performance.now() + warmUpMs;
  do await work();
  while (performance.now() < end);
}

/**
 * @param {() => unknown} work
 * @param {number} images of each call
 * @param {number} seconds
 */
async function imagesPerSecond(work, images, seconds) {
  const begin = performance.now();
  const end = begin + 1000 * seconds;
  let calls = 0;
  do {
    await work();
    ++calls;
  } while (performance.now() < end);
  return (1000 * calls * images) / (performance.now() - begin);
}

/**
 * @param {() => unknown} work
 * @param {number} seconds
 * @returns {Promise<number>} median over groups of calls
 */
async function microseconds(work, seconds) {
  const { median } = await import('../../../web/app/benchmark/statistics.js');
  const end = performance.now() + 1000 * seconds;
  const values = [];
  while (performance.now() < end) {
    const begin = performance.now();
    let calls = 0;
    do {
      await work();
      ++calls;
    } while (performance.now() - begin < groupMs);
    values.push((1000 * (performance.now() - begin)) / calls);
  }
  return median(values);
}
