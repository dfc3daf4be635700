/**
 * Takes the network apart: what a pixel is made of, why a class was chosen, what excites a channel.
 * It all happens on twins with the weights of the live network, so that nothing disturbs a training
 * that goes on. A part of the worker that is loaded at first use; long work comes in slices.
 */

import { health } from './health.js';
import { reasoning } from './reasoning.js';
import { BATCH, freshTwin, twinOf } from './twins.js';

/** @typedef {import('../../module/worker/workbench.js').Workbench} Workbench */
/** @typedef {import('../../module/engine/inspection.js').Unit} Unit */
/** @typedef {import('../../module/engine/inspection.js').Trace} Trace */
/** @typedef {import('../../module/engine/inspection.js').Explanation} Explanation */

/** @typedef {{layer: number, data: Float32Array<ArrayBuffer>}} LayerData */

/**
 * @typedef {object} ObserveParams
 * @property {Uint8Array} image
 * @property {boolean} training normalise by the batch and drop units, as in a training step
 * @property {boolean} [redraw] let Dropout draw other masks than in the pass before
 * @property {boolean} [pinned] beside another image, which stays the one that can be explained
 */

/**
 * What every layer makes of an image, and which pass that was.
 *
 * @typedef {object} Observation
 * @property {number} pass
 * @property {number} batch images in the pass; in training some of the training set come along
 * @property {LayerData[]} layers
 * @property {LayerData[]} masks of the Dropout layers, in training: 1 for a value that was kept
 * @property {Float32Array<ArrayBuffer>} probabilities
 */

/** @typedef {{pass: number, layer: number, unit: Unit}} ExplainParams */

/**
 * @typedef {object} Seeing
 * @property {(params: ObserveParams) => Observation} observe
 * @property {(params: ExplainParams) => {explanation: Explanation, traces: Trace[]}} explain
 * @property {(params: {unit: Unit}) => Trace[]} reach which values depend on a value of the input
 */

let passes = 0;

/** Company for an image: a batch has others too. @param {Workbench} workbench @param {Uint8Array} image */
function batchAround({ datasets }, image) {
  const { train } = datasets;
  const others = Math.min(BATCH - 1, train?.size ?? 0);
  const pixels = new Uint8Array(image.length * (others + 1));
  pixels.set(image);
  for (let n = 0; n < others; ++n) {
    const other = train?.at(n).image;
    if (other?.length === image.length) pixels.set(other, image.length * (n + 1));
  }
  return pixels;
}

/** @param {Workbench} workbench @param {ObserveParams} params @returns {Observation} */
function observe(workbench, { image, training, redraw = false, pinned = false }) {
  const twin = freshTwin(workbench, pinned ? 'pinned' : 'seen');
  const { network } = twin;
  const { info } = network;
  const pixels = training ? batchAround(workbench, image) : image;
  const batch = network.setPixels(pixels);
  const keepMasks = training && !redraw && twin.drawn >= batch;
  network.forward(batch, { training, keepMasks });
  if (training) twin.drawn = batch;
  passes += 1;
  twin.pass = passes;
  const masked = info.layers.filter(({ hasMask }) => training && hasMask);
  return {
    pass: twin.pass,
    batch,
    layers: info.layers.map(({ index }) => ({ layer: index, data: network.activation(index) })),
    masks: masked.map(({ index }) => ({ layer: index, data: network.inspect.mask(index) })),
    probabilities: network.probabilities(1),
  };
}

/** @param {Workbench} workbench @param {ExplainParams} params */
function explain(workbench, { pass, layer, unit }) {
  const twin = twinOf(workbench, 'seen');
  if (twin.pass !== pass) return workbench.refuse('Stale', 'another pass came in between');
  const { inspect } = twin.network;
  return { explanation: inspect.explain(layer, unit), traces: inspect.traceSources(layer, unit) };
}

/** @param {Workbench} workbench @param {{unit: Unit}} params */
const reach = (workbench, { unit }) => twinOf(workbench, 'seen').network.inspect.traceReach(unit);

/** @typedef {Seeing & import('./reasoning.js').Reasoning & import('./health.js').Health} Looking */

/** @type {{[C in keyof Looking]: (workbench: Workbench, params: any) => ReturnType<Looking[C]>}} */
export const looking = { observe, explain, reach, ...reasoning, ...health };
