/** What kernels make of pictures, by the engine. */

/** @typedef {import('../02-convolution/model.js').Grid} Grid */
/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {import('../kit/picture.js').Picture} Picture */
/** @typedef {import('../kit/picture.js').Maps} Maps */

/** Side of the picture with the boundary. */
export const SIDE = 50;

/** Its white columns. */
export const WHITE = 30;

/** `column` of the output is looked at. @typedef {{white: number, turned: boolean, kernel: Grid, column: number}} Boundary */

/** @type {Boundary} */
export const START = {
  white: WHITE,
  turned: false,
  kernel: { height: 1, width: 3, data: [1, 0, -1] },
  column: WHITE - 2,
};

/** Grey values, white on the left. @param {number} white columns @param {boolean} turned white above instead */
export const halves = (white, turned) =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, at) =>
    (turned ? Math.floor(at / SIDE) : at % SIDE) < white ? 255 : 0,
  );

/** @param {Uint8Array} grey @returns {Picture} */
export const greyPicture = (grey) => ({
  width: SIDE,
  height: SIDE,
  planes: Uint8Array.from({ length: 3 * grey.length }, (_, at) => grey[at % grey.length]),
});

/**
 * The boundary, found by one kernel.
 *
 * @param {Networks} networks
 * @param {Boundary} state
 * @returns {{image: Maps, output: Maps, columns: number[], values: number[]}} `columns` of the output that
 *   are not zero everywhere, `values` that occur in them
 */
export function findBoundary(networks, { white, turned, kernel }) {
  const conv = { type: 'Conv2d', out_channels: 1, bias: false };
  const network = networks.get(
    'boundary',
    {
      input: [1, SIDE, SIDE],
      layers: [{ ...conv, name: 'conv', kernel_size: [kernel.height, kernel.width] }],
    },
    { parameters: { conv: { weight: kernel.data } } },
  );
  const pixels = halves(white, turned);
  network.setPixels(pixels);
  network.forward();
  const [channels, height, width] = network.info.layers[0].outputShape;
  const data = network.activation(0);
  const found = Array.from(data.keys()).filter((at) => data[at] !== 0);
  const inOrder = (/** @type {number[]} */ all) => [...new Set(all)].sort((a, b) => a - b);
  return {
    image: { channels: 1, height: SIDE, width: SIDE, data: pixels.map((value) => value / 255) },
    output: { channels, height, width, data },
    columns: inOrder(found.map((at) => at % width)),
    values: inOrder(found.map((at) => data[at])),
  };
}

/** How bright the eye finds red, green and blue: grey is itself a convolution, 1 x 1 over three channels. */
const BRIGHTNESS = [0.299, 0.587, 0.114];

/** @param {Picture} picture @param {Grid} kernel @param {boolean} colour */
function describe({ width, height }, kernel, colour) {
  const conv = { type: 'Conv2d', bias: false };
  const filter = { ...conv, name: 'filter', kernel_size: [kernel.height, kernel.width] };
  return {
    input: [3, height, width],
    layers: colour
      ? [{ ...filter, out_channels: 3, groups: 3 }]
      : [
          { ...conv, name: 'grey', kernel_size: 1, out_channels: 1 },
          { ...filter, out_channels: 1 },
        ],
  };
}

/**
 * @typedef {object} Filtered
 * @property {Maps} input what the kernel was laid on
 * @property {Maps} output
 * @property {{minimum: number, maximum: number}} range of the output
 * @property {(place: {y: number, x: number}) => {window: Grid, result: number}[]} under what lies under
 *   the kernel at a place of the output, and what it gives, in each channel; until the next call
 */

/**
 * @param {Networks} networks
 * @param {Picture} picture
 * @param {Grid} kernel
 * @param {boolean} colour each channel by itself; otherwise in grey
 * @returns {Filtered}
 */
export function filter(networks, picture, kernel, colour) {
  const channels = colour ? 3 : 1;
  const weight = Array.from({ length: channels }, () => Array.from(kernel.data)).flat();
  const network = networks.get('filter', describe(picture, kernel, colour), {
    parameters: { grey: { weight: BRIGHTNESS }, filter: { weight } },
  });
  network.setPixels(picture.planes);
  network.forward();
  const last = network.info.layers.length - 1;
  const [, height, width] = network.info.layers[last].outputShape;
  const seen = colour
    ? Float32Array.from(picture.planes, (value) => value / 255)
    : network.activation(0);
  return {
    input: { channels, height: picture.height, width: picture.width, data: seen },
    output: { channels, height, width, data: network.activation(last) },
    range: network.inspect.statistics(last).activation,
    under: ({ y, x }) =>
      Array.from({ length: channels }, (_, channel) => {
        const { terms, result } = network.inspect.explain(last, { channel, y, x });
        return { window: { ...kernel, data: terms.map(({ value }) => value) }, result };
      }),
  };
}

/** What the kernel makes of an evenly white area: the sum of its numbers. @param {Networks} networks @param {Grid} kernel */
export function onWhite(networks, { height, width, data }) {
  const network = networks.get(
    'white',
    {
      input: [1, height, width],
      layers: [
        {
          type: 'Conv2d',
          name: 'conv',
          kernel_size: [height, width],
          out_channels: 1,
          bias: false,
        },
      ],
    },
    { parameters: { conv: { weight: data } } },
  );
  network.setInput(Array.from({ length: data.length }, () => 1));
  network.forward();
  return network.activation(0)[0];
}
