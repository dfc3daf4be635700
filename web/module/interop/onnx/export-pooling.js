/** Pooling layers as ONNX nodes. */

import { adaptiveWindows, padSides, pair, poolWindows } from './geometry.js';
import { int, ints } from './graph-builder.js';

/** @typedef {import('./export-layers.js').Place} Place */

/** @param {number[]} kernel @param {number[]} strides @param {number[]} pads */
const windowAttributes = (kernel, strides, pads) => ({
  kernel_shape: ints(kernel),
  strides: ints(strides),
  pads: ints(pads),
});

const LOWEST_FLOAT = -3.4028234663852886e38;

/** @param {Place} place */
export function maxPool({ layer, inputs, output, graph }) {
  const { kernel, strides, pads } = poolWindows(layer);
  const dilations = ints(pair(layer, 'dilation'));
  // Runtimes take no padding as large as the kernel, which a dilated last window may need.
  if (pads.every((side, i) => side < kernel[i % 2])) {
    graph.node('MaxPool', inputs, output, {
      ...windowAttributes(kernel, strides, pads),
      dilations,
    });
    return;
  }
  const sides = graph.indices(`${output}/pads`, padSides(pads));
  const lowest = graph.scalar(`${output}/lowest`, LOWEST_FLOAT);
  const padded = graph.node('Pad', [inputs[0], sides, lowest], `${output}/padded`);
  const attributes = windowAttributes(kernel, strides, [0, 0, 0, 0]);
  graph.node('MaxPool', [padded], output, { ...attributes, dilations });
}

/**
 * Padding that counts is a node of its own where the last window reaches over it: what is beyond
 * the padding never counts.
 *
 * @param {Place} place
 */
export function avgPool({ layer, inputs, output, graph }) {
  const { kernel, strides, pads, extended } = poolWindows(layer);
  const counts = Boolean(layer.options.count_include_pad);
  if (!counts || !extended) {
    graph.node('AveragePool', inputs, output, {
      ...windowAttributes(kernel, strides, pads),
      count_include_pad: int(counts ? 1 : 0),
    });
    return;
  }
  const [top, left] = pads;
  const sides = graph.indices(`${output}/pads`, padSides([top, left, top, left]));
  const padded = graph.node('Pad', [inputs[0], sides], `${output}/padded`);
  const rest = [0, 0, pads[2] - top, pads[3] - left];
  graph.node('AveragePool', [padded], output, windowAttributes(kernel, strides, rest));
}

/** @param {Place} place @returns {[rows: [number, number][], columns: [number, number][]]} */
function windowsOf({ layer }) {
  const [, height, width] = layer.inputShape;
  const [rows, columns] = pair(layer, 'output_size');
  return [adaptiveWindows(height, rows), adaptiveWindows(width, columns)];
}

/**
 * Adaptive pooling with equal windows that do not overlap, if that is what it is.
 *
 * @param {Place} place
 * @param {'AveragePool' | 'MaxPool'} opType
 */
function evenPool({ layer, inputs, output, graph }, opType) {
  const size = pair(layer, 'output_size');
  if (size.every((extent) => extent === 1)) {
    graph.node(`Global${opType}`, inputs, output);
    return true;
  }
  const kernel = size.map((extent, axis) => layer.inputShape[axis + 1] / extent);
  if (!kernel.every(Number.isInteger)) return false;
  graph.node(opType, inputs, output, windowAttributes(kernel, kernel, [0, 0, 0, 0]));
  return true;
}

/**
 * Uneven means, as the product of a matrix of shares for the rows and one for the columns.
 *
 * @param {Place} place
 */
export function adaptiveAvgPool(place) {
  if (evenPool(place, 'AveragePool')) return;
  const { layer, inputs, output, graph } = place;
  const [, height, width] = layer.inputShape;
  const [rows, columns] = windowsOf(place);
  const left = new Float32Array(rows.length * height);
  for (const [r, [begin, end]] of rows.entries()) {
    left.fill(1 / (end - begin), r * height + begin, r * height + end);
  }
  const right = new Float32Array(width * columns.length);
  for (const [c, [begin, end]] of columns.entries()) {
    for (let x = begin; x < end; ++x) right[x * columns.length + c] = 1 / (end - begin);
  }
  const byRow = graph.tensor({
    name: `${output}/rows`,
    shape: [rows.length, height],
    data: left,
  });
  const byColumn = graph.tensor({
    name: `${output}/columns`,
    shape: [width, columns.length],
    data: right,
  });
  const narrow = graph.node('MatMul', [inputs[0], byColumn], `${output}/narrow`);
  graph.node('MatMul', [byRow, narrow], output);
}

/**
 * Pixels of windows of one length: shorter windows repeat their last pixel, which changes no
 * maximum.
 *
 * @param {[number, number][]} windows
 */
function evened(windows) {
  const length = Math.max(...windows.map(([begin, end]) => end - begin));
  const pixels = windows.flatMap(([begin, end]) =>
    Array.from({ length }, (_, i) => Math.min(begin + i, end - 1)),
  );
  return { length, pixels };
}

/** Uneven maxima: the windows are laid side by side first. @param {Place} place */
export function adaptiveMaxPool(place) {
  if (evenPool(place, 'MaxPool')) return;
  const { inputs, output, graph } = place;
  const [rows, columns] = windowsOf(place).map(evened);
  const byRow = graph.indices(`${output}/rows`, rows.pixels);
  const byColumn = graph.indices(`${output}/columns`, columns.pixels);
  const tall = graph.node('Gather', [inputs[0], byRow], `${output}/tall`, { axis: int(2) });
  const wide = graph.node('Gather', [tall, byColumn], `${output}/wide`, { axis: int(3) });
  const kernel = [rows.length, columns.length];
  graph.node('MaxPool', [wide], output, windowAttributes(kernel, kernel, [0, 0, 0, 0]));
}
