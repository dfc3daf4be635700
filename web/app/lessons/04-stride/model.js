/** The convolution of lesson 4, by the engine. */

/** @typedef {import('../02-convolution/model.js').Grid} Grid */
/** @typedef {{size: number, kernel: number, padding: number, stride: number}} State sides of squares */

/** @type {State} */
export const START = { size: 7, kernel: 3, padding: 0, stride: 2 };

/** The large example. @type {State} */
export const LARGE = { size: 100, kernel: 3, padding: 1, stride: 2 };

/** Whether the kernel fits at least once. @param {State} state */
export const fits = ({ size, kernel, padding }) => kernel <= size + 2 * padding;

/** @param {State} state */
const describe = ({ size, kernel, padding, stride }) => ({
  input: [1, size, size],
  layers: [
    {
      type: 'Conv2d',
      name: 'conv',
      out_channels: 1,
      kernel_size: kernel,
      padding,
      stride,
      bias: false,
    },
  ],
});

/** The numbers from 1 on. @param {number} size @returns {Grid} */
export const counted = (size) => ({
  height: size,
  width: size,
  data: Array.from({ length: size * size }, (_, index) => index + 1),
});

/**
 * The sums of what lies under a kernel of ones.
 *
 * @param {import('../kit/engine.js').Networks} networks
 * @param {State} state
 * @returns {Grid}
 */
export function convolve(networks, state) {
  const ones = Array.from({ length: state.kernel ** 2 }, () => 1);
  const parameters = { conv: { weight: ones } };
  const network = networks.get('stride', describe(state), { parameters });
  network.setInput(counted(state.size).data);
  network.forward();
  const [, height, width] = network.info.layers[0].outputShape;
  return { height, width, data: network.activation(0) };
}

/**
 * Height and width of the output.
 *
 * @param {import('../kit/engine.js').Networks} networks
 * @param {State} state
 */
export function outputSize(networks, state) {
  const [, height, width] = networks.get('large', describe(state)).info.layers[0].outputShape;
  return { height, width };
}
