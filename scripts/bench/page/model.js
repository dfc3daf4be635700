/** What an engine is given: a network with its weights, images, and what should come out. */

import { pixelsPerImage, scaled } from '../../../web/app/benchmark/idx.js';

/** @typedef {import('../reference.js').Expected} Expected */
/** @typedef {import('../../../web/module/engine/network.js').NetworkDescription} NetworkDescription */

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {string} type
 * @property {Record<string, unknown>} options
 * @property {number[]} inputShape
 * @property {number[]} outputShape
 * @property {Record<string, { shape: number[], data: Float32Array }>} tensors by name
 */

/**
 * @typedef {object} Model
 * @property {string} name
 * @property {Layer[]} layers
 * @property {NetworkDescription} description
 * @property {Uint8Array} weights as our engine saves them
 * @property {Expected} expected
 */

/**
 * @typedef {object} Data
 * @property {number} batch
 * @property {number} count of images
 * @property {Uint8Array} pixels
 * @property {Uint8Array} labels
 * @property {Float32Array} images the first of them, 0 to 1
 */

/**
 * Steps through the batches of `data.images` in their order, over and over.
 *
 * @typedef {object} Training
 * @property {number} imagesPerStep
 * @property {() => number | Promise<number>} step gives the loss before the update
 * @property {() => void} dispose
 */

/**
 * @typedef {object} Inference
 * @property {(images: Float32Array) => ArrayLike<number> | Promise<ArrayLike<number>>} predict gives class
 *   probabilities
 * @property {() => void} dispose
 */

/**
 * How the bench page drives an engine.
 *
 * @typedef {object} Engine
 * @property {string} [note] what a reader should know of it
 * @property {boolean} [lacksAdam] trains with another rule, so that only its first loss is checked
 * @property {(model: Model, data: Data) => Training | Promise<Training>} train
 * @property {(model: Model, batch: number) => Inference | Promise<Inference>} infer
 */

const floatImages = 4096;

/** @param {string} url */
async function load(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

/** @param {string} url */
const loadBytes = async (url) => new Uint8Array(await (await load(url)).arrayBuffer());

/** @param {string} name @returns {Promise<Model>} */
export async function loadModel(name) {
  const { layers, expected } = await (await load(`/assets/${name}.json`)).json();
  const values = new Float32Array((await loadBytes(`/assets/${name}.bin`)).buffer);
  let position = 0;
  for (const layer of layers) {
    /** @type {Layer['tensors']} */
    const tensors = {};
    for (const { name, shape } of layer.tensors) {
      const size = shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
      tensors[name] = { shape, data: values.slice(position, position + size) };
      position += size;
    }
    layer.tensors = tensors;
  }
  const { networks } = await import('../../../web/app/benchmark/networks.js');
  const { description } = networks[/** @type {keyof typeof networks} */ (name)];
  return {
    ...{ name, layers, expected, description },
    weights: await loadBytes(`/assets/${name}.weights`),
  };
}

/** @param {Model} model @returns {Model} */
export function withoutDropout(model) {
  const keep = (/** @type {{type: string}} */ { type }) => type !== 'Dropout';
  const { description } = model;
  return {
    ...model,
    layers: model.layers.filter(keep),
    description: { ...description, layers: description.layers.filter(keep) },
  };
}

/** @returns {Promise<Omit<Data, 'batch'>>} the training images */
export async function loadData() {
  const pixels = (await loadBytes('/images/train-images-idx3-ubyte')).subarray(16);
  const labels = (await loadBytes('/images/train-labels-idx1-ubyte')).subarray(8);
  const images = scaled(pixels.subarray(0, floatImages * pixelsPerImage));
  return { count: labels.length, pixels, labels, images };
}

/**
 * @param {Omit<Data, 'batch'>} data
 * @param {number} count
 * @returns {Data} one batch only
 */
export const oneBatch = (data, count) => ({
  batch: count,
  count,
  pixels: data.pixels.subarray(0, count * pixelsPerImage),
  labels: data.labels.subarray(0, count),
  images: data.images.subarray(0, count * pixelsPerImage),
});

/**
 * Gives a batch after the other, without an end.
 *
 * @param {Data} data
 * @param {number} size images in each
 */
export function batchFeed({ images, labels }, size) {
  const batches = images.length / pixelsPerImage / size;
  let next = 0;
  return () => {
    const first = (next++ % batches) * size;
    return {
      images: images.subarray(first * pixelsPerImage, (first + size) * pixelsPerImage),
      labels: labels.subarray(first, first + size),
    };
  };
}

/**
 * @param {Layer[]} layers
 * @param {Layer} linear
 * @returns {number} channels of what was flattened into the inputs of a linear layer
 */
export function flattenedChannels(layers, linear) {
  const before = layers[layers.indexOf(linear) - 1];
  return before?.type === 'Flatten' ? before.inputShape[0] : linear.inputShape[0];
}

/**
 * @param {Float32Array} values (channels, places)
 * @param {number} channels
 * @returns {Float32Array} the same as (places, channels)
 */
export function channelsLast(values, channels) {
  const places = values.length / channels;
  return values.map((_, i) => values[(i % channels) * places + Math.floor(i / channels)]);
}
