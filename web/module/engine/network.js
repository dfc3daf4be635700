/** A network in the engine: build, run, look inside, save. */

import { ConvscopeError, guard } from '../errors.js';
import { Handle } from './handle.js';
import { Inspection } from './inspection.js';

/** @typedef {import('../wasm/convscope.js').NativeNetwork} NativeNetwork */
/** @typedef {import('../wasm/convscope.js').BatchResult} BatchResult */
/** @typedef {import('./heap.js').Heap} Heap */
/** @typedef {import('./heap.js').Descriptor} Descriptor */

/**
 * @typedef {{type: string, name?: string, inputs?: string[]} & Record<string, unknown>} LayerDescription
 */

/** @typedef {'CrossEntropyLoss' | 'MSELoss' | 'BCEWithLogitsLoss'} LossType */

/** @typedef {{size: number[], jump: number[], start: number[]}} ReceptiveField rows, columns */

/**
 * What a network is built from. Layers take the output of the one before them, or of those named
 * in `inputs`; "input" is the network's own.
 *
 * @typedef {object} NetworkDescription
 * @property {number[]} input shape of one input, [channels, height, width]
 * @property {LayerDescription[]} layers
 * @property {LossType | ({type: LossType} & Record<string, unknown>)} [loss]
 * @property {'kaiming_uniform' | 'kaiming_normal' | 'xavier_uniform' | 'xavier_normal'} [init]
 */

/** @typedef {{name: string, shape: number[], count: number}} TensorInfo */

/**
 * @typedef {object} LayerInfo
 * @property {number} index
 * @property {string} name
 * @property {string} type
 * @property {Record<string, unknown>} options
 * @property {string[]} inputs names of the layers it takes, or "input"
 * @property {number[]} inputShape of the first input, without the batch
 * @property {number[]} outputShape without the batch
 * @property {TensorInfo[]} parameters
 * @property {TensorInfo[]} buffers such as the running mean of a batch normalisation
 * @property {number} parameterCount
 * @property {number} multiplications for one input
 * @property {number} additions for one input
 * @property {number} activationBytes of the output for one input
 * @property {number} parameterBytes
 * @property {boolean} frozen
 * @property {boolean} hasMask
 * @property {ReceptiveField} receptiveField in the network's input, padding included
 */

/**
 * @typedef {object} NetworkSummary
 * @property {number[]} input
 * @property {LayerInfo[]} layers
 * @property {number} parameterCount
 * @property {{type: LossType, options: Record<string, unknown>}} loss
 * @property {number} outputs values that the last layer gives for one input
 * @property {number} classes
 * @property {number} maxBatch
 * @property {number} arenaBytes
 * @property {number} seed
 */

/** @typedef {{name: string, shape: number[], data: Float32Array<ArrayBuffer>}} NamedTensor */

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);

/**
 * The engine's seeds are whole numbers, and those of a double are exact up to 2^53.
 *
 * @param {number} seed
 */
export function checkSeed(seed) {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new ConvscopeError('InvalidOption', `expected a whole number >= 0 as seed, got ${seed}`);
  }
}

/** @extends {Handle<NativeNetwork>} */
export class Network extends Handle {
  /** @override */
  static title = 'Network';
  #heap;
  #inspection;
  /** @type {NetworkSummary | null} */
  #info = null;
  /** @type {Record<string, Descriptor>} */
  #known = {};

