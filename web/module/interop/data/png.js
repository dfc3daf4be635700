/** Folders and zip files of PNG images; the folder of an image is its class. */

import { decode } from 'fast-png';
import { LARGEST_RATIO, unpacksWithin, unzip } from './compression.js';
import { labelled } from './images.js';
import { invalidData } from './invalid.js';

/** @typedef {import('./images.js').LabelledImages} LabelledImages */

const MOST_SIDE = 4096;
/** Scan lines of that many bytes are unpacked without a look beforehand. */
const HARMLESS_BYTES = 2 ** 24;

/** @param {Uint8Array} file @param {string} path */
function checkHeader(file, path) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 33 || view.getUint32(0) !== 0x89504e47 || view.getUint32(12) !== 0x49484452) {
    invalidData('PNG', `${path}: expected a PNG file, got ${file.length} bytes of something else`);
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width < 1 || height < 1 || width > MOST_SIDE || height > MOST_SIDE) {
    invalidData('PNG', `${path}: expected sides up to ${MOST_SIDE}, got ${width} x ${height}`);
  }
  if (file.length * LARGEST_RATIO > HARMLESS_BYTES) checkScanLines(file, path, width, height);
}

/** Whether the packed data are no more than the image. @param {Uint8Array} file @param {string} path @param {number} width @param {number} height */
function checkScanLines(file, path, width, height) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const parts = [];
  for (let at = 8; at + 12 <= file.length; at += 12 + view.getUint32(at)) {
    if (view.getUint32(at + 4) !== 0x49444154) continue;
    parts.push(file.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  // At most 4 channels of 2 bytes; interlaced images have a few more lines.
  const most = (height * 2 + 16) * (width * 8 + 1);
  if (!unpacksWithin(parts, most)) invalidData('PNG', `${path}: its data are not the image's`);
}

/**
 * Values of fewer than 8 bits lie side by side in bytes; every line begins a byte.
 *
 * @param {import('fast-png').DecodedPng} image of one channel
 * @returns {import('fast-png').DecodedPng} with a byte for each value
 */
function unpackBits(image) {
  const { data, width, height, depth } = image;
  const line = Math.ceil((width * depth) / 8);
  const values = Uint8Array.from({ length: width * height }, (_, i) => {
    const bit = (i % width) * depth;
    const byte = data[Math.floor(i / width) * line + (bit >> 3)];
    return (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  });
  return { ...image, data: values };
}

/**
 * Colours become grey by their brightness (ITU-R BT.601), and what is transparent black.
 *
 * @param {import('fast-png').DecodedPng} image
 * @param {number} index of the pixel
 */
function grey({ data, channels, depth, palette }, index) {
  const scale = 255 / (2 ** depth - 1);
  const own = palette
    ? palette[data[index]]
    : Array.from({ length: channels }, (_, c) => data[index * channels + c] * scale);
  if (own === undefined) return 0;
  const hasAlpha = own.length === 2 || own.length === 4;
  const alpha = hasAlpha ? own[own.length - 1] / 255 : 1;
  const [r, g = r, b = r] = hasAlpha ? own.slice(0, -1) : own;
  return Math.round(alpha * (0.299 * r + 0.587 * g + 0.114 * b));
}

/** @param {Uint8Array} file @param {string} path */
function readPng(file, path) {
  checkHeader(file, path);
  try {
    const image = decode(file, { checkCrc: true });
    const { width, height } = image;
    const at = image.depth < 8 ? unpackBits(image) : image;
    const pixels = Uint8Array.from({ length: width * height }, (_, i) => grey(at, i));
    return { width, height, pixels };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return invalidData('PNG', `${path}: not readable: ${message}`, cause);
  }
}

/** The class is the last folder of a path. @param {string} path */
const classOf = (path) => path.split('/').at(-2) ?? '';

/**
 * @param {Iterable<[path: string, bytes: Uint8Array]>} files for instance 'train/7/0001.png'
 * @returns {LabelledImages} classes in the order of their names, numbers by their value
 * @throws {ConvscopeError} InvalidData
 */
export function readPngImages(files) {
  const list = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const numeric = new Intl.Collator('en', { numeric: true });
  const classes = [...new Set(list.map(([path]) => classOf(path)))].sort(numeric.compare);
  if (classes.length > 256)
    invalidData('PNG', `expected at most 256 classes, got ${classes.length}`);
  const images = list.map(([path, bytes]) => ({ path, ...readPng(bytes, path) }));
  const [first] = images;
  const odd = images.find(({ width, height }) => width !== first.width || height !== first.height);
  if (odd) {
    const got = `${odd.width} x ${odd.height}`;
    invalidData(
      'PNG',
      `${odd.path}: expected ${first.width} x ${first.height} as the others, got ${got}`,
    );
  }
  const size = first ? first.width * first.height : 0;
  const pixels = new Uint8Array(size * images.length);
  for (const [index, image] of images.entries()) pixels.set(image.pixels, index * size);
  return labelled('PNG', {
    shape: [1, first?.height ?? 0, first?.width ?? 0],
    count: images.length,
    pixels,
    labels: Uint8Array.from(list, ([path]) => classes.indexOf(classOf(path))),
    classes,
  });
}

/**
 * @param {Uint8Array} file a zip of folders of PNG files
 * @returns {LabelledImages}
 * @throws {ConvscopeError} InvalidData
 */
export const readPngZip = (file) =>
  readPngImages(unzip(file, (name) => /\.png$/i.test(name) && !name.startsWith('__MACOSX/')));
