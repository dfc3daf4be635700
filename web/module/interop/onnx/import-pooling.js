/** Pools as layers. */

import { addPadding, paddedShape, withPadding } from './import-padding.js';
import { addCropping, fitPool, isWhole } from './import-pool-fit.js';
import { readWindows, windowCounts } from './import-windows.js';
import { refuse } from './refusal.js';

/** @typedef {import('./node.js').Node} Node */
/** @typedef {import('./importer.js').Importer} Importer */
/** @typedef {import('./importer.js').Data} Data */
/** @typedef {import('./import-windows.js').Windows} Windows */

/** @param {Node} node @param {number[]} shape of the input */
function poolWindows(node, shape) {
  const windows = readWindows(node, node.ints('kernel_shape', []), shape);
  const dilated = windows.dilations.some((one) => one !== 1);
  if (dilated && node.string('auto_pad', 'NOTSET').startsWith('SAME')) {
    // ONNX counts the dilated kernel, ONNX Runtime does not.
    refuse(node, 'attribute auto_pad: expected pads for a pool with dilations');
  }
  return windows;
}

/** @param {Node} node */
const rounding = (node) => node.int('ceil_mode', 0) === 1;

/**
 * Adds a pool with just these windows; false if the engine has none.
 *
 * @param {Node} node
 * @param {Importer} importer
 * @param {{type: string, options: Record<string, unknown>, input: Data}} pool
 * @param {Windows} windows
 * @param {number[]} counts windows along both axes
 */
function addPool(node, importer, { type, options, input }, windows, counts) {
  const fit = fitPool(windows, input.shape, counts);
  if (!fit) return false;
  const { kernel, strides } = windows;
  const { padding, ceil, skip, rest } = fit;
  const own = { kernel_size: kernel, stride: strides, padding, ceil_mode: ceil };
  const extents = counts.map((count, axis) => skip[axis] + count + rest[axis]);
  const shape = [input.shape[0], ...extents];
  const layer = { type, options: { ...own, ...options }, inputs: [input], shape };
  if (isWhole(fit)) importer.addLayer(node, layer);
  else addCropping(node, importer, importer.addHelper(node, layer), fit);
  return true;
}

/** @param {Node} node @param {Windows} windows @returns {never} */
const refusePads = (node, { kernel, begin, end }) =>
  refuse(
    node,
    `attribute pads: expected windows among those of even padding of at most half of [${kernel}], got [${begin},${end}]`,
  );

/**
 * Padding at the end with which just the wanted windows fit.
 *
 * @param {Windows} windows
 * @param {number[]} shape
 * @param {number[]} counts
 */
const endOf = ({ begin, reach, strides }, shape, counts) =>
  counts.map((count, axis) => {
    const last = (count - 1) * strides[axis] + reach[axis] + 1;
    return Math.max(0, last - begin[axis] - shape[axis + 1]);
  });

/**
 * Every window has a pixel of the image, and where it reaches over the edge the one at the edge: to
 * repeat that does not change the maximum.
 *
 * @param {Node} node
 * @param {Importer} importer
 * @param {Data} image
 * @param {Windows} windows
 * @param {number[]} counts
 */
function padByEdge(node, importer, image, windows, counts) {
  const end = endOf(windows, image.shape, counts);
  const padding = { node, mode: /** @type {const} */ ('replicate'), begin: windows.begin, end };
  return addPadding(node, importer, image, padding);
}

/** @param {Node} node @param {Importer} importer */
export function maxPool(node, importer) {
  const { padding, ...image } = importer.image(node);
  const windows = withPadding(poolWindows(node, image.shape), padding);
  node.ignore('storage_order'); // of the second output
  const counts = windowCounts(windows, image.shape, rounding(node));
  const pool = { type: 'MaxPool2d', options: { dilation: windows.dilations } };
  if (addPool(node, importer, { ...pool, input: image }, windows, counts)) return;
  if (windows.dilations.some((one) => one !== 1)) refusePads(node, windows);
  const input = padByEdge(node, importer, image, windows, counts);
  addPool(node, importer, { ...pool, input }, { ...windows, begin: [0, 0] }, counts);
}

/**
 * Where padding counts in the average, it is the pool's own if that can be, or a layer before it.
 *
 * @param {Node} node
 * @param {Importer} importer
 * @param {Data} image
 * @param {Windows} own windows of the node
 * @returns {{input: Data, windows: Windows, included: boolean}}
 */
function placePadding(node, importer, { padding: before, ...image }, own) {
  const includes = node.int('count_include_pad', 0) === 1;
  const padding = before ?? { node, mode: /** @type {const} */ ('zeros'), ...own };
  if (!before && !includes) return { input: image, windows: own, included: false };
  const inner = before ? own.begin : [0, 0];
  const even = String(padding.begin) === String(padding.end);
  const small = padding.begin.every((side, axis) => 2 * side <= own.kernel[axis]);
  if (even && small && inner.every((side) => side === 0)) {
    return { input: image, windows: { ...own, begin: padding.begin }, included: true };
  }
  const input = addPadding(node, importer, image, padding);
  return { input, windows: { ...own, begin: inner }, included: false };
}

/** @param {Node} node @param {Importer} importer */
export function averagePool(node, importer) {
  const image = importer.image(node);
  const shape = image.padding ? paddedShape(image.shape, image.padding) : image.shape;
  const own = poolWindows(node, shape);
  if (own.dilations.some((one) => one !== 1)) {
    refuse(node, `attribute dilations: expected 1, got [${own.dilations}]`);
  }
  const counts = windowCounts(own, shape, rounding(node));
  const { input, windows, included } = placePadding(node, importer, image, own);
  const options = { count_include_pad: included };
  const pool = { type: 'AvgPool2d', options, input };
  if (!addPool(node, importer, pool, windows, counts)) refusePads(node, own);
}

/** @param {string} type @returns {(node: Node, importer: Importer) => unknown} */
export const globalPool = (type) => (node, importer) => {
  const input = importer.image(node);
  const options = { output_size: 1 };
  return importer.addLayer(node, { type, options, inputs: [input], shape: [input.shape[0], 1, 1] });
};
