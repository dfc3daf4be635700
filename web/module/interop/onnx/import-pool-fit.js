/** Windows of ONNX's pools, which may be padded in any way, as those of the engine's. */

import { windowCount } from './import-windows.js';

/** @typedef {import('./node.js').Node} Node */
/** @typedef {import('./importer.js').Importer} Importer */
/** @typedef {import('./importer.js').Data} Data */
/** @typedef {import('./import-windows.js').Windows} Windows */

/**
 * A pool of the engine among whose windows the wanted ones are, as a block.
 *
 * @typedef {object} Fit
 * @property {number[]} padding
 * @property {boolean} ceil
 * @property {number[]} skip windows before the block
 * @property {number[]} rest windows after it
 */

/**
 * The engine's pools have as much padding at the end as at the beginning, and no more than half a
 * kernel. With more padding than wanted there are windows too many, at the beginning and the end.
 *
 * @param {Windows} windows
 * @param {number[]} shape of the input, [C, H, W]
 * @param {number[]} counts windows along both axes
 * @param {number} axis
 * @param {boolean} ceil
 */
function fitAxis({ kernel, strides, begin, reach }, shape, counts, axis, ceil) {
  const stride = strides[axis];
  for (let padding = begin[axis]; 2 * padding <= kernel[axis]; padding += stride) {
    const frame = { extent: shape[axis + 1], begin: padding, end: padding };
    const count = windowCount({ ...frame, reach: reach[axis], stride }, ceil);
    const skip = (padding - begin[axis]) / stride;
    const rest = count - skip - counts[axis];
    if (rest >= 0) return { padding, skip, rest };
  }
  return null;
}

/** @param {Fit} fit */
export const isWhole = ({ skip, rest }) => [...skip, ...rest].every((count) => count === 0);

/**
 * @param {Windows} windows
 * @param {number[]} shape of the input, [C, H, W]
 * @param {number[]} counts windows along both axes
 * @returns {Fit | null} with no windows too many, if that can be
 */
export function fitPool(windows, shape, counts) {
  const fits = [false, true].flatMap((ceil) => {
    const axes = [0, 1].map((axis) => fitAxis(windows, shape, counts, axis, ceil));
    const found = axes.filter((one) => one !== null);
    if (found.length < axes.length) return [];
    /** @param {'padding' | 'skip' | 'rest'} part */
    const both = (part) => found.map((one) => one[part]);
    return [{ padding: both('padding'), ceil, skip: both('skip'), rest: both('rest') }];
  });
  return fits.find(isWhole) ?? fits[0] ?? null;
}

/**
 * Takes windows off the edges: a depthwise convolution with kernels of a single 1.
 *
 * @param {Node} node
 * @param {Importer} importer
 * @param {Data} input
 * @param {Fit} fit
 */
export function addCropping(node, importer, input, { skip, rest }) {
  const [channels, ...extents] = input.shape;
  const kernel = skip.map((count, axis) => count + rest[axis] + 1);
  const size = kernel[0] * kernel[1];
  importer.checkRoom(node, channels * size);
  const values = new Float32Array(channels * size);
  for (let c = 0; c < channels; ++c) values[c * size + skip[0] * kernel[1] + skip[1]] = 1;
  importer.addLayer(node, {
    type: 'Conv2d',
    options: {
      ...{ out_channels: channels, kernel_size: kernel, groups: channels, bias: false },
      frozen: true,
    },
    inputs: [input],
    shape: [channels, ...extents.map((extent, axis) => extent - kernel[axis] + 1)],
    tensors: [{ name: 'weight', shape: [channels, 1, ...kernel], values }],
  });
}
