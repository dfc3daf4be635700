/** The list of parts that a data set is served in. */

import { ConvscopeError } from '../errors.js';
import { parseJson } from './integrity.js';

/**
 * One file: when unpacked, a whole IDX3 image file followed by a whole IDX1 label file.
 *
 * @typedef {object} Part
 * @property {string} file name, relative to the manifest
 * @property {'train' | 'test'} split
 * @property {number} count images in this part
 * @property {number} imageBytes
 * @property {number} labelBytes
 * @property {number} bytes size of the file as served
 * @property {string} sha256 of the file as served, in hex
 */

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} licence
 * @property {number[]} shape of one image, [channels, height, width]
 * @property {string[]} classes
 * @property {number} trainCount
 * @property {number} testCount
 * @property {Part[]} parts in the order in which to load them
 */

/** @param {unknown} value */
const isCount = (value) => Number.isInteger(value) && Number(value) > 0;

/** @param {any} part */
function isPart(part) {
  return (
    typeof part?.file === 'string' &&
    (part.split === 'train' || part.split === 'test') &&
    /^[0-9a-f]{64}$/.test(part.sha256) &&
    [part.count, part.imageBytes, part.labelBytes, part.bytes].every(isCount)
  );
}

/**
 * @param {Part[]} parts
 * @param {Part['split']} split
 */
function countOf(parts, split) {
  return parts.reduce((sum, part) => sum + (part.split === split ? part.count : 0), 0);
}

/**
 * @param {any} value
 * @returns {value is Manifest}
 */
function isManifest(value) {
  return (
    typeof value?.name === 'string' &&
    Array.isArray(value.shape) &&
    value.shape.length === 3 &&
    value.shape.every(isCount) &&
    Array.isArray(value.classes) &&
    Array.isArray(value.parts) &&
    value.parts.every(isPart) &&
    countOf(value.parts, 'train') === value.trainCount &&
    countOf(value.parts, 'test') === value.testCount
  );
}

/**
 * @param {Uint8Array} bytes
 * @param {string} url for the message
 * @returns {Manifest}
 */
export function parseManifest(bytes, url) {
  const value = parseJson(bytes, url);
  if (!isManifest(value)) {
    throw new ConvscopeError('InvalidData', `${url} is not a list of data parts`);
  }
  return value;
}
