/** The arithmetic of lesson 2, by the engine. */

/** @typedef {{height: number, width: number, data: ArrayLike<number>}} Grid */
/** @typedef {{input: Grid, kernel: Grid, bias: number, flipped: boolean}} State */

/**
 * @typedef {object} Result
 * @property {Grid} laid the kernel as it lies on the input
 * @property {Grid} output
 * @property {Grid} sums without the bias
 * @property {{value: number, weight: number, product: number}[][]} terms of each output
 */

/** @type {State} */
export const START = {
  input: { height: 3, width: 3, data: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
  kernel: { height: 2, width: 2, data: [0, 1, 2, 3] },
  bias: 0,
  flipped: false,
};

/** Turned by half a circle. @param {Grid} grid @returns {Grid} */
export const flip = ({ height, width, data }) => ({
  height,
  width,
  data: Array.from(data).reverse(),
});

/** Whether the kernel fits into the input. @param {State} state */
export const fits = ({ input, kernel }) =>
  kernel.height <= input.height && kernel.width <= input.width;

/**
 * Three convolutions of the same input: the whole one, the one without bias, and one that has a
 * channel for each tap of the kernel, which gives the single products.
 *
 * @param {Grid} input
 * @param {Grid} kernel
 */
function describe(input, { height, width }) {
  const conv = { type: 'Conv2d', kernel_size: [height, width], inputs: ['input'] };
  return {
    input: [1, input.height, input.width],
    layers: [
      { ...conv, name: 'products', out_channels: height * width, bias: false },
      { ...conv, name: 'sum', out_channels: 1, bias: false },
      { ...conv, name: 'conv', out_channels: 1 },
    ],
  };
}

/** Each tap alone. @param {Grid} kernel */
function taps({ data }) {
  const size = data.length;
  return Array.from({ length: size * size }, (_, at) =>
    Math.floor(at / size) === at % size ? data[at % size] : 0,
  );
}

/**
 * @param {import('../kit/engine.js').Networks} networks
 * @param {State} state
 * @returns {Result}
 */
export function convolve(networks, { input, kernel, bias, flipped }) {
  const laid = flipped ? flip(kernel) : kernel;
  const parameters = {
    products: { weight: taps(laid) },
    sum: { weight: laid.data },
    conv: { weight: laid.data, bias: [bias] },
  };
  const network = networks.get('convolution', describe(input, laid), { parameters });
  network.setInput(input.data);
  network.forward();
  const [, height, width] = network.info.layers[2].outputShape;
  const [products, sums, output] = [0, 1, 2].map((layer) => network.activation(layer));
  const terms = Array.from({ length: height * width }, (_, place) => {
    const unit = { channel: 0, y: Math.floor(place / width), x: place % width };
    return network.inspect.explain(2, unit).terms.map(({ value, weight }, tap) => ({
      value,
      weight,
      product: products[tap * height * width + place],
    }));
  });
  const grid = (/** @type {ArrayLike<number>} */ data) => ({ height, width, data });
  return { laid, output: grid(output), sums: grid(sums), terms };
}
