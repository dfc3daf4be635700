/** The arithmetic of one activation, in the order in which people write it down. */

/** @typedef {import('../engine/inspection.js').Explanation} Explanation */
/** @typedef {import('../engine/inspection.js').Term} Term */
/** @typedef {import('../engine/network.js').NetworkSummary} NetworkSummary */
/** @typedef {import('../engine/network.js').LayerInfo} LayerInfo */

/** @typedef {{y: number, x: number, value: number, weight: number, product: number}} Product */

/**
 * What the activation takes from one channel: for a convolution, the window times the kernel. What
 * lies in the padding is zero and not listed.
 *
 * @typedef {object} Window
 * @property {string} source name of the layer whose output it is, or "input"
 * @property {number} channel
 * @property {Product[]} products row by row
 * @property {number} sum of the products
 */

/**
 * How one activation came about. For 'weighted_sum' the sums of the windows and the bias add up to
 * the result; for 'maximum' the largest product is the result; for 'function' see `steps` and the
 * layer's formula.
 *
 * @typedef {object} ActivationExplanation
 * @property {string} layer name
 * @property {string} type of the layer
 * @property {Explanation['rule']} rule
 * @property {Window[]} windows
 * @property {number} bias
 * @property {number} result what the engine gave
 * @property {{name: string, value: number}[]} steps such as mean and variance
 */

/**
 * @param {NetworkSummary} info
 * @param {LayerInfo} layer
 * @param {number} input which of the layer's inputs
 */
function sourceOf(info, layer, input) {
  const name = layer.inputs[input];
  const source = info.layers.find((candidate) => candidate.name === name);
  return { name, shape: source?.outputShape ?? info.input };
}

/** @param {number} index @param {number[]} shape of (C, H, W) or (C) */
function placeOf(index, [, height = 1, width = 1]) {
  const channel = Math.floor(index / (height * width));
  return { channel, y: Math.floor(index / width) % height, x: index % width };
}

/**
 * @param {Explanation} explanation
 * @param {LayerInfo} layer
 * @param {NetworkSummary} info
 * @returns {ActivationExplanation}
 */
export function arrange({ rule, terms, bias, result, steps }, layer, info) {
  /** @type {Map<string, Window>} */
  const windows = new Map();
  for (const { input, index, value, weight } of terms) {
    const { name: source, shape } = sourceOf(info, layer, input);
    const { channel, y, x } = placeOf(index, shape);
    const window = windows.get(`${input} ${channel}`) ?? { source, channel, products: [], sum: 0 };
    const product = value * weight;
    window.products.push({ y, x, value, weight, product });
    window.sum += product;
    windows.set(`${input} ${channel}`, window);
  }
  const { name, type } = layer;
  return { layer: name, type, rule, windows: [...windows.values()], bias, result, steps };
}
