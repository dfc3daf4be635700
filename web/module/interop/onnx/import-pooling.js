/** Pools as layers. */

import { addPadding, paddedShape, withPadding } from './import-padding.js';
import { readWindows, windowCounts } from './import-windows.js';
import { refuse } from './refusal.js';

/** @typedef {import('./node.js').Node} Node */
/** @typedef {import('./importer.js').Importer} Importer */
/** @typedef {import('./importer.js').Data} Data */
/** @typedef {import('./import-windows.js').Windows} Windows */

/** @param {Node} node @param {number[]} shape of the input */
const poolWindows = (node, shape) => readWindows(node, node.ints('kernel_shape', []), shape);

/**
 * The engine's pools have as much padding at the end as at the beginning. What is at the end decides
 * only how many windows there are, so a ceil_mode that gives as many will do.
 *
 * @param {Node} node
 * @param {Windows} windows
 * @param {number[]} shape of the input
 * @param {number[]} counts windows along both axes
 */
function poolOptions(node, windows, shape, counts) {
  const { kernel, strides, begin, end } = windows;
  const ceil = [false, true].find(
    (mode) => String(windowCounts({ ...windows, end: begin }, shape, mode)) === String(counts),
  );
  if (ceil === undefined || begin.some((side, axis) => 2 * side > kernel[axis])) {
    const pads = [...begin, ...end];
    refuse(node, `attribute pads: expected padding that fits a symmetric one, got [${pads}]`);
  }
  return { kernel_size: kernel, stride: strides, padding: begin, ceil_mode: ceil };
}

/** @param {Node} node */
const rounding = (node) => node.int('ceil_mode', 0) === 1;

/** @param {Node} node @param {Importer} importer */
export function maxPool(node, importer) {
  const { padding, ...input } = importer.image(node);
  const windows = withPadding(poolWindows(node, input.shape), padding);
  node.ignore('storage_order'); // of the second output
  const counts = windowCounts(windows, input.shape, rounding(node));
  const options = poolOptions(node, windows, input.shape, counts);
  importer.addLayer(node, {
    type: 'MaxPool2d',
    options: { ...options, dilation: windows.dilations },
    inputs: [input],
    shape: [input.shape[0], ...counts],
  });
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
  if (String(padding.begin) === String(padding.end) && inner.every((side) => side === 0)) {
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
  const options = poolOptions(node, windows, input.shape, counts);
  importer.addLayer(node, {
    type: 'AvgPool2d',
    options: { ...options, count_include_pad: included },
    inputs: [input],
    shape: [image.shape[0], ...counts],
  });
}

/** @param {string} type @returns {(node: Node, importer: Importer) => unknown} */
export const globalPool = (type) => (node, importer) => {
  const input = importer.image(node);
  const options = { output_size: 1 };
  return importer.addLayer(node, { type, options, inputs: [input], shape: [input.shape[0], 1, 1] });
};
