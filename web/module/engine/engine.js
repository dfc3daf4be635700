/** The engine in the calling thread: loads the WebAssembly module and makes its objects. */

import { ConvscopeError, guard } from '../errors.js';
import { Dataset } from './dataset.js';
import { Heap } from './heap.js';
import { toJson } from './json.js';
import { checkLimits } from './limits.js';
import { loadModule } from './loader.js';
import { checkSeed, Network } from './network.js';
import { Preprocessor } from './preprocessor.js';
import { stopThreads } from './threads.js';
import { Trainer } from './trainer.js';

/** @typedef {import('../wasm/convscope.js').EngineModule} EngineModule */
/** @typedef {import('../wasm/convscope.js').BatchResult} BatchResult */
/** @typedef {import('./limits.js').Limits} Limits */

/**
 * @typedef {object} DatasetShape
 * @property {number[]} shape of one input, [channels, height, width] or [features]
 * @property {number} classes
 * @property {number} expected number of images when all are in
 * @property {boolean} [floats] inputs are floats, taken as they are, and no bytes
 */

export class Engine {
  #module;
  #heap;
  #variant;
  #addTraining;
  /** @type {Preprocessor | null} */
  #preprocessor = null;

  /** @param {import('./loader.js').Loaded} loaded */
  constructor({ module, variant, addTraining }) {
    this.#module = module;
    this.#variant = variant;
    this.#addTraining = addTraining;
    this.#heap = new Heap(() => module.wasmMemory.buffer);
  }

  /** Which build of the engine this is, with how many threads, and why not more. */
  get variant() {
    return this.#variant;
  }

  /**
   * Whether all of the engine is there; a core can only predict.
   *
   * @internal
   */
  get trains() {
    return !this.#addTraining;
  }

  /**
   * Loads what a core lacks.
   *
   * @internal
   */
  async prepareTraining() {
    try {
      await this.#addTraining?.();
    } catch (cause) {
      throw loadFailure(cause);
    }
    this.#addTraining = null;
  }

  /** Number of objects alive in the engine's memory; zero when everything was disposed of. */
  liveObjects() {
    return this.#module.liveObjects();
  }

  /**
   * @param {import('./network.js').NetworkDescription} description
   * @param {{maxBatch?: number, seed?: number, weights?: Uint8Array} & Limits} [options]
   *   `weights`, made by `saveWeights`, in place of random ones
   */
  createNetwork(description, { maxBatch = 1, seed = 1, weights, ...given } = {}) {
    checkSeed(seed);
    const text = toJson(description);
    // The file has room for so many, so a network with more is refused before memory is taken.
    const room = weights && weights.byteLength / Float32Array.BYTES_PER_ELEMENT;
    const limits = checkLimits({ mostWeights: room, ...given });
    const native = guard(() => {
      const { Network: Native } = this.#module;
      const { memoryLimit, mostWeights } = limits;
      return new Native(text, maxBatch, seed, memoryLimit, mostWeights, Boolean(weights));
    });
    const network = new Network(native, this.#heap);
    if (weights) fill(network, weights);
    return network;
  }

  /** @param {DatasetShape} options */
  createDataset({ shape, classes, expected, floats = false }) {
    const [channels, height = 0, width = 0] = shape;
    return new Dataset(
      guard(() => new this.#module.Dataset(channels, height, width, classes, expected, floats)),
      this.#heap,
    );
  }

  /**
   * @param {Network} network
   * @param {Dataset} dataset
   * @param {import('./trainer.js').TrainerOptions} [options]
   */
  createTrainer(network, dataset, options = {}) {
    const text = toJson(options);
    const native = guard(() => new this.#module.Trainer(network.native, dataset.native, text));
    return new Trainer(native, this.#heap, network, dataset);
  }

  /**
   * Throws where createTrainer would for these options, whatever its network.
   *
   * @param {import('./trainer.js').TrainerOptions} options
   */
  checkTrainerOptions(options) {
    guard(() => this.#module.checkTrainerOptions(toJson(options)));
  }

  /**
   * @param {Network} network
   * @param {Dataset} dataset
   * @param {number} first
   * @param {number} count
   * @returns {BatchResult} `loss` is the sum over the images
   */
  evaluate(network, dataset, first, count) {
    return guard(() => this.#module.evaluate(network.native, dataset.native, first, count));
  }

  /**
   * @param {Uint8Array | Uint8ClampedArray} ink one byte per pixel, 0 paper to 255 ink, row by row
   * @param {number} width
   * @param {number} height
   */
  preprocess(ink, width, height) {
    if (!this.#preprocessor) {
      this.#preprocessor = new Preprocessor(new this.#module.Preprocessor(), this.#heap);
    }
    return this.#preprocessor.run(ink, width, height);
  }

  /**
   * Frees what the engine made for itself and ends its threads; objects given out are disposed of by
   * their owners.
   */
  dispose() {
    this.#preprocessor?.dispose();
    this.#preprocessor = null;
    stopThreads(this.#module);
  }
}

/** @param {Network} network that nobody has yet @param {Uint8Array} weights */
function fill(network, weights) {
  try {
    network.loadWeights(weights);
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/**
 * Loads an engine of its own into the calling thread, for work without promises.
 *
 * @param {import('./loader.js').EngineOptions} [options]
 * @returns {Promise<Engine>}
 * @example
 * ```js
 * import { loadEngine } from 'convscope';
 *
 * const engine = await loadEngine();
 * const network = engine.createNetwork({
 *   input: [4],
 *   layers: [{ type: 'Linear', out_features: 2 }],
 * });
 * network.setInput([1, 2, 3, 4]);
 * network.forward();
 * const outputs = network.activation(0);
 * network.dispose();
 * engine.dispose();
 * ```
 */
export async function loadEngine(options = {}) {
  const engine = await loadCore({ ...options, training: true });
  await engine.prepareTraining();
  return engine;
}

/**
 * Loads an engine that can predict, and all of it only where it is one file.
 *
 * @param {import('./loader.js').EngineOptions} options
 * @returns {Promise<Engine>}
 */
export async function loadCore(options) {
  try {
    return new Engine(await loadModule(options));
  } catch (cause) {
    throw loadFailure(cause);
  }
}

/** @param {unknown} cause */
function loadFailure(cause) {
  if (cause instanceof ConvscopeError) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new ConvscopeError('EngineLoadFailed', `the engine could not be loaded: ${detail}`, {
    cause,
  });
}
