import {
  readCsvImages,
  readIdxImages,
  readNpyImages,
  readNpzImages,
  readPngImages,
  readPngZip,
  toIdx,
} from 'convscope/interop';
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import { imageAt, SIDE, SIZE } from './collection.js';
import { scaledFrom, scaledPictures } from './pictures.js';

/** Collections out of files and into files; loaded when it is first needed. */

/** @typedef {import('./collection.js').Collection} Collection */
/** @typedef {import('../../module/interop/data/images.js').LabelledImages} LabelledImages */
/** @typedef {{classes: string[], pixels: Uint8Array, labels: Uint8Array, test: Collection['test']}} Imported */
/** @typedef {{path: string, bytes: Uint8Array}} Entry */

/** @param {File} file */
const entryOf = async (file) => ({
  path: file.webkitRelativePath || file.name,
  bytes: new Uint8Array(await file.arrayBuffer()),
});

const isPicture = (/** @type {Entry} */ { path }) => /\.(png|jpe?g|webp|gif|bmp)$/i.test(path);
const isIdx = (/** @type {Entry} */ { path }) => /idx[13]-ubyte|\.idx[13]?(\.gz)?$/i.test(path);
const isLabels = (/** @type {Entry} */ { path }) => /label|idx1|_y\b|y_/i.test(path);
const isTest = (/** @type {Entry} */ { path }) => /t10k|test/i.test(path);

/** @param {string} problem @returns {never} */
function refuse(problem) {
  throw Object.assign(new Error(problem), { code: 'InvalidData' });
}

/**
 * @param {File[]} files
 * @returns {Promise<Imported>}
 */
export async function readFiles(files) {
  const hidden = /(^|\/)\.|__MACOSX/;
  const entries = (await Promise.all(files.map(entryOf))).filter(({ path }) => !hidden.test(path));
  if (entries.length === 0) refuse('expected files, got none');
  const idx = entries.filter(isIdx);
  if (idx.length > 0) return fromIdx(idx);
  const arrays = entries.filter(({ path }) => /\.npy$/i.test(path));
  if (arrays.length > 0) return plain(await readPair(arrays, readNpyImages));
  const pictures = entries.filter(isPicture);
  if (pictures.length > 0) return fromPictures(pictures);
  return fromOneFile(entries[0]);
}

/** @param {Entry} entry @returns {Promise<Imported>} */
async function fromOneFile({ path, bytes }) {
  if (/\.csv$/i.test(path)) return plain(readCsvImages(bytes));
  if (/\.npz$/i.test(path)) return plain(readNpzImages(bytes));
  if (/\.zip$/i.test(path)) return plain(readPngZip(bytes));
  return refuse(`expected pictures, .zip, .csv, .npy, .npz or IDX files, got ${path}`);
}

/**
 * @param {Entry[]} entries
 * @param {(images: Uint8Array, labels: Uint8Array) => LabelledImages} read
 */
function readPair(entries, read) {
  const labels = entries.find(isLabels);
  const images = entries.find((entry) => !isLabels(entry));
  if (labels && images) return read(images.bytes, labels.bytes);
  const names = entries.map(({ path }) => path).join(', ');
  return refuse(`expected a file of images and one with "label" in its name, got ${names}`);
}

/** @param {Entry[]} entries @returns {Promise<Imported>} */
async function fromIdx(entries) {
  const train = entries.filter((entry) => !isTest(entry));
  const test = entries.filter(isTest);
  const result = await plain(await readPair(train.length > 0 ? train : test, readIdxImages));
  if (train.length === 0 || test.length === 0) return result;
  const { pixels, labels } = await plain(await readPair(test, readIdxImages));
  return { ...result, test: { pixels, labels } };
}

/** @param {LabelledImages} images @returns {Promise<Imported>} of the size that the network takes */
async function plain({ shape, pixels, labels, classes }) {
  const [, height, width] = shape;
  const fitting = height === SIDE && width === SIDE;
  const sized = fitting ? pixels : await scaledFrom(pixels, { width, height });
  return { classes, pixels: sized, labels, test: null };
}

/** PNG files of the right size keep every byte; other pictures are scaled. @param {Entry[]} entries @returns {Promise<Imported>} */
async function fromPictures(entries) {
  const files = entries.map(
    ({ path, bytes }) => /** @type {[string, Uint8Array]} */ ([path, bytes]),
  );
  if (entries.every(({ path }) => /\.png$/i.test(path))) {
    try {
      const exact = readPngImages(files);
      if (exact.shape[1] === SIDE && exact.shape[2] === SIDE) return plain(exact);
    } catch {
      // Pictures of several sizes: the way for all other pictures.
    }
  }
  return scaledPictures(entries);
}

/** @param {Collection} collection @param {number} index */
function nameOf({ labels, classes }, index) {
  const folder = classes[labels[index]].replace(/[\\/:*?"<>|]/g, '_');
  return `${folder}/${String(index).padStart(5, '0')}.png`;
}

/** @param {Collection} collection @returns {Blob} folders of PNG files, one for each class */
export function toZip(collection) {
  const files = Array.from(collection.labels.keys(), (index) => {
    const data = imageAt(collection, index).slice();
    return [
      nameOf(collection, index),
      encode({ width: SIDE, height: SIDE, data, channels: 1, depth: 8 }),
    ];
  });
  return new Blob([zipSync(Object.fromEntries(files), { level: 0 })], { type: 'application/zip' });
}

/** @param {Collection} collection @returns {Blob} the two IDX files in one zip */
export function toIdxZip({ pixels, labels, classes }) {
  const { images, labels: names } = toIdx({
    shape: [1, SIDE, SIDE],
    count: labels.length,
    pixels,
    labels,
    classes,
  });
  const files = { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': names };
  return new Blob([zipSync(files)], { type: 'application/zip' });
}

/** @param {Collection} collection @returns {Blob} a row for each image: label, then pixels */
export function toCsv({ pixels, labels }) {
  const head = ['label', ...Array.from({ length: SIZE }, (_, i) => `p${i}`)].join(',');
  const rows = Array.from(labels, (label, i) =>
    [label, ...imageAt({ pixels, labels }, i)].join(','),
  );
  return new Blob([`${[head, ...rows].join('\r\n')}\r\n`], { type: 'text/csv' });
}
