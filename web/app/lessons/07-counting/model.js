/** The work of a convolution, as the engine counts it. */

/**
 * @typedef {object} State
 * @property {number} batch N
 * @property {number} channels Cin
 * @property {number} height
 * @property {number} width
 * @property {number} kernels Cout
 * @property {number} kernelHeight
 * @property {number} kernelWidth
 * @property {number} stride
 * @property {number} padding
 */

/** @typedef {import('../kit/engine.js').Networks} Networks */

/**
 * @typedef {object} Counts
 * @property {number[]} output Cout, H', W'
 * @property {number} multiplications for one image
 * @property {number} additions for one image
 */

/**
 * @typedef {object} Share what one output value costs
 * @property {number} multiplications
 * @property {number} inside additions within the channels
 * @property {number} across additions of the channels
 * @property {number} bias additions of the bias
 */

/** The first convolution of LeNet-5. @type {State} */
export const START = {
  batch: 1,
  channels: 1,
  height: 28,
  width: 28,
  kernels: 6,
  kernelHeight: 5,
  kernelWidth: 5,
  stride: 1,
  padding: 2,
};

/** @type {State} */
export const EXERCISE = {
  batch: 10,
  channels: 3,
  height: 224,
  width: 224,
  kernels: 64,
  kernelHeight: 3,
  kernelWidth: 3,
  stride: 1,
  padding: 1,
};

/** Whether the kernel fits at least once. @param {State} state */
export const fits = ({ height, width, kernelHeight, kernelWidth, padding }) =>
  kernelHeight <= height + 2 * padding && kernelWidth <= width + 2 * padding;

/** @param {State} state */
export const layerOf = ({ kernels, kernelHeight, kernelWidth, stride, padding }) => ({
  type: 'Conv2d',
  name: 'conv',
  out_channels: kernels,
  kernel_size: [kernelHeight, kernelWidth],
  stride,
  padding,
});

/**
 * @param {Networks} networks
 * @param {State} state
 * @returns {Counts}
 */
export function count(networks, state) {
  const { channels, height, width } = state;
  const description = { input: [channels, height, width], layers: [layerOf(state)] };
  // Only asked, never run; so it need not hold more than one image.
  const [layer] = networks.get('counted', description, { maxBatch: 1 }).info.layers;
  const { outputShape: output, multiplications, additions } = layer;
  return { output, multiplications, additions };
}

/**
 * Three layers that give one value each: the whole sum, the sum without bias, and the channels
 * left apart; their differences are the parts.
 *
 * @param {Networks} networks
 * @param {State} state
 * @returns {Share}
 */
export function share(networks, { channels, kernelHeight, kernelWidth }) {
  const one = { type: 'Conv2d', kernel_size: [kernelHeight, kernelWidth], inputs: ['input'] };
  const description = {
    input: [channels, kernelHeight, kernelWidth],
    layers: [
      { ...one, name: 'apart', out_channels: channels, groups: channels, bias: false },
      { ...one, name: 'sum', out_channels: 1, bias: false },
      { ...one, name: 'whole', out_channels: 1 },
    ],
  };
  const [apart, sum, whole] = networks.get('share', description, { maxBatch: 1 }).info.layers;
  return {
    multiplications: whole.multiplications,
    inside: apart.additions,
    across: sum.additions - apart.additions,
    bias: whole.additions - sum.additions,
  };
}
