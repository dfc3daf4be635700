/**
 * Why the network decides as it does and what it looks for: gradients of a score, Grad-CAM, images
 * with a part covered, images that excite a channel, and images made to excite it.
 */

import { BATCH, freshTwin, twinOf } from './twins.js';

/** @typedef {import('../../module/worker/workbench.js').Workbench} Workbench */
/** @typedef {import('../../module/engine/network.js').Network} Network */
/** @typedef {{shape: number[], values: Float32Array<ArrayBuffer>}} Heat */

/**
 * @typedef {object} Reasons
 * @property {Float32Array<ArrayBuffer>} gradient of the class's score with respect to the image
 * @property {Heat | null} cam Grad-CAM in a layer of maps
 * @property {number} score of the class
 * @property {Float32Array<ArrayBuffer>} probabilities
 */

/** @typedef {{image: Uint8Array, output: number, layer: number | null}} ReasonParams */

/**
 * Covers a square around each of some pixels; the first slice takes the weights of its moment.
 *
 * @typedef {object} OccludeParams
 * @property {Uint8Array} image
 * @property {number} output
 * @property {number} side of the square, an odd number
 * @property {number} first pixel
 * @property {number} count
 */

/** A channel of a layer, or a unit of a flat one. @typedef {{layer: number, channel: number}} Channel */

/** @typedef {Channel & {first: number, count: number}} ExcitingParams */

/**
 * @typedef {object} DreamOptions
 * @property {number} steps
 * @property {number} rate how far a step goes
 * @property {number} decay what fades in a step
 * @property {number} blur what comes from the neighbours
 */

/** @typedef {Channel & DreamOptions & {input: Float32Array, begin: boolean}} DreamParams `begin`: with the weights of this moment */

/** @typedef {{score: number, input: Float32Array<ArrayBuffer>, probabilities: Float32Array<ArrayBuffer>}} Dream */

/**
 * @typedef {object} Reasoning
 * @property {(params: ReasonParams) => Reasons} reasons
 * @property {(params: OccludeParams) => Float32Array<ArrayBuffer>} occlude probability of the class
 *   for each covered pixel
 * @property {(params: ExcitingParams) => Float32Array<ArrayBuffer>} exciting the largest value of
 *   the channel for each of some test images
 * @property {(params: DreamParams) => Dream} dream
 */

/** @param {Workbench} workbench @param {ReasonParams} params @returns {Reasons} */
function reasons(workbench, { image, output, layer }) {
  const { network } = freshTwin(workbench, 'reasons');
  network.setPixels(image);
  network.forward();
  const scores = network.activation(network.info.layers.length - 1);
  const cam = layer === null ? null : network.inspect.gradCam(layer, output);
  network.inspect.propagateScore(output);
  return {
    gradient: network.inputGradient(),
    cam,
    score: scores[output],
    probabilities: network.probabilities(),
  };
}

/**
 * @param {Uint8Array} image
 * @param {number[]} shape
 * @param {{pixel: number, side: number}} square
 */
function covered(image, [channels, height, width], { pixel, side }) {
  const copy = image.slice();
  const reach = (side - 1) / 2;
  const [y, x] = [Math.floor(pixel / width), pixel % width];
  const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
  for (let c = 0; c < channels; ++c) {
    for (let row = Math.max(0, y - reach); row < Math.min(height, y + reach + 1); ++row) {
      const start = (c * height + row) * width;
      copy.fill(0, start + left, start + right);
    }
  }
  return copy;
}

/** @param {Workbench} workbench @param {OccludeParams} params */
function occlude(workbench, { image, output, side, first, count }) {
  const find = first === 0 ? freshTwin : twinOf;
  const { network } = find(workbench, 'occlusion');
  const { input, outputs } = network.info;
  const found = new Float32Array(count);
  for (let done = 0; done < count; done += BATCH) {
    const part = Math.min(BATCH, count - done);
    const pixels = new Uint8Array(part * image.length);
    for (let n = 0; n < part; ++n) {
      const square = { pixel: first + done + n, side };
      pixels.set(covered(image, input, square), n * image.length);
    }
    network.forward(network.setPixels(pixels));
    const rows = network.probabilities(part);
    for (let n = 0; n < part; ++n) found[done + n] = rows[n * outputs + output];
  }
  return found;
}

/** @param {Workbench} workbench @param {ExcitingParams} params */
function exciting(workbench, { layer, channel, first, count }) {
  const { test } = workbench.datasets;
  if (!test) return workbench.refuse('NoDataset', 'there are no test images yet');
  const find = first === 0 ? freshTwin : twinOf;
  const { network } = find(workbench, 'exciting');
  const found = new Float32Array(count);
  for (let done = 0; done < count; done += BATCH) {
    const part = Math.min(BATCH, count - done);
    const images = Array.from({ length: part }, (_, n) => test.at(first + done + n).image);
    const pixels = new Uint8Array(part * images[0].length);
    images.forEach((image, n) => {
      pixels.set(image, n * image.length);
    });
    network.forward(network.setPixels(pixels));
    found.set(largest(network, { layer, channel }, part), done);
  }
  return found;
}

/** The largest value of a channel for each image of the pass. @param {Network} network @param {Channel} channel @param {number} count */
function largest(network, { layer, channel }, count) {
  const { outputShape } = network.info.layers[layer];
  const size = outputShape.reduce((product, side) => product * side, 1);
  const plane = size / outputShape[0];
  return network.withActivation(layer, (values) =>
    Float32Array.from({ length: count }, (_, n) => {
      const start = n * size + channel * plane;
      return values.subarray(start, start + plane).reduce((most, value) => Math.max(most, value));
    }),
  );
}

/** @param {Workbench} workbench @param {DreamParams} params @returns {Dream} */
function dream(workbench, { layer, channel, steps, rate, decay, blur, input, begin }) {
  const find = begin ? freshTwin : twinOf;
  const { network } = find(workbench, 'dream');
  network.setInput(input);
  const found = network.native.excite(layer, channel, steps, rate, decay, blur);
  return { ...found, probabilities: network.probabilities() };
}

/** @type {{[C in keyof Reasoning]: (workbench: Workbench, params: any) => ReturnType<Reasoning[C]>}} */
export const reasoning = { reasons, occlude, exciting, dream };
