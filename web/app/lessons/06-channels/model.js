/** A convolution over three channels, by the engine, taken apart by channel. */

/** @typedef {import('../02-convolution/model.js').Grid} Grid */
/** @typedef {import('../kit/engine.js').Networks} Networks */

export const SIDE = 4;
export const KERNEL = 3;
export const CHANNELS = 3;
const PIXELS = SIDE * SIDE;
const TAPS = KERNEL * KERNEL;

/**
 * @typedef {object} State
 * @property {number[]} image the first one, red, green and blue one after another, 0 to 9
 * @property {number[][]} weights for each kernel its three channels one after another
 * @property {number[]} biases
 * @property {number} kernels Cout: how many of the kernels are in use
 * @property {number} batch N
 */

/** @type {State} */
export const START = {
  image: [
    [9, 9, 0, 0, 9, 9, 0, 0, 9, 9, 0, 0, 9, 9, 0, 0],
    [0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 5, 5, 5],
    [2, 2, 8, 8, 2, 2, 8, 8, 2, 2, 8, 8, 2, 2, 8, 8],
  ].flat(),
  weights: [
    [1, 0, -1, 1, 0, -1, 1, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 1, -1, 0, 1, -1, 0, 1],
    [0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0],
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, -9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ],
  biases: [0, 1, -5, 2],
  kernels: 2,
  batch: 1,
};

/**
 * Image number `n` of the batch: the first one with its rows moved up, so that they differ.
 *
 * @param {number[]} image
 * @param {number} n
 */
export function imageOf(image, n) {
  return image.map((_, at) => {
    const channel = Math.floor(at / PIXELS);
    return image[channel * PIXELS + (((at % PIXELS) + n * SIDE) % PIXELS)];
  });
}

/**
 * @param {number[]} values
 * @param {number} channel
 * @param {number} side
 * @returns {Grid}
 */
export const channelOf = (values, channel, side) => ({
  height: side,
  width: side,
  data: values.slice(channel * side * side, (channel + 1) * side * side),
});

/**
 * @typedef {object} Result
 * @property {Grid[]} partial what each channel of the chosen kernel gives
 * @property {Grid} sum of the channels
 * @property {Grid} output with the bias
 * @property {Record<'input' | 'weight' | 'bias' | 'output', number[]>} shapes
 */

/** @param {State} state */
const describe = ({ kernels }) => ({
  input: [CHANNELS, SIDE, SIDE],
  layers: [
    {
      type: 'Conv2d',
      name: 'conv',
      out_channels: kernels,
      kernel_size: KERNEL,
      inputs: ['input'],
    },
    ...[
      { name: 'partial', out_channels: CHANNELS, groups: CHANNELS },
      { name: 'sum', out_channels: 1 },
    ].map((layer) => ({
      type: 'Conv2d',
      kernel_size: KERNEL,
      bias: false,
      inputs: ['input'],
      ...layer,
    })),
  ],
});

/**
 * @param {Networks} networks
 * @param {State} state
 * @param {{kernel: number, sample: number}} shown which kernel and which image
 * @returns {Result}
 */
export function convolve(networks, state, { kernel, sample }) {
  const { image, weights, biases, kernels, batch } = state;
  /** @type {import('../kit/engine.js').Given} */
  const parameters = {
    conv: { weight: weights.slice(0, kernels).flat(), bias: biases.slice(0, kernels) },
    partial: { weight: weights[kernel] },
    sum: { weight: weights[kernel] },
  };
  const network = networks.get('channels', describe(state), {
    parameters,
    maxBatch: batch,
  });
  const images = Array.from({ length: batch }, (_, n) => imageOf(image, n)).flat();
  network.forward(network.setInput(images));
  const { input, layers } = network.info;
  const [, side] = layers[0].outputShape;
  const maps = (/** @type {number} */ layer) => Array.from(network.activation(layer, sample));
  const [weight, bias] = layers[0].parameters;
  return {
    partial: Array.from({ length: CHANNELS }, (_, channel) => channelOf(maps(1), channel, side)),
    sum: channelOf(maps(2), 0, side),
    output: channelOf(maps(0), kernel, side),
    shapes: {
      input: [batch, ...input],
      weight: weight.shape,
      bias: bias.shape,
      output: [batch, ...layers[0].outputShape],
    },
  };
}

/** The weights of a kernel with one channel replaced. @param {number[]} weights @param {number} channel @param {ArrayLike<number>} taps */
export const withChannel = (weights, channel, taps) =>
  weights.map((weight, at) => (Math.floor(at / TAPS) === channel ? taps[at % TAPS] : weight));
