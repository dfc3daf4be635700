/** The trained network of the page, layer by layer, and its kernels on images of two sizes. */

import { loadPretrained, presets } from 'convscope';

/** @typedef {import('../kit/engine.js').Given} Given */
/** @typedef {import('../kit/engine.js').Network} Network */
/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {Network['info']['layers'][number]} LayerInfo */
/** @typedef {ReturnType<Network['learnt']>} Tensors */
/** @typedef {{info: LayerInfo, data: Float32Array, tensors: Tensors}} Step one layer with what it gave */
/** @typedef {'copies' | 'enlarged'} Way how the larger image is made */

export const { description } = presets.digits;
const LAST = description.layers.length - 1;
const SIDE = 28;

/** All but the last layer. */
const BODY = { input: description.input, layers: description.layers.slice(0, LAST) };

/** Layers whose kernels and maps are compared, and the first one that is fully connected. */
export const COMPARED = ['conv1', 'pool1', 'conv2', 'pool2', 'fc1'];

/** The whole network with dropout before the last layer. @param {number} p */
export const withDropout = (p) => ({
  ...description,
  layers: [
    ...BODY.layers,
    { type: 'Dropout', name: 'dropout', p },
    ...description.layers.slice(LAST),
  ],
});

/** Dropout and the last layer: they are run apart, for dropout alone is to work as in training. @param {number} p */
const tail = (p) => ({
  input: [64],
  layers: withDropout(p).layers.slice(LAST),
  loss: /** @type {const} */ ('CrossEntropyLoss'),
});

/** The weights that come with the page, as a file. */
export async function trainedFile() {
  const network = await loadPretrained({ worker: false });
  const file = await network.save();
  network.dispose();
  return file;
}

/** @param {Networks} networks @param {Uint8Array} file @returns {Given} */
export function weightsOf(networks, file) {
  const network = networks.get('trained', description);
  network.loadWeights(file);
  return Object.fromEntries(
    network.info.layers.map(({ index, name: layer }) => [
      layer,
      Object.fromEntries(network.learnt(index).map(({ name, data }) => [name, data])),
    ]),
  );
}

/** @param {Network} network @returns {Step[]} */
const stepsOf = (network) =>
  network.info.layers.map((info) => ({
    info,
    data: network.activation(info.index),
    tensors: network.learnt(info.index),
  }));

/**
 * @param {Networks} networks
 * @param {Given} weights
 * @param {Uint8Array} image 28 x 28
 * @param {{training: boolean, p: number}} dropout
 * @returns {{steps: Step[], probabilities: Float32Array}}
 */
export function read(networks, weights, image, { training, p }) {
  const body = networks.get('body', BODY, { parameters: weights });
  body.setPixels(image);
  body.forward();
  const steps = stepsOf(body);
  const end = networks.get('tail', tail(p), { parameters: weights });
  end.setInput(steps[LAST - 1].data);
  end.forward(1, { training });
  return { steps: [...steps, ...stepsOf(end)], probabilities: end.probabilities() };
}

/** An image of twice the side. @param {Uint8Array} image @param {Way} way */
export function twice(image, way) {
  const side = 2 * SIDE;
  const source = (/** @type {number} */ at) => (way === 'copies' ? at % SIDE : Math.floor(at / 2));
  return Uint8Array.from(
    { length: side * side },
    (_, at) => image[source(Math.floor(at / side)) * SIDE + source(at % side)],
  );
}

/**
 * @typedef {object} Comparison
 * @property {Step[]} small layers on 28 x 28
 * @property {Step[]} large the same layers on 56 x 56
 */

/**
 * The same kernels on both images. What is fully connected cannot have the same weights.
 *
 * @param {Networks} networks
 * @param {Given} weights
 * @param {Uint8Array} image 28 x 28
 * @param {Way} way
 * @returns {Comparison}
 */
export function compare(networks, weights, image, way) {
  const { fc1: _, ...shared } = weights;
  const end = BODY.layers.findIndex(({ name }) => name === 'fc1') + 1;
  const layers = BODY.layers.slice(0, end);
  const run = (
    /** @type {string} */ name,
    /** @type {number} */ side,
    /** @type {Uint8Array} */ pixels,
  ) => {
    const network = networks.get(name, { input: [1, side, side], layers }, { parameters: shared });
    network.setPixels(pixels);
    network.forward();
    return stepsOf(network);
  };
  return { small: run('small', SIDE, image), large: run('large', 2 * SIDE, twice(image, way)) };
}

/** Differences below this come from rounding. */
const ROUNDING = 1e-4;

/**
 * How many numbers of the small maps stand in all four corners of the large ones too.
 *
 * @param {Step} small
 * @param {Step} large
 */
export function foundAgain(small, large) {
  const [, height, width] = small.info.outputShape;
  const [, tall, wide] = large.info.outputShape;
  const places = [0, tall - height].flatMap((y) => [0, wide - width].map((x) => y * wide + x));
  return small.data.filter((value, index) => {
    const channel = Math.floor(index / (height * width));
    const y = Math.floor(index / width) % height;
    const at = (channel * tall + y) * wide + (index % width);
    return places.every((place) => Math.abs(large.data[at + place] - value) < ROUNDING);
  }).length;
}
