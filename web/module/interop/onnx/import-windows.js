/** Windows of convolutions and pools as the attributes of ONNX say them. */

import { refuse } from './refusal.js';

/** @typedef {import('./node.js').Node} Node */

/**
 * Pairs are for rows and columns.
 *
 * @typedef {object} Windows
 * @property {number[]} kernel
 * @property {number[]} strides
 * @property {number[]} dilations
 * @property {number[]} reach distance between the first and the last tap
 * @property {number[]} begin padding above and to the left
 * @property {number[]} end padding below and to the right
 */

/** The engine's ranges. */
const MOST_SIZE = 64;

/**
 * @param {Node} node
 * @param {string} name of an attribute
 * @param {number[]} values
 * @param {number} lowest
 * @param {number} count
 */
function checkSizes(node, name, values, lowest, count) {
  const fits = values.every((one) => Number.isInteger(one) && one >= lowest && one <= MOST_SIZE);
  if (fits && values.length === count) return;
  const wanted = `${count} whole numbers from ${lowest} to ${MOST_SIZE}`;
  refuse(node, `attribute ${name}: expected ${wanted}, got [${values}]`);
}

/**
 * @param {Node} node
 * @param {string} name
 * @param {number} lowest
 * @param {number[]} usual
 */
export function sizes(node, name, lowest, usual) {
  const values = node.ints(name, usual);
  checkSizes(node, name, values, lowest, usual.length);
  return values;
}

/**
 * Padding so that there are ceil(extent / stride) windows.
 *
 * @param {{reach: number[], strides: number[]}} windows
 * @param {number[]} extents
 */
const samePadding = ({ reach, strides }, extents) =>
  extents.map((extent, axis) => {
    const outputs = Math.ceil(extent / strides[axis]);
    return Math.max(0, (outputs - 1) * strides[axis] + reach[axis] + 1 - extent);
  });

/**
 * Shares padding out; the odd row or column goes to the end with SAME_UPPER.
 *
 * @param {string} autoPad
 * @param {number[]} total
 */
export function sharePadding(autoPad, total) {
  const less = total.map((one) => Math.floor(one / 2));
  const more = total.map((one, axis) => one - less[axis]);
  return autoPad === 'SAME_UPPER' ? { begin: less, end: more } : { begin: more, end: less };
}

/** @param {Node} node @returns {string} */
export function autoPadOf(node) {
  const mode = node.string('auto_pad', 'NOTSET');
  if (!['NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER'].includes(mode)) {
    refuse(
      node,
      `attribute auto_pad: expected NOTSET, VALID, SAME_UPPER or SAME_LOWER, got ${mode}`,
    );
  }
  return mode;
}

/**
 * @param {Node} node
 * @param {number[]} kernel height and width
 * @param {number[]} shape of the input, [C, H, W]
 * @returns {Windows}
 */
export function readWindows(node, kernel, shape) {
  checkSizes(node, 'kernel_shape', kernel, 1, 2);
  const strides = sizes(node, 'strides', 1, [1, 1]);
  const dilations = sizes(node, 'dilations', 1, [1, 1]);
  const reach = kernel.map((size, axis) => dilations[axis] * (size - 1));
  const autoPad = autoPadOf(node);
  const pads = sizes(node, 'pads', 0, [0, 0, 0, 0]);
  const frame = { kernel, strides, dilations, reach };
  if (autoPad === 'NOTSET') return { ...frame, begin: pads.slice(0, 2), end: pads.slice(2) };
  if (autoPad === 'VALID') return { ...frame, begin: [0, 0], end: [0, 0] };
  const total = samePadding(frame, shape.slice(1));
  return { ...frame, ...sharePadding(autoPad, total) };
}

/**
 * How many windows there are along an axis. With ceil_mode the last one may reach over the edge but
 * must start inside the image or the padding before it.
 *
 * @param {{extent: number, begin: number, end: number, reach: number, stride: number}} axis
 * @param {boolean} ceil
 */
export function windowCount({ extent, begin, end, reach, stride }, ceil) {
  const steps = (extent + begin + end - reach - 1) / stride;
  if (!ceil) return Math.floor(steps) + 1;
  const count = Math.ceil(steps) + 1;
  return (count - 1) * stride >= extent + begin ? count - 1 : count;
}

/**
 * @param {Windows} windows
 * @param {number[]} shape of the input, [C, H, W]
 * @param {boolean} [ceil]
 * @returns {number[]} rows and columns of the output
 */
export const windowCounts = ({ begin, end, reach, strides }, shape, ceil = false) =>
  begin.map((_, axis) =>
    windowCount(
      {
        extent: shape[axis + 1],
        begin: begin[axis],
        end: end[axis],
        reach: reach[axis],
        stride: strides[axis],
      },
      ceil,
    ),
  );
