/** The padded convolution of lesson 3, by the engine. */

/** @typedef {import('../02-convolution/model.js').Grid} Grid */
/** @typedef {{top: number, bottom: number, left: number, right: number}} Sides */
/** @typedef {{input: Grid, kernel: number, sides: Sides}} State `kernel` is a side of the square */

/** @type {Sides} */
export const NONE = { top: 0, bottom: 0, left: 0, right: 0 };

/** @type {State} */
export const START = {
  input: { height: 4, width: 4, data: Array.from({ length: 16 }, (_, index) => index + 1) },
  kernel: 3,
  sides: NONE,
};

/** Whether the kernel fits at least once. @param {State} state */
export const fits = ({ input: { height, width }, kernel, sides: { top, bottom, left, right } }) =>
  kernel <= height + top + bottom && kernel <= width + left + right;

/** @param {State} state */
export const describe = ({ input, kernel, sides: { top, bottom, left, right } }) => ({
  input: [1, input.height, input.width],
  layers: [
    {
      type: 'Conv2d',
      name: 'conv',
      out_channels: 1,
      kernel_size: kernel,
      padding: [top, bottom, left, right],
      bias: false,
    },
  ],
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
  const network = networks.get('padding', describe(state), { parameters });
  network.setInput(state.input.data);
  network.forward();
  const [, height, width] = network.info.layers[0].outputShape;
  return { height, width, data: network.activation(0) };
}
