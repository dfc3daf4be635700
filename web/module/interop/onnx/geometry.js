/** Windows of convolutions and pools, as the engine's options and as ONNX's attributes have them. */

/** @typedef {import('../../engine/network.js').LayerInfo} LayerInfo */

/** @typedef {[top: number, left: number, bottom: number, right: number]} Pads ONNX's order */

/**
 * An option of kind `pair` as the engine tells it.
 *
 * @param {LayerInfo} layer
 * @param {string} name
 * @returns {number[]} for rows and columns
 */
export const pair = (layer, name) => /** @type {number[]} */ (layer.options[name]);

/** Distance between the first and the last tap of the window. @param {LayerInfo} layer */
function reach(layer) {
  const dilation = layer.options.dilation ? pair(layer, 'dilation') : [1, 1];
  return pair(layer, 'kernel_size').map((size, axis) => dilation[axis] * (size - 1));
}

/**
 * The padding of a convolution; "same" puts the odd row or column below and to the right.
 *
 * @param {LayerInfo} layer
 * @returns {Pads}
 */
export function convolutionPads(layer) {
  const { padding } = layer.options;
  if (padding === 'valid') return [0, 0, 0, 0];
  if (padding === 'same') {
    const [rows, columns] = reach(layer);
    const [top, left] = [Math.floor(rows / 2), Math.floor(columns / 2)];
    return [top, left, rows - top, columns - left];
  }
  const sides = /** @type {number[]} */ (padding);
  if (sides.length === 2) return [sides[0], sides[1], sides[0], sides[1]];
  const [top, bottom, left, right] = sides;
  return [top, left, bottom, right];
}

/**
 * The windows of a pool. Where ceil_mode adds a window, the padding at the end reaches as far as
 * that one: which windows ceil_mode adds differs between versions of ONNX.
 *
 * @param {LayerInfo} layer
 * @returns {{kernel: number[], strides: number[], pads: Pads, extended: boolean}} extended: the
 *   padding at the end is more than the layer's own
 */
export function poolWindows(layer) {
  const kernel = pair(layer, 'kernel_size');
  const strides = pair(layer, 'stride').map((step, axis) => step || kernel[axis]);
  const begin = pair(layer, 'padding');
  const reaches = reach(layer);
  const end = begin.map((padding, axis) => {
    const last = (layer.outputShape[axis + 1] - 1) * strides[axis] + reaches[axis];
    return Math.max(padding, last + 1 - padding - layer.inputShape[axis + 1]);
  });
  const extended = end.some((padding, axis) => padding > begin[axis]);
  return { kernel, strides, pads: [begin[0], begin[1], end[0], end[1]], extended };
}

/**
 * The windows of adaptive pooling along an axis, [begin, end) for each output.
 *
 * @param {number} from input extent
 * @param {number} to output extent
 * @returns {[number, number][]}
 */
export function adaptiveWindows(from, to) {
  return Array.from({ length: to }, (_, i) => [
    Math.floor((i * from) / to),
    Math.ceil(((i + 1) * from) / to),
  ]);
}

/** Rows and columns as the node Pad takes them, for all four axes. @param {Pads} pads */
export const padSides = ([top, left, bottom, right]) => [0, 0, top, left, 0, 0, bottom, right];
