/** Looks into a network: what each layer makes of one image. */

import { ConvscopeError } from '../errors.js';

/** @typedef {import('../engine/network.js').Network} Network */
/** @typedef {import('../engine/network.js').NamedTensor} NamedTensor */

/**
 * @typedef {object} InspectedLayer
 * @property {number} layer index
 * @property {string} name
 * @property {string} type
 * @property {number[]} shape
 * @property {Float32Array<ArrayBuffer>} data the layer's output
 * @property {Float32Array<ArrayBuffer>} [gradient] of the loss with respect to that output
 */

/** @typedef {{layer: number, tensors: NamedTensor[]}} LayerParameters */

/**
 * @param {Network} network
 * @param {Uint8Array} image
 * @param {boolean} [keepActivations]
 */
function forwardImage(network, image, keepActivations) {
  const count = network.setPixels(image);
  if (count !== 1) throw new ConvscopeError('ShapeMismatch', `expected one image, got ${count}`);
  network.forward(1, { keepActivations });
}

/**
 * @param {Network} network
 * @param {Uint8Array} image
 */
export function predict(network, image) {
  forwardImage(network, image, false);
  return network.probabilities(1);
}

/**
 * @param {Network} network
 * @param {object} options
 * @param {Uint8Array} options.image
 * @param {number[]} [options.layers] all of them if left out
 * @param {number} [options.gradients] the label to take the gradients for
 */
export function inspect(network, { image, layers, gradients }) {
  forwardImage(network, image);
  const probabilities = network.probabilities(1);
  if (gradients !== undefined) {
    network.setLabels([gradients]);
    network.backward();
  }
  const chosen = layers ?? network.info.layers.map(({ index }) => index);
  return {
    probabilities,
    layers: chosen.map((layer) => inspectLayer(network, layer, gradients !== undefined)),
  };
}

/**
 * @param {Network} network
 * @param {number} layer
 * @param {boolean} withGradient
 * @returns {InspectedLayer}
 */
function inspectLayer(network, layer, withGradient) {
  const data = network.activation(layer);
  const { name, type, outputShape } = network.info.layers[layer];
  return {
    layer,
    name,
    type,
    shape: outputShape,
    data,
    ...(withGradient ? { gradient: network.activationGradient(layer) } : {}),
  };
}
