/** The network as users of the module have it: train, predict, look inside, save. */

import { ConvscopeError } from '../errors.js';
import { checkLabels, countInputs, unlessAborted } from './arguments.js';
import { readHeader, writeNetworkFile } from './file.js';
import { startFit } from './fit.js';
import * as questions from './questions.js';

/** @typedef {import('../session/session.js').Session} Session */
/** @typedef {import('../engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../engine/network.js').NetworkSummary} NetworkSummary */
/** @typedef {import('../engine/network.js').ReceptiveField} ReceptiveField */
/** @typedef {import('../engine/inspection.js').Unit} Unit */
/** @typedef {import('../protocol.js').Inputs} Inputs */
/** @typedef {import('../worker/queries.js').Gradients} Gradients */
/** @typedef {import('../worker/inspection.js').InspectedLayer} InspectedLayer */
/** @typedef {import('./explanation.js').ActivationExplanation} ActivationExplanation */
/** @typedef {import('./fit.js').Training} Training */
/** @typedef {import('./types.js').Abortable} Abortable */
/** @typedef {import('./types.js').Evaluated} Evaluated */
/** @typedef {import('./types.js').FitExtras} FitExtras */
/** @typedef {import('./types.js').FitOptions} FitOptions */
/** @typedef {import('./types.js').Prediction} Prediction */
/** @typedef {import('./types.js').Source} Source */

/**
 * A network, with an engine of its own; `createNetwork`, `loadNetwork` and `loadPretrained` make
 * it. Inputs are one or more after another, (N, C, H, W): a `Uint8Array` holds pixels, taken as
 * value / 255, a `Float32Array` the values themselves. Results are copies that belong to the caller.
 * In the examples the network takes images of (1, 8, 8).
 *
 * Every failure is a `ConvscopeError` with a `code`: 'ShapeMismatch', 'InvalidData',
 * 'LabelOutOfRange', 'OutOfRange', 'InvalidOption', 'InvalidState', 'Diverged', 'Aborted',
 * 'Disposed', 'WorkerLost'.
 */
export class ConvNetwork {
  #session;
  #description;
  #ended = new AbortController();
  #fitting = false;

  /**
   * @param {Session} session with a network in it
   * @param {NetworkDescription} description
   */
  constructor(session, description) {
    this.#session = session;
    this.#description = description;
  }

  /** What the network was built from. */
  get description() {
    return this.#description;
  }

  /** Which build of the engine it runs on, with how many threads, and why not more. */
  get variant() {
    return this.#session.variant;
  }

  /**
   * Layers, shapes, parameter counts, multiplications and additions, bytes and receptive fields.
   *
   * @returns {NetworkSummary}
   * @example
   * ```js
   * for (const { name, outputShape } of network.describe().layers) console.log(name, outputShape);
   * ```
   */
  describe() {
    const { info } = this.#session;
    if (info) return info;
    throw new ConvscopeError('NoNetwork', 'the session has no network');
  }

