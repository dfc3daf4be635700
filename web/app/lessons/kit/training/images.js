import { DatasetLoader } from '../../../../module/data/dataset-loader.js';
import { createPartCache } from '../../../../module/data/part-cache.js';

/** The page's handwritten digits for the labs: as few parts of them as will do. */

/** @typedef {import('./experiment.js').Images} Images */
/** @typedef {'train' | 'test'} Split */

/** Bytes before the images and the labels in an IDX file. */
const HEADERS = { images: 16, labels: 8 };

const SIZE = 28 * 28;

/** @type {Record<Split, Images>} */
const kept = {
  train: { pixels: new Uint8Array(0), labels: new Uint8Array(0) },
  test: { pixels: new Uint8Array(0), labels: new Uint8Array(0) },
};

/**
 * Images are kept for the next plan; only what is missing is loaded.
 *
 * @param {string} url of the folder with the manifest
 * @param {{trainImages: number, testImages: number}} wanted
 */
export async function loadImages(url, { trainImages, testImages }) {
  const wanted = { train: trainImages, test: testImages };
  const enough = () =>
    kept.train.labels.length >= wanted.train && kept.test.labels.length >= wanted.test;
  if (!enough()) await loadUntil(url, enough);
  return kept;
}

/** @param {string} url @param {() => boolean} enough */
async function loadUntil(url, enough) {
  const stop = new AbortController();
  /** @type {Record<Split, Uint8Array[][]>} */
  const parts = { train: [], test: [] };
  const loader = new DatasetLoader({
    url,
    cache: createPartCache(),
    onProgress: () => undefined,
    sink: {
      open: () => undefined,
      append({ split }, images, labels) {
        parts[split].push([images.slice(HEADERS.images), labels.slice(HEADERS.labels)]);
        kept[split] = joined(parts[split]);
        if (enough()) stop.abort();
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

/** @param {Uint8Array[][]} parts @returns {Images} */
function joined(parts) {
  const count = parts.reduce((sum, [, labels]) => sum + labels.length, 0);
  const images = { pixels: new Uint8Array(count * SIZE), labels: new Uint8Array(count) };
  let at = 0;
  for (const [pixels, labels] of parts) {
    images.pixels.set(pixels, at * SIZE);
    images.labels.set(labels, at);
    at += labels.length;
  }
  return images;
}