  /**
   * @param {NativeNetwork} native
   * @param {Heap} heap
   */
  constructor(native, heap) {
    super(native);
    this.#heap = heap;
    this.#inspection = new Inspection(
      () => this.native,
      heap,
      () => this.info,
    );
  }

  /** Questions about its insides. */
  get inspect() {
    return this.#inspection;
  }

  /** Shapes, counts and names of everything in the network. */
  get info() {
    if (!this.#info) {
      /** @type {NetworkSummary} */
      const summary = JSON.parse(guard(() => this.native.describe()));
      this.#info = summary;
    }
    return this.#info;
  }

  /**
   * The network's own buffers are asked for once, as that takes four microseconds.
   *
   * @param {string} kind
   * @param {number} [layer]
   * @param {string} [name]
   * @returns {Descriptor}
   */
  #buffer(kind, layer = -1, name = '') {
    // Throws once the network was disposed of, so that nobody gets at its memory any more.
    const { native } = this;
    const ask = () => guard(() => native.buffer(kind, layer, name));
    if (layer >= 0) return ask();
    this.#known[kind] ??= ask();
    return this.#known[kind];
  }

  /** @param {number} layer */
  #layer(layer) {
    const info = this.info.layers[layer];
    if (info) return info;
    throw new ConvscopeError(
      'OutOfRange',
      `layer ${layer} of a network of ${this.info.layers.length}`,
    );
  }

  /** @param {number} count */
  #checkBatch(count) {
    const { maxBatch } = this.info;
    if (!Number.isInteger(count) || count < 1 || count > maxBatch) {
      throw new ConvscopeError('OutOfRange', `expected 1 to ${maxBatch} inputs, got ${count}`);
    }
  }

  /**
   * Fills the input with images of bytes, which the engine takes as value / 255.
   *
   * @param {Uint8Array} pixels one image after another
   * @returns {number} how many images there are
   */
  setPixels(pixels) {
    return this.setInput(Float32Array.from(pixels, (value) => value / 255));
  }

  /**
   * @param {ArrayLike<number>} values one input after another
   * @returns {number} how many inputs there are
   */
  setInput(values) {
    const each = sizeOf(this.info.input);
    const count = values.length / each;
    if (!Number.isInteger(count) || count < 1) {
      const shape = this.info.input.join('x');
      throw new ConvscopeError(
        'ShapeMismatch',
        `expected inputs of ${shape} = ${each} values, got ${values.length}`,
      );
    }
    this.#checkBatch(count);
    this.#heap.write(this.#buffer('input'), values);
    return count;
  }

  /** @param {ArrayLike<number>} labels */
  setLabels(labels) {
    this.#heap.write(this.#buffer('labels'), labels);
    guard(() => this.native.aimAtLabels(labels.length));
  }

  /**
   * @param {number} [count] number of inputs
   * @param {{training?: boolean, keepMasks?: boolean, keepActivations?: boolean}} [options]
   *   training: batch statistics and dropout are active; keepMasks: dropout works with the masks of
   *   the pass before; keepActivations: without, what layers give each other stays in the cache,
   *   which is faster, and whoever asks for it later has the pass made again, with what inputs and
   *   weights are then
   */
  forward(count = 1, { training = false, keepMasks = false, keepActivations = true } = {}) {
    this.#checkBatch(count);
    guard(() => this.native.forward(count, training, keepMasks, keepActivations));
  }

  /**
   * Targets for losses that take them, one row of the last layer's shape per input.
   *
   * @param {ArrayLike<number>} values
   */
  setTargets(values) {
    this.#heap.write(this.#buffer('targets'), values);
  }

  /**
   * Loss and every gradient for the inputs of the last `forward`, after `setLabels`.
   *
   * @returns {BatchResult}
   */
  backward() {
    return guard(() => this.native.backward());
  }

  /**
   * @param {number} [count]
   * @returns {Float32Array<ArrayBuffer>} one row per input: class probabilities, for a loss over classes
   */
  probabilities(count = 1) {
    return this.#heap.floats(this.#buffer('probabilities'), 0, count * this.info.outputs);
  }

  /**
   * Lends a live view of a layer's output for the whole batch; it ends with the call.
   *
   * @template T
   * @param {number} layer
   * @param {(values: Float32Array, shape: number[]) => T} use
   * @returns {T}
   */
  withActivation(layer, use) {
    const { outputShape } = this.#layer(layer);
    return this.#heap.withView(this.#buffer('activation', layer), (view) =>
      use(/** @type {Float32Array} */ (view), outputShape),
    );
  }

  /**
   * @param {Descriptor} descriptor
   * @param {number} size
   * @param {number} sample
   */
  #sample(descriptor, size, sample) {
    return this.#heap.floats(descriptor, sample * size, size);
  }

  /**
   * @param {number} layer
   * @param {number} [sample]
   */
  activation(layer, sample = 0) {
    const size = sizeOf(this.#layer(layer).outputShape);
    return this.#sample(this.#buffer('activation', layer), size, sample);
  }

  /**
   * Gradient of the loss with respect to a layer's output, after `backward`.
   *
   * @param {number} layer
   * @param {number} [sample]
   */
  activationGradient(layer, sample = 0) {
    const size = sizeOf(this.#layer(layer).outputShape);
    return this.#sample(this.#buffer('activationGradient', layer), size, sample);
  }

  /**
   * What a layer gave for the first inputs of the last `forward`. A step of training keeps no more
   * than it needs, and makes its pass again for this, with the weights from after the step.
   *
   * @param {number} layer
   * @param {number} count
   */
  activations(layer, count) {
    const size = sizeOf(this.#layer(layer).outputShape);
    return this.#heap.floats(this.#buffer('activation', layer), 0, count * size);
  }

  /**
   * The gradients with respect to that, after `backward` or `propagateScore`.
   *
   * @param {number} layer
   * @param {number} count
   */
  activationGradients(layer, count) {
    const size = sizeOf(this.#layer(layer).outputShape);
    return this.#heap.floats(this.#buffer('activationGradient', layer), 0, count * size);
  }

  /** @param {number} count */
  inputGradients(count) {
    return this.#heap.floats(this.#buffer('inputGradient'), 0, count * sizeOf(this.info.input));
  }

  /** @param {number} [sample] */
  inputGradient(sample = 0) {
    return this.#sample(this.#buffer('inputGradient'), sizeOf(this.info.input), sample);
  }

  /**
   * @param {string} kind
   * @param {number} layer
   * @param {TensorInfo[]} tensors
   * @returns {NamedTensor[]}
   */
  #named(kind, layer, tensors) {
    return tensors.map(({ name, shape }) => ({
      name,
      shape,
      data: this.#heap.floats(this.#buffer(kind, layer, name), 0, sizeOf(shape)),
    }));
  }

  /** @param {number} layer */
  parameters(layer) {
    return this.#named('parameter', layer, this.#layer(layer).parameters);
  }

  /** @param {number} layer */
  parameterGradients(layer) {
    return this.#named('parameterGradient', layer, this.#layer(layer).parameters);
  }

  /**
   * What a layer keeps besides its parameters, such as running statistics.
   *
   * @param {number} layer
   */
  states(layer) {
    return this.#named('state', layer, this.#layer(layer).buffers);
  }

  /**
   * All that a layer has learnt: its parameters, then its states.
   *
   * @param {number} layer
   */
  learnt(layer) {
    return [...this.parameters(layer), ...this.states(layer)];
  }

  /** @param {number} seed */
  reinitialize(seed) {
    checkSeed(seed);
    guard(() => this.native.reinitialize(seed));
    this.#info = null;
  }

  /** @returns {Uint8Array<ArrayBuffer>} */
  saveWeights() {
    return this.#heap.bytes(guard(() => this.native.saveWeights()));
  }

  /**
   * All or nothing: weights that do not fit leave the network as it was.
   *
   * @param {Uint8Array} bytes made by `saveWeights`
   */
  loadWeights(bytes) {
    const staged = guard(() => this.native.stageWeights(bytes.byteLength));
    this.#heap.write(staged, bytes);
    guard(() => this.native.loadWeights());
  }
}