  /**
   * Trains the present weights. The result is a promise and, with `for await`, the progress on the
   * way; leaving that loop does not stop the training, the signal does, between two steps. The
   * moments of the optimiser begin from zero at each call.
   *
   * @param {Inputs} images (N, C, H, W), or (N, F) for a network that takes flat features
   * @param {ArrayLike<number>} labels N of them, from 0
   * @param {FitOptions} [options] settings that are left out stay as they were
   * @returns {Training}
   * @example
   * ```js
   * const stop = new AbortController();
   * const training = network.fit(images, labels, {
   *   epochs: 2,
   *   batchSize: 32,
   *   learningRate: 0.01,
   *   signal: stop.signal,
   * });
   * for await (const { step, loss } of training) console.log(step, loss);
   * const { accuracy } = await training;
   * ```
   */
  fit(images, labels, { validation, signal, onProgress, ...options } = {}) {
    const parts = this.#checkFit(images, labels, validation);
    this.#fitting = true;
    const listening = { signal, onProgress, ended: this.#ended.signal };
    const training = startFit(this.#session, parts, options, listening);
    const done = () => {
      this.#fitting = false;
    };
    training.then(done, done);
    return training;
  }

  /**
   * @param {Inputs} images
   * @param {ArrayLike<number>} labels
   * @param {FitExtras['validation']} validation
   */
  #checkFit(images, labels, validation) {
    if (this.#fitting) throw new ConvscopeError('InvalidState', 'the network is in training');
    const train = this.#labelled(images, labels);
    if (!validation) return { train };
    return { train, test: this.#labelled(validation.images, validation.labels) };
  }

  /** @param {Inputs} images @param {ArrayLike<number>} labels */
  #labelled(images, labels) {
    const { input, classes } = this.describe();
    const count = countInputs(images, input);
    return { images: images.slice(), labels: checkLabels(labels, count, classes) };
  }

  /**
   * Mean loss and accuracy, without training.
   *
   * @param {Inputs} inputs (N, C, H, W)
   * @param {ArrayLike<number>} labels N of them
   * @param {Abortable} [options]
   * @returns {Promise<Evaluated>}
   * @example
   * ```js
   * const { loss, accuracy } = await network.evaluate(images, labels);
   * ```
   */
  async evaluate(inputs, labels, { signal } = {}) {
    return questions.evaluate(this.#asked(signal), inputs, labels);
  }

  /**
   * @param {Inputs} inputs (N, C, H, W)
   * @param {Abortable} [options]
   * @returns {Promise<Prediction>}
   * @example
   * ```js
   * const { labels: found, probabilities, shape } = await network.predict(images);
   * const [count, classes] = shape;
   * console.log(found[0], probabilities.subarray(0, classes), count);
   * ```
   */
  async predict(inputs, { signal } = {}) {
    return questions.predict(this.#asked(signal), inputs);
  }

  /**
   * Reads a drawing of any size: it is brought into the form of MNIST's images first. For networks
   * with an input of (1, 28, 28).
   *
   * @param {{ink: Uint8Array, width: number, height: number}} drawing a byte for each pixel, 0 for
   *   paper to 255 for ink, row by row
   * @param {Abortable} [options]
   * @example
   * ```js
   * const digits = await loadPretrained();
   * const ink = new Uint8Array(100 * 100);
   * for (let y = 15; y < 85; ++y) ink.fill(255, y * 100 + 46, y * 100 + 54);
   * const { probabilities } = await digits.predictDrawing({ ink, width: 100, height: 100 });
   * digits.dispose();
   * ```
   */
  predictDrawing({ ink, width, height }, { signal } = {}) {
    return unlessAborted(this.#session.predictDrawing({ ink, width, height }), signal);
  }

  /**
   * What layers make of the inputs.
   *
   * @param {Inputs} inputs (N, C, H, W)
   * @param {{layers?: (number | string)[]} & Abortable} [options] names or indices; all if left out
   * @returns {Promise<InspectedLayer[]>} `shape` is (N, ...) and `data` the values
   * @example
   * ```js
   * const [maps] = await network.activations(images, { layers: ['relu1'] });
   * const [count, channels, height, width] = maps.shape;
   * const first = maps.data.subarray(0, channels * height * width);
   * ```
   */
  async activations(inputs, { layers, signal } = {}) {
    return questions.activations(this.#asked(signal), inputs, layers);
  }

  /**
   * The arithmetic of one activation, from the engine: for a convolution the window times the
   * kernel for each channel, the products, their sums and the bias.
   *
   * @param {Inputs} input one of them, (C, H, W)
   * @param {Unit & {layer: number | string} & Abortable} place `channel`, `y` and `x` in the
   *   layer's output; a flat layer has only channels
   * @returns {Promise<ActivationExplanation>}
   * @example
   * ```js
   * const image = images.subarray(0, 64);
   * const { windows, bias, result } = await network.explain(image, {
   *   layer: 'conv1',
   *   channel: 0,
   *   y: 3,
   *   x: 4,
   * });
   * for (const { products } of windows) {
   *   console.log(products.map(({ value, weight }) => `${value} x ${weight}`).join(' + '));
   * }
   * console.log('+', bias, '=', result);
   * ```
   */
  async explain(input, { signal, ...place }) {
    return questions.explain(this.#asked(signal), input, place);
  }

  /**
   * Which part of the input, and of each layer before, one activation depends on.
   *
   * @param {Unit & {layer: number | string} & Abortable} place
   * @returns {Promise<ReceptiveField & {sources: Source[]}>} size, jump and start of the receptive
   *   fields of the whole layer; `sources` has the exact values, the input first
   * @example
   * ```js
   * const { size, sources } = await network.receptiveField({ layer: 'pool1', channel: 0, y: 1, x: 1 });
   * const [, rows, columns] = sources[0].box;
   * console.log('the input pixels', rows, columns, 'within', size);
   * ```
   */
  async receptiveField({ signal, ...place }) {
    return questions.receptiveField(this.#asked(signal), place);
  }

  /**
   * Gradients with respect to the inputs, every activation and every parameter: of the mean loss
   * for `labels`, or of one output for `output` (then without parameters).
   *
   * @param {Inputs} inputs (N, C, H, W) with N up to 64
   * @param {({labels: ArrayLike<number>} | {output: number}) & Abortable} of
   * @returns {Promise<Gradients>}
   * @example
   * ```js
   * const two = images.subarray(0, 128);
   * const { input, parameters } = await network.gradients(two, { labels: [0, 1] });
   * const saliency = input.data.map(Math.abs);
   * ```
   */
  async gradients(inputs, { signal, ...of }) {
    return questions.gradients(this.#asked(signal), inputs, of);
  }

  /**
   * The network as a file for `loadNetwork`: safetensors with PyTorch's names, the description
   * among the metadata.
   *
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   * @example
   * ```js
   * const file = await network.save();
   * const again = await loadNetwork(file);
   * again.dispose();
   * ```
   */
  async save() {
    return writeNetworkFile(await this.#session.saveWeights(), this.#description);
  }

  /**
   * Takes weights from a file of such a network, all or none.
   *
   * @param {Uint8Array} bytes made by `save`
   */
  async load(bytes) {
    readHeader(bytes);
    await this.#session.loadWeights(bytes);
  }

  /** Ends the worker and frees all memory; what is pending is rejected. */
  dispose() {
    this.#ended.abort();
    this.#session.dispose();
  }

  /** @param {AbortSignal} [signal] */
  #asked(signal) {
    return { session: this.#session, info: this.describe(), signal };
  }
}
