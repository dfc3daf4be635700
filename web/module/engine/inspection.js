/** Questions about the insides of a network, answered by the engine. */

import { ConvscopeError, guard } from '../errors.js';

/** @typedef {import('../wasm/convscope.js').NativeNetwork} NativeNetwork */
/** @typedef {import('./heap.js').Heap} Heap */
/** @typedef {import('./network.js').LayerInfo} LayerInfo */
/** @typedef {import('./network.js').NetworkSummary} NetworkSummary */

/**
 * Place of one activation. A flat layer has only channels.
 *
 * @typedef {{channel: number, y?: number, x?: number}} Unit
 */

/**
 * One value that an output is made from: element `index` of a sample of input number `input`.
 *
 * @typedef {{input: number, index: number, value: number, weight: number}} Term
 */

/**
 * How one output came about. For `weighted_sum`, the terms (value x weight) and the bias add up to
 * the result; for `maximum`, the largest term is the result; `function` is the layer's formula.
 *
 * @typedef {object} Explanation
 * @property {'weighted_sum' | 'maximum' | 'function'} rule
 * @property {Term[]} terms
 * @property {number} bias
 * @property {number} result
 * @property {{name: string, value: number}[]} steps such as mean and variance
 */

/**
 * Values of the network's input (`layer` -1) or of a layer that a trace found.
 *
 * @typedef {object} Trace
 * @property {number} layer
 * @property {number[]} shape
 * @property {Uint8Array<ArrayBuffer>} marks 1 for a value that was found
 * @property {[number, number][]} box first and last channel, row and column
 */

/** @typedef {{norm: number, minimum: number, maximum: number, counts: number[], notFinite: number}} Distribution */

/**
 * @typedef {object} LayerStatistics
 * @property {Distribution} activation over the samples of the last forward pass
 * @property {Distribution} gradient of the last backward pass
 * @property {number} parameterGradientNorm
 * @property {number} units
 * @property {number} dead units that gave 0 for every sample
 * @property {number} saturated units where a Sigmoid or Tanh was flat for every sample
 */

/**
 * @param {Unit} unit
 * @param {number[]} shape
 */
function elementOf({ channel, y = 0, x = 0 }, shape) {
  const [channels = 1, height = 1, width = 1] = shape;
  const inside = [
    [channel, channels],
    [y, height],
    [x, width],
  ].every(([value, limit]) => Number.isInteger(value) && value >= 0 && value < limit);
  if (inside) return (channel * height + y) * width + x;
  throw new ConvscopeError('OutOfRange', `unit (${channel}, ${y}, ${x}) of (${shape.join(', ')})`);
}

export class Inspection {
  #native;
  #heap;
  #info;

  /**
   * @param {() => NativeNetwork} native
   * @param {Heap} heap
   * @param {() => NetworkSummary} info
   */
  constructor(native, heap, info) {
    this.#native = native;
    this.#heap = heap;
    this.#info = info;
  }

  /** @param {number} layer */
  #layer(layer) {
    const info = this.#info().layers[layer];
    if (info) return info;
    throw new ConvscopeError('OutOfRange', `layer ${layer} of ${this.#info().layers.length}`);
  }

  /**
   * The arithmetic of one activation of the last forward pass.
   *
   * @param {number} layer
   * @param {Unit} unit
   * @param {number} [sample]
   * @returns {Explanation}
   */
  explain(layer, unit, sample = 0) {
    const element = elementOf(unit, this.#layer(layer).outputShape);
    return JSON.parse(guard(() => this.#native().explain(layer, sample, element)));
  }

  /**
   * Everything that one activation depends on, in the input and in every layer before it.
   *
   * @param {number} layer
   * @param {Unit} unit
   * @returns {Trace[]}
   */
  traceSources(layer, unit) {
    const element = elementOf(unit, this.#layer(layer).outputShape);
    return this.#traces(guard(() => this.#native().traceSources(layer, element)));
  }

  /**
   * Everything that depends on one value of the input.
   *
   * @param {Unit} unit
   * @returns {Trace[]}
   */
  traceReach(unit) {
    const element = elementOf(unit, this.#info().input);
    return this.#traces(guard(() => this.#native().traceReach(element)));
  }

  /** @param {import('../wasm/convscope.js').NativeTrace[]} found */
  #traces(found) {
    return found.map((trace, index) => ({
      layer: index - 1,
      shape: trace.shape,
      marks: this.#heap.bytes(trace),
      box: trace.box,
    }));
  }

  /**
   * @param {number} layer
   * @param {number} [bins] bars of the histograms
   * @returns {LayerStatistics}
   */
  statistics(layer, bins = 32) {
    return JSON.parse(guard(() => this.#native().statistics(layer, bins)));
  }

  /**
   * Length of the gradient of a layer's parameters.
   *
   * @param {number} layer
   */
  parameterGradientNorm(layer) {
    return guard(() => this.#native().parameterGradientNorm(layer));
  }

  /**
   * Gradient of one output (a class's score) with respect to the input and every activation, for
   * all inputs of the last forward pass: read them with `inputGradient` and `activationGradient`.
   *
   * @param {number} output
   */
  propagateScore(output) {
    guard(() => this.#native().propagateScore(output));
  }

  /**
   * Where a layer saw what speaks for an output.
   *
   * @param {number} layer one with an output of (channels, height, width)
   * @param {number} output
   * @param {number} [sample]
   * @returns {{shape: number[], values: Float32Array<ArrayBuffer>}}
   */
  gradCam(layer, output, sample = 0) {
    const map = guard(() => this.#native().gradCam(layer, sample, output));
    return { shape: map.shape, values: this.#heap.floats(map) };
  }

  /**
   * Mask of a Dropout layer in the last training pass: 1 for a value that was kept.
   *
   * @param {number} layer
   * @param {number} [sample]
   */
  mask(layer, sample = 0) {
    const { hasMask, name, outputShape } = this.#layer(layer);
    if (!hasMask) throw new ConvscopeError('InvalidArgument', `${name} has no mask`);
    const size = outputShape.reduce((product, extent) => product * extent, 1);
    const mask = guard(() => this.#native().buffer('mask', layer, ''));
    return this.#heap.floats(mask, sample * size, size);
  }
}
