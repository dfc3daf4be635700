/** Looks at all test images with weights that come from a training session. */

import { loadEngine } from 'convscope';
import { loadImages } from './images.js';

/** @typedef {import('./tasks.js').Description} Description */

const TEST_IMAGES = 10_000;
const BATCH = 200;

/** @type {((weights: Uint8Array) => number) | null} */
let evaluate = null;

self.onmessage = async ({ data: { description, dataUrl, weights } }) => {
  try {
    if (!evaluate) evaluate = await prepare(description, dataUrl);
    self.postMessage({ value: weights ? evaluate(weights) : null });
  } catch (error) {
    self.postMessage({ problem: error instanceof Error ? error.message : String(error) });
  }
};

/**
 * @param {Description} description
 * @param {string} dataUrl
 * @returns {Promise<(weights: Uint8Array) => number>} gives the accuracy, 0 to 1
 */
async function prepare(description, dataUrl) {
  const engine = await loadEngine();
  const network = engine.createNetwork(description, { maxBatch: BATCH });
  const { classes } = network.info;
  const shape = { shape: description.input, classes, expected: TEST_IMAGES };
  const dataset = engine.createDataset(shape);
  const take = (/** @type {Uint8Array} */ images, /** @type {Uint8Array} */ labels) => {
    dataset.append(images, labels);
  };
  await loadImages(dataUrl, 'test', take, TEST_IMAGES);
  dataset.close();
  return (weights) => {
    network.loadWeights(weights);
    let correct = 0;
    for (let first = 0; first < TEST_IMAGES; first += BATCH) {
      correct += engine.evaluate(network, dataset, first, BATCH).correct;
    }
    return correct / TEST_IMAGES;
  };
}
