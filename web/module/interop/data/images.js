/** Labelled images, whichever file they come from, and the form in which the engine takes them. */

import { invalidData } from './invalid.js';

/**
 * @typedef {object} LabelledImages
 * @property {number[]} shape of one image, [channels, height, width]; channels is 1 unless colours
 *   were asked for
 * @property {number} count
 * @property {Uint8Array} pixels 0 to 255, one image after another
 * @property {Uint8Array} labels one for each image
 * @property {string[]} classes their names, in the order of the labels
 */

const MOST_CLASSES = 256;

/**
 * @param {string} format
 * @param {ArrayLike<number>} values
 * @returns {Uint8Array}
 * @throws {ConvscopeError} InvalidData for what is no whole number from 0 to 255
 */
export function checkLabels(format, values) {
  for (let i = 0; i < values.length; ++i) {
    const value = values[i];
    if (!Number.isInteger(value) || value < 0 || value >= MOST_CLASSES) {
      invalidData(format, `label ${i + 1}: expected a whole number from 0 to 255, got ${value}`);
    }
  }
  return Uint8Array.from(values);
}

/** Bytes stay, floats from 0 to 1 are scaled. @param {string} format @param {ArrayLike<number>} values */
export function toPixels(format, values) {
  if (values instanceof Uint8Array) return values;
  let largest = 0;
  for (let i = 0; i < values.length; ++i) {
    if (!(values[i] >= 0 && values[i] <= 255)) {
      invalidData(format, `value ${i + 1}: expected 0 to 1 or 0 to 255, got ${values[i]}`);
    }
    largest = Math.max(largest, values[i]);
  }
  const isFloat = values instanceof Float32Array || values instanceof Float64Array;
  const scale = isFloat && largest <= 1 ? 255 : 1;
  return Uint8Array.from(values, (value) => Math.round(value * scale));
}

/**
 * @param {string} format
 * @param {Omit<LabelledImages, 'classes'> & {classes?: string[]}} images
 * @returns {LabelledImages}
 * @throws {ConvscopeError} InvalidData if the parts do not fit together
 */
export function labelled(format, { shape, count, pixels, labels, classes }) {
  const [channels, height, width] = shape;
  if (count < 1) invalidData(format, 'expected at least one image, got none');
  if (labels.length !== count) {
    invalidData(format, `expected a label for each of ${count} images, got ${labels.length}`);
  }
  if (pixels.length !== count * channels * height * width) {
    const each = `${count} images of ${height} x ${width}`;
    invalidData(format, `expected ${each}, got ${pixels.length} pixels`);
  }
  const largest = labels.reduce((most, label) => Math.max(most, label), 0);
  const names = classes ?? Array.from({ length: largest + 1 }, (_, label) => String(label));
  return { shape, count, pixels, labels, classes: names };
}

/** @param {number[]} extents @param {Uint8Array} values */
function idx(extents, values) {
  const file = new Uint8Array(4 + 4 * extents.length + values.length);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x800 + extents.length);
  for (const [axis, extent] of extents.entries()) view.setUint32(4 + 4 * axis, extent);
  file.set(values, 4 + 4 * extents.length);
  return file;
}

/**
 * A pair of IDX files, as `append` of the engine's data sets takes them. The format has no channels:
 * `appendInputs` and `fit` take the pixels of images in colour.
 *
 * @param {LabelledImages} images of one channel
 * @returns {{images: Uint8Array<ArrayBuffer>, labels: Uint8Array<ArrayBuffer>}}
 * @throws {ConvscopeError} InvalidData
 */
export function toIdx({ shape, count, pixels, labels }) {
  if (shape[0] !== 1) invalidData('IDX', `expected images of 1 channel, got ${shape[0]}`);
  return { images: idx([count, shape[1], shape[2]], pixels), labels: idx([count], labels) };
}
