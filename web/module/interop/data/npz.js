/** Labelled images in NumPy's formats. */

import { unzip } from './compression.js';
import { checkLabels, labelled, toPixels } from './images.js';
import { invalidData } from './invalid.js';
import { readNpy } from './npy.js';

/** @typedef {import('./images.js').LabelledImages} LabelledImages */
/** @typedef {import('./npy.js').NumpyArray} NumpyArray */

/**
 * @param {Uint8Array} file an .npz file, which is a zip of .npy files
 * @returns {Map<string, NumpyArray>} by their names without ".npy"
 * @throws {ConvscopeError} InvalidData
 */
export function readNpz(file) {
  const files = [...unzip(file, (name) => name.endsWith('.npy'))];
  return new Map(files.map(([name, bytes]) => [name.slice(0, -'.npy'.length), readNpy(bytes)]));
}

/** @param {NumpyArray} images @param {NumpyArray} labels @returns {LabelledImages} */
function fromArrays(images, labels) {
  const { shape, data } = images;
  const [count, ...rest] = shape;
  // One channel may stand before or behind the extents.
  const plain = rest.length === 3 && rest[0] !== 1 ? rest.slice(0, 2) : rest.slice(-2);
  const size = count * plain.reduce((product, extent) => product * extent, 1);
  if (shape.length < 3 || shape.length > 4 || size !== data.length) {
    const wanted = '(N, height, width), with or without one channel';
    invalidData('NumPy', `images: expected ${wanted}, got (${shape})`);
  }
  const [height, width] = plain;
  return labelled('NumPy', {
    shape: [1, height, width],
    count,
    pixels: toPixels('NumPy', data),
    labels: checkLabels('NumPy', labels.data),
  });
}

/**
 * @param {Uint8Array} images an .npy file (N, height, width), bytes or floats from 0 to 1
 * @param {Uint8Array} labels an .npy file of whole numbers
 * @returns {LabelledImages}
 * @throws {ConvscopeError} InvalidData
 */
export const readNpyImages = (images, labels) => fromArrays(readNpy(images), readNpy(labels));

/**
 * @param {Uint8Array} file an .npz file
 * @param {{images: string, labels: string}} [names] of the arrays in it; if left out, those of
 *   Keras's mnist.npz for training
 * @returns {LabelledImages}
 * @throws {ConvscopeError} InvalidData
 */
export function readNpzImages(file, { images, labels } = { images: 'x_train', labels: 'y_train' }) {
  const arrays = readNpz(file);
  const [x, y] = [arrays.get(images), arrays.get(labels)];
  if (x && y) return fromArrays(x, y);
  const wanted = `the arrays ${images} and ${labels}`;
  return invalidData('NumPy', `expected ${wanted}, got ${[...arrays.keys()].join(', ') || 'none'}`);
}
