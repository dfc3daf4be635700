/** Pooling, by the engine: a grid of numbers, and a digit that is nudged. */

import { moved } from '../kit/drawing.js';

/** @typedef {import('../02-convolution/model.js').Grid} Grid */
/** @typedef {import('../kit/engine.js').Networks} Networks */

/** @type {Grid} */
export const START = {
  height: 4,
  width: 4,
  data: [1, 3, 2, 0, 4, 6, 5, 1, 7, 2, 9, 8, 0, 3, 4, 2],
};

/**
 * @typedef {object} Pooled
 * @property {Grid} max
 * @property {Grid} mean
 * @property {number[]} winners for each output, where in the input its maximum stands
 */

/**
 * @param {Networks} networks
 * @param {Grid} input
 * @param {{kernel: number, stride: number}} window
 * @returns {Pooled}
 */
export function pool(networks, input, { kernel, stride }) {
  const pooling = { kernel_size: kernel, stride, inputs: ['input'] };
  const network = networks.get('pooling', {
    input: [1, input.height, input.width],
    layers: [
      { ...pooling, type: 'MaxPool2d', name: 'max' },
      { ...pooling, type: 'AvgPool2d', name: 'mean' },
    ],
  });
  network.setInput(input.data);
  network.forward();
  const [, height, width] = network.info.layers[0].outputShape;
  const [max, mean] = [0, 1].map((layer) => ({ height, width, data: network.activation(layer) }));
  const winners = Array.from({ length: height * width }, (_, place) => {
    const unit = { channel: 0, y: Math.floor(place / width), x: place % width };
    const { terms, result } = network.inspect.explain(0, unit);
    return terms.find(({ value }) => value === result)?.index ?? -1;
  });
  return { max, mean, winners };
}

/** Edges to the left, to the right, above and below (Sobel). */
const EDGES = [
  [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  [1, 0, -1, 2, 0, -2, 1, 0, -1],
  [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  [1, 2, 1, 0, 0, 0, -1, -2, -1],
];

/** Four edge kernels, then both kinds of pooling. @param {number} kernel */
const edges = (kernel) => ({
  input: [1, 28, 28],
  layers: [
    {
      type: 'Conv2d',
      name: 'conv1',
      out_channels: EDGES.length,
      kernel_size: 3,
      padding: 1,
      bias: false,
    },
    { type: 'ReLU', name: 'relu1' },
    { type: 'MaxPool2d', name: 'max', kernel_size: kernel, inputs: ['relu1'] },
    { type: 'AvgPool2d', name: 'mean', kernel_size: kernel, inputs: ['relu1'] },
  ],
});

/** A change counts from this share of the layer's largest value on. */
export const NOTICEABLE = 0.1;

/**
 * What a nudge does to one layer.
 *
 * @typedef {object} Nudged
 * @property {number[]} shape
 * @property {Float32Array} data of the digit where it was
 * @property {number} active outputs that are not 0, before or after
 * @property {number} changed of these, the ones that changed noticeably
 */

/**
 * @param {Networks} networks
 * @param {Uint8Array} image 28 x 28
 * @param {{right: number, down: number, kernel: number}} options
 * @returns {{conv: Nudged, max: Nudged, mean: Nudged}}
 */
export function nudge(networks, image, { right, down, kernel }) {
  const parameters = { conv1: { weight: EDGES.flat() } };
  const network = networks.get('nudged', edges(kernel), { parameters });
  const look = (/** @type {Uint8Array} */ pixels) => {
    network.setPixels(pixels);
    network.forward();
    return [1, 2, 3].map((layer) => network.activation(layer));
  };
  const before = look(image);
  const after = look(moved(image, right, down));
  const [conv, max, mean] = before.map((data, at) => ({
    shape: network.info.layers[at + 1].outputShape,
    data,
    ...compare(data, after[at]),
  }));
  return { conv, max, mean };
}

/** @param {Float32Array} before @param {Float32Array} after */
function compare(before, after) {
  const enough = NOTICEABLE * before.reduce((most, value) => Math.max(most, value), 0);
  const places = Array.from(before.keys());
  return {
    active: places.filter((at) => before[at] !== 0 || after[at] !== 0).length,
    changed: places.filter((at) => Math.abs(before[at] - after[at]) > enough).length,
  };
}
