/** Trains one network as a lesson wants it, by the engine; in a worker of the page or in a test. */

import { scaleWeights } from '../engine.js';

/** @typedef {import('convscope').Engine} Engine */
/** @typedef {import('../../../state/types.js').Description} Description */
/** @typedef {import('../../../../module/engine/trainer.js').TrainerOptions} TrainerOptions */

/** Handwritten digits of 28 x 28, one byte a pixel. @typedef {{pixels: Uint8Array, labels: Uint8Array}} Images */

/**
 * What is trained. Plain data, so that it can be sent to a worker.
 *
 * @typedef {object} Plan
 * @property {Description} description
 * @property {number} seed of weights, order and masks
 * @property {number} steps
 * @property {TrainerOptions} options
 * @property {number} [weightScale] the weights of linear layers are so many times their usual size at the start
 * @property {number} trainImages how many of the training images are learnt
 * @property {number} testImages how many of the test images are asked at the end
 * @property {boolean} [permuted] the pixels of all images are mixed up, always in the same way
 * @property {number} [every] steps between two reports
 * @property {boolean} [gradients] tell the gradient norm of each layer with weights
 * @property {string} [histogram] tell how the output of this layer is distributed
 * @property {boolean} [curve] tell both accuracies in each report, not only at the end
 */

/**
 * @typedef {object} Report
 * @property {number} step
 * @property {number} loss of the last batch
 * @property {{name: string, norm: number}[]} [gradients]
 * @property {{dead: number, saturated: number, units: number}} [idle] over all activations
 * @property {import('../../../../module/engine/inspection.js').Distribution} [distribution]
 * @property {number} [trainAccuracy] 0 to 1
 * @property {number} [testAccuracy] 0 to 1
 * @property {number} [testLoss] mean
 */

/**
 * @typedef {object} Outcome
 * @property {number} trainAccuracy 0 to 1, of the images that were learnt
 * @property {number} testAccuracy 0 to 1
 * @property {number} testLoss mean
 * @property {boolean} diverged the loss became infinite; training ended there
 * @property {number} parameterCount
 */

const SIDE = 28;
const SIZE = SIDE * SIDE;

/** Where each pixel comes from when they are mixed up: 349 has no factor in common with 784. */
const ORDER = Int32Array.from({ length: SIZE }, (_, at) => (at * 349 + 101) % SIZE);

/** Every image with its pixels in another order, the same for all. @param {Uint8Array} pixels */
export function permuted(pixels) {
  const result = new Uint8Array(pixels.length);
  for (let image = 0; image < pixels.length; image += SIZE) {
    for (let at = 0; at < SIZE; at++) result[image + at] = pixels[image + ORDER[at]];
  }
  return result;
}

/**
 * @param {Engine} engine
 * @param {Images} images
 * @param {number} count
 * @param {boolean} mixed
 */
function datasetOf(engine, { pixels, labels }, count, mixed) {
  const used = Math.min(count, labels.length);
  const dataset = engine.createDataset({ shape: [1, SIDE, SIDE], classes: 10, expected: used });
  const part = pixels.subarray(0, used * SIZE);
  dataset.appendInputs(mixed ? permuted(part) : part, labels.subarray(0, used));
  dataset.close();
  return dataset;
}

/**
 * Trains step by step; whoever runs it may stop after any report.
 *
 * @param {Engine} engine
 * @param {Plan} plan
 * @param {{train: Images, test: Images}} images
 * @returns {Generator<Report, Outcome>}
 */
export function* train(engine, plan, images) {
  const { description, seed, steps, options, permuted: mixed = false } = plan;
  const batch = options.batch_size ?? 32;
  const network = engine.createNetwork(description, { maxBatch: batch, seed });
  if (plan.weightScale) scaleWeights(network, plan.weightScale);
  const learnt = datasetOf(engine, images.train, plan.trainImages, mixed);
  const asked = datasetOf(engine, images.test, plan.testImages, mixed);
  const trainer = engine.createTrainer(network, learnt, { ...options, seed });
  const measure = () => {
    const test = evaluate(engine, network, asked);
    return {
      trainAccuracy: evaluate(engine, network, learnt).accuracy,
      testAccuracy: test.accuracy,
      testLoss: test.loss,
    };
  };
  let diverged = false;
  try {
    for (let step = 1; step <= steps && !diverged; step++) {
      const { status, loss } = trainer.step();
      diverged = status !== 'ok';
      const due = step % (plan.every ?? 10) === 0 || step === 1 || step === steps;
      if (due && !diverged) {
        yield { step, loss, ...look(network, plan), ...(plan.curve ? measure() : {}) };
      }
    }
    return { ...measure(), diverged, parameterCount: network.info.parameterCount };
  } finally {
    for (const handle of [trainer, asked, learnt, network]) handle.dispose();
  }
}

/**
 * @param {Engine} engine
 * @param {ReturnType<Engine['createNetwork']>} network
 * @param {ReturnType<Engine['createDataset']>} dataset
 */
function evaluate(engine, network, dataset) {
  const { size } = dataset;
  const step = network.info.maxBatch;
  let [correct, loss] = [0, 0];
  for (let first = 0; first < size; first += step) {
    const part = engine.evaluate(network, dataset, first, Math.min(step, size - first));
    correct += part.correct;
    loss += part.loss;
  }
  return { accuracy: correct / size, loss: loss / size };
}

/**
 * What the last step showed.
 *
 * @param {ReturnType<Engine['createNetwork']>} network
 * @param {Plan} plan
 */
function look({ info, inspect }, { gradients, histogram }) {
  const layer = info.layers.find(({ name }) => name === histogram);
  return {
    ...(gradients ? activity(info, inspect) : {}),
    ...(layer ? { distribution: inspect.statistics(layer.index, BARS).activation } : {}),
  };
}

/** Bars of a histogram. */
const BARS = 24;

/**
 * @param {import('convscope').NetworkSummary} info
 * @param {ReturnType<Engine['createNetwork']>['inspect']} inspect
 */
function activity({ layers }, inspect) {
  const all = layers.map(({ index, name, type, parameterCount }) => ({
    name,
    learns: parameterCount > 0,
    activates: ['ReLU', 'Sigmoid', 'Tanh'].includes(type),
    ...inspect.statistics(index, 1),
  }));
  const active = all.filter(({ activates }) => activates);
  const sum = (/** @type {'dead' | 'saturated' | 'units'} */ what) =>
    active.reduce((total, layer) => total + layer[what], 0);
  return {
    gradients: all
      .filter(({ learns }) => learns)
      .map(({ name, parameterGradientNorm }) => ({ name, norm: parameterGradientNorm })),
    idle: { dead: sum('dead'), saturated: sum('saturated'), units: sum('units') },
  };
}
