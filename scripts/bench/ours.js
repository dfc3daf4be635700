/** convscope, as its customers use it. */

import { idxImages, idxLabels } from '../../web/app/benchmark/idx.js';
import { loadEngine } from '../../web/module/index.js';

/** @typedef {import('../../web/module/engine/engine.js').Engine} OurEngine */
/** @typedef {import('./page/model.js').Data} Data */
/** @typedef {import('./page/model.js').Model} Model */

/** @typedef {{ threads: number, relaxedSimd: boolean }} Variant */

/** Of an engine that was built one way only. @type {Variant} */
const onlyVariant = { threads: 1, relaxedSimd: false };

/**
 * @param {Partial<Variant>} options
 * @returns {Promise<import('./page/model.js').Engine>}
 */
export async function start(options) {
  const engine = await loadEngine(/** @type {object} */ (options));
  const { variant = onlyVariant } = /** @type {{ variant?: Variant }} */ (engine);
  requireWanted(variant, options);
  return {
    note: variant.relaxedSimd ? 'relaxed SIMD' : 'SIMD128',
    train: (model, data) => train(engine, model, data),
    infer: (model, batch) => infer(engine, model, batch),
  };
}

/**
 * A row must not claim what the engine did not run with.
 *
 * @param {Variant} variant
 * @param {Partial<Variant>} wanted
 */
function requireWanted({ threads, relaxedSimd }, wanted) {
  if (threads !== wanted.threads) {
    throw new Error(
      `the engine runs with ${threads === 1 ? '1 thread' : `${threads} threads`} here`,
    );
  }
  if (relaxedSimd !== (wanted.relaxedSimd ?? relaxedSimd)) {
    throw new Error(`the engine runs ${relaxedSimd ? 'with' : 'without'} relaxed SIMD here`);
  }
}

/** @param {OurEngine} engine @param {Model} model @param {Data} data */
function train(engine, { description, weights }, { batch, count, pixels, labels }) {
  const network = engine.createNetwork(description, { maxBatch: batch });
  network.loadWeights(weights);
  const { classes } = network.info;
  const images = engine.createDataset({ shape: description.input, classes, expected: count });
  images.append(idxImages(pixels), idxLabels(labels));
  images.close();
  const options = { batch_size: batch, optimizer: /** @type {const} */ ('Adam'), lr: 0.001 };
  const trainer = engine.createTrainer(network, images, options);
  return {
    imagesPerStep: batch,
    step: () => trainer.step().loss,
    dispose() {
      for (const owned of [trainer, images, network]) owned.dispose();
    },
  };
}

/** @param {OurEngine} engine @param {Model} model @param {number} batch */
function infer(engine, { description, weights }, batch) {
  const network = engine.createNetwork(description, { maxBatch: batch });
  network.loadWeights(weights);
  return {
    /** @param {Float32Array} images */
    predict(images) {
      network.setInput(images);
      network.forward(batch);
      return network.probabilities(batch);
    },
    dispose: () => network.dispose(),
  };
}
