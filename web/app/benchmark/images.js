/** MNIST for the engines that are timed: downloaded or taken from the browser's store once. */

import { DatasetLoader } from '../../module/data/dataset-loader.js';
import { createPartCache } from '../../module/data/part-cache.js';
import { IMAGE_HEADER, idxImages, idxLabels, LABEL_HEADER } from './idx.js';

/** @typedef {import('./tasks.js').Engine} Engine */
/** @typedef {import('./tasks.js').Dataset} Dataset */
/** @typedef {'train' | 'test'} Split */

/**
 * @param {string} url of the folder with the manifest
 * @param {Split} split
 * @param {(images: Uint8Array, labels: Uint8Array) => void} take gets IDX files
 * @param {number} [enough] stops after so many images
 */
export async function loadImages(url, split, take, enough = Number.POSITIVE_INFINITY) {
  const stop = new AbortController();
  let taken = 0;
  const loader = new DatasetLoader({
    url,
    cache: createPartCache(),
    onProgress: () => undefined,
    sink: {
      open: () => undefined,
      append(part, images, labels) {
        if (part.split === split && taken < enough) {
          take(images, labels);
          taken += part.count;
        }
        if (taken >= enough) stop.abort();
      },
      close: () => undefined,
    },
  });
  try {
    await loader.load(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
}

/**
 * Training images in each of the engines.
 *
 * @param {Engine[]} engines
 * @param {string} url
 * @param {number} count
 * @returns {Promise<{ datasets: Map<Engine, Dataset>, first: Images }>}
 */
export async function loadTraining(engines, url, count) {
  const shape = { shape: [1, SIDE, SIDE], classes: 10, expected: count };
  const datasets = new Map(engines.map((engine) => [engine, engine.createDataset(shape)]));
  /** @type {Images | undefined} */
  let first;
  await loadImages(
    url,
    'train',
    (images, labels) => {
      for (const dataset of datasets.values()) dataset.append(images, labels);
      first ??= { pixels: images.slice(IMAGE_HEADER), labels: labels.slice(LABEL_HEADER) };
    },
    count,
  );
  if (!first) throw new Error('there are no training images');
  for (const dataset of datasets.values()) dataset.close();
  return { datasets, first };
}

/** @typedef {{ pixels: Uint8Array, labels: Uint8Array }} Images */

const SIDE = 28;

/**
 * The same images with each pixel repeated, or with some left out.
 *
 * @param {Uint8Array} pixels of images of 28 x 28
 * @param {number} side
 */
export function resized(pixels, side) {
  const count = pixels.length / SIDE ** 2;
  const result = new Uint8Array(count * side ** 2);
  const from = Array.from({ length: side }, (_, i) => Math.floor((i * SIDE) / side));
  let at = 0;
  for (let image = 0; image < count; ++image) {
    for (const y of from) {
      for (const x of from) result[at++] = pixels[(image * SIDE + y) * SIDE + x];
    }
  }
  return result;
}

/**
 * @param {Engine} engine
 * @param {Images} images
 * @param {number} side
 * @returns {Dataset}
 */
export function datasetOf(engine, { pixels, labels }, side) {
  const count = labels.length;
  const dataset = engine.createDataset({ shape: [1, side, side], classes: 10, expected: count });
  dataset.append(idxImages(pixels, side), idxLabels(labels));
  dataset.close();
  return dataset;
}
