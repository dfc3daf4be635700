/** Folders and zip files of PNG images; the folder of an image is its class. */

import { decode } from 'fast-png';
import { ConvscopeError } from '../../errors.js';
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
 * Red, green and blue from 0 to 255, and from 0 to 1 how much of them there is: what is transparent
 * becomes black.
 *
 * @param {import('fast-png').DecodedPng} image
 * @param {number} index of the pixel
 */
function colour({ data, channels, depth, palette }, index) {
  const scale = 255 / (2 ** depth - 1);
  const own = palette
    ? palette[data[index]]
    : Array.from({ length: channels }, (_, c) => data[index * channels + c] * scale);
  if (own === undefined) return [0, 0, 0, 1];
  const hasAlpha = own.length === 2 || own.length === 4;
  const alpha = hasAlpha ? own[own.length - 1] / 255 : 1;
  const [r, g = r, b = r] = hasAlpha ? own.slice(0, -1) : own;
  return [r, g, b, alpha];
}

/** By brightness (ITU-R BT.601). @param {number[]} colour */
const grey = ([r, g, b, alpha]) => [alpha * (0.299 * r + 0.587 * g + 0.114 * b)];

/** @param {number[]} colour */
const rgb = ([r, g, b, alpha]) => [alpha * r, alpha * g, alpha * b];

/**
 * @param {import('fast-png').DecodedPng} image
 * @param {1 | 3} channels
 * @returns {Uint8Array} one channel after another
 */
function toChannels(image, channels) {
  const size = image.width * image.height;
  const pixels = new Uint8Array(channels * size);
  const valuesOf = channels === 1 ? grey : rgb;
  for (let i = 0; i < size; ++i) {
    const values = valuesOf(colour(image, i));
    for (const [c, value] of values.entries()) pixels[c * size + i] = Math.round(value);
  }
  return pixels;
}

/** @param {Uint8Array} file @param {string} path @param {1 | 3} channels */
function readPng(file, path, channels) {
  checkHeader(file, path);
  try {
    const image = decode(file, { checkCrc: true });
    const { width, height } = image;
    const pixels = toChannels(image.depth < 8 ? unpackBits(image) : image, channels);
    return { width, height, pixels };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return invalidData('PNG', `${path}: not readable: ${message}`, cause);
  }
}

/** The class is the last folder of a path. @param {string} path */
const classOf = (path) => path.split('/').at(-2) ?? '';

/**
 * @typedef {object} PngOptions
 * @property {1 | 3} [channels] 1, which is what it is if left out, for grey by brightness; 3 for
 *   red, green and blue, (N, 3, H, W)
 */

/** @param {PngOptions} options */
function checkChannels({ channels = 1 }) {
  if (channels === 1 || channels === 3) return channels;
  throw new ConvscopeError('InvalidOption', `PNG: expected 1 or 3 channels, got ${channels}`);
}

/**
 * @param {Iterable<[path: string, bytes: Uint8Array]>} files for instance 'train/7/0001.png'
 * @param {PngOptions} [options]
 * @returns {LabelledImages} classes in the order of their names, numbers by their value
 * @throws {ConvscopeError} InvalidData
 */
export function readPngImages(files, options = {}) {
  const channels = checkChannels(options);
  const list = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const numeric = new Intl.Collator('en', { numeric: true });
  const classes = [...new Set(list.map(([path]) => classOf(path)))].sort(numeric.compare);
  if (classes.length > 256)
    invalidData('PNG', `expected at most 256 classes, got ${classes.length}`);
  const images = list.map(([path, bytes]) => ({ path, ...readPng(bytes, path, channels) }));
  const [first] = images;
  const odd = images.find(({ width, height }) => width !== first.width || height !== first.height);
  if (odd) {
    const got = `${odd.width} x ${odd.height}`;
    invalidData(
      'PNG',
      `${odd.path}: expected ${first.width} x ${first.height} as the others, got ${got}`,
    );
  }
  const size = first ? channels * first.width * first.height : 0;
  const pixels = new Uint8Array(size * images.length);
  for (const [index, image] of images.entries()) pixels.set(image.pixels, index * size);
  return labelled('PNG', {
    shape: [channels, first?.height ?? 0, first?.width ?? 0],
    count: images.length,
    pixels,
    labels: Uint8Array.from(list, ([path]) => classes.indexOf(classOf(path))),
    classes,
  });
}

/**
 * @param {Uint8Array} file a zip of folders of PNG files
 * @param {PngOptions} [options]
 * @returns {LabelledImages}
 * @throws {ConvscopeError} InvalidData
 */
export const readPngZip = (file, options) =>
  readPngImages(
    unzip(file, (name) => /\.png$/i.test(name) && !name.startsWith('__MACOSX/')),
    options,
  );
