/** Operators that only change the shape, and Concat. */

import { refuse } from './refusal.js';

/** @typedef {import('./node.js').Node} Node */
/** @typedef {import('./importer.js').Importer} Importer */
/** @typedef {import('./importer.js').Data} Data */

const MOST_INPUTS = 16;

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, extent) => product * extent, 1);

/** @param {Node} node @param {Importer} importer @param {Data} input */
const addFlatten = (node, importer, input) =>
  importer.addLayer(node, { type: 'Flatten', inputs: [input], shape: [sizeOf(input.shape)] });

/** The axis counted from 0, the batch included. @param {Data} input @param {number} axis */
const positive = ({ shape }, axis) => (axis < 0 ? axis + shape.length + 1 : axis);

/** @param {Node} node @param {Importer} importer */
export function flatten(node, importer) {
  const input = importer.data(node);
  const given = node.int('axis', 1);
  const axis = positive(input, given);
  if (axis < 1 || sizeOf(input.shape.slice(0, axis - 1)) !== 1) {
    refuse(node, `attribute axis: expected 1, got ${given}`);
  }
  addFlatten(node, importer, input);
}

/**
 * Whether a shape begins with the batch.
 *
 * @param {number} extent
 * @param {Importer} importer
 */
const isBatch = (extent, { batch }) => extent === 0 || extent === -1 || extent === batch;

/** @param {Node} node @param {Importer} importer */
export function reshape(node, importer) {
  const input = importer.data(node);
  const [first, ...rest] = Array.from(importer.constant(node, 1).values);
  if (node.int('allowzero', 0) !== 0) refuse(node, 'attribute allowzero: expected 0, got 1');
  const size = sizeOf(input.shape);
  const known = rest.map((extent, axis) => (extent === 0 ? input.shape[axis] : extent));
  const others = known.filter((extent) => extent !== -1);
  const free =
    first === -1 || others.length < known.length - 1 ? Number.NaN : size / sizeOf(others);
  const wanted = known.map((extent) => (extent === -1 ? free : extent));
  const flat = wanted.length === 1 && wanted[0] === size;
  const same = String(wanted) === String(input.shape);
  if (!isBatch(first, importer) || !(flat || same)) {
    const expected = `[N, ${size}], which is flat`;
    refuse(node, `expected a reshape to ${expected}, got [${[first, ...rest]}]`);
  }
  if (same) importer.set(node, input);
  else addFlatten(node, importer, input);
}

/** @param {Node} node @param {Importer} importer @param {number} since which opset they are an input */
function axesOf(node, importer, since) {
  const given =
    importer.opset < since
      ? node.ints('axes', [])
      : Array.from(importer.optionalConstant(node, 1)?.values ?? []);
  return given.map((axis) => positive(importer.data(node), axis)).sort();
}

/** Of an image of one pixel. @param {Node} node @param {Importer} importer */
export function squeeze(node, importer) {
  const input = importer.image(node);
  const axes = axesOf(node, importer, 13);
  const single = input.shape[1] === 1 && input.shape[2] === 1;
  if (!single || String(axes) !== '2,3') {
    const got = `axes [${axes}] of (N, ${input.shape.join(', ')})`;
    refuse(node, `expected axes [2, 3] of a single pixel, got ${got}`);
  }
  addFlatten(node, importer, input);
}

/** Of all pixels: global average pooling. @param {Node} node @param {Importer} importer */
export function reduceMean(node, importer) {
  const input = importer.image(node);
  const axes = axesOf(node, importer, 18);
  node.ignore('noop_with_empty_axes');
  if (String(axes) !== '2,3') refuse(node, `expected the mean over axes [2, 3], got [${axes}]`);
  const pool = {
    type: 'AdaptiveAvgPool2d',
    options: { output_size: 1 },
    inputs: [input],
    shape: [input.shape[0], 1, 1],
  };
  if (node.int('keepdims', 1) === 1) importer.addLayer(node, pool);
  else addFlatten(node, importer, importer.addHelper(node, pool));
}

/** @param {Node} node @param {Importer} importer */
export function concat(node, importer) {
  const inputs = node.inputs.map((_, index) => importer.data(node, index));
  const [{ shape: first }] = inputs;
  const given = node.int('axis', 1);
  const axis = positive(inputs[0], given) - 1;
  if (axis < 0 || axis >= first.length) {
    refuse(node, `attribute axis: expected 1 to ${first.length}, got ${given}`);
  }
  const alike = inputs.every(
    ({ shape }) =>
      shape.length === first.length && shape.every((one, i) => i === axis || one === first[i]),
  );
  if (!alike || inputs.length > MOST_INPUTS) {
    const got = inputs.map(({ shape }) => `[${shape}]`).join(', ');
    refuse(node, `expected up to ${MOST_INPUTS} inputs alike but for axis ${axis + 1}, got ${got}`);
  }
  if (inputs.length === 1) {
    importer.set(node, inputs[0]);
    return;
  }
  const shape = [...first];
  shape[axis] = inputs.reduce((sum, one) => sum + one.shape[axis], 0);
  importer.addLayer(node, { type: 'Concat', options: { dim: axis + 1 }, inputs, shape });
}
