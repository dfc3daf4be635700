/** IDX, the format of MNIST: big-endian extents and bytes; packed by gzip or not. */

import { gunzipIfPacked } from './compression.js';
import { labelled } from './images.js';
import { invalidData } from './invalid.js';

/** @typedef {import('./images.js').LabelledImages} LabelledImages */

/**
 * @param {Uint8Array} packed
 * @param {number} rank
 * @returns {{extents: number[], values: Uint8Array}}
 */
function readIdx(packed, rank) {
  const file = gunzipIfPacked(packed);
  const header = 4 + 4 * rank;
  if (file.length < header) invalidData('IDX', `expected ${header} bytes, got ${file.length}`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const magic = view.getUint32(0);
  if (magic !== 0x800 + rank) {
    invalidData('IDX', `expected bytes along ${rank} axes (magic ${0x800 + rank}), got ${magic}`);
  }
  const extents = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = extents.reduce((product, extent) => product * extent, 1);
  if (size !== file.length - header) {
    invalidData('IDX', `expected ${size} values for [${extents}], got ${file.length - header}`);
  }
  return { extents, values: file.subarray(header) };
}

/**
 * @param {Uint8Array} images an IDX3-ubyte file
 * @param {Uint8Array} labels an IDX1-ubyte file
 * @returns {LabelledImages}
 * @throws {ConvscopeError} InvalidData
 */
export function readIdxImages(images, labels) {
  const { extents, values } = readIdx(images, 3);
  const [count, height, width] = extents;
  return labelled('IDX', {
    shape: [1, height, width],
    count,
    pixels: values,
    labels: readIdx(labels, 1).values,
  });
}
