/**
 * A network in a worker of its own: build, train, look inside. What was made survives the worker:
 * the session keeps a checkpoint that is never older than two seconds and, when the worker dies,
 * gives it to a new one.
 */

import { ConvscopeError, WorkerError } from '../errors.js';
import { METHODS } from '../protocol.js';
import { createSuitableWorker } from './create-worker.js';
import { Supervisor } from './supervisor.js';

/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./connection.js').WorkerLike} WorkerLike */
/** @typedef {import('../protocol.js').Method} Method */
/** @typedef {import('../protocol.js').ParamsOf} ParamsOf */
/** @typedef {import('../protocol.js').ResultOf} ResultOf */
/** @typedef {import('../protocol.js').EventMessage} EventMessage */
/** @typedef {import('../protocol.js').WorkerEvents} WorkerEvents */
/** @typedef {import('../protocol.js').Checkpoint} Checkpoint */
/** @typedef {import('../protocol.js').NetworkInfo} NetworkInfo */
/** @typedef {import('../protocol.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../protocol.js').TrainingState} TrainingState */
/** @typedef {import('../protocol.js').TrainingOptions} TrainingOptions */
/** @typedef {import('../protocol.js').WatchOptions} WatchOptions */
/** @typedef {import('../protocol.js').LayerSchema} LayerSchema */
/** @typedef {import('../protocol.js').Variant} Variant */

/**
 * @typedef {object} HostOptions
 * @property {string | URL} [modelUrl] folder of digits.json and digits.bin, if not beside the module
 * @property {string | URL} [dataUrl] folder of the data set's manifest.json; `data/mnist/` beside
 *   the page if left out
 * @property {() => WorkerLike} [createWorker] for hosts that make workers in their own way
 */

/**
 * @typedef {HostOptions & import('./create-worker.js').WorkerOptions
 *   & import('../engine/loader.js').EngineOptions} SessionOptions
 */

/**
 * What the events of a session carry in `detail`.
 *
 * @typedef {Omit<WorkerEvents, 'checkpoint' | 'fatal'> & {restart: Restart}} SessionEvents
 */

/** @typedef {{message: string, step: number}} Restart where the new worker goes on */

/**
 * The worker lives at another address than the page, so relative addresses are resolved here.
 *
 * @param {string | URL | undefined} url
 */
function absolute(url) {
  if (url === undefined) return undefined;
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  return new URL(url, base).href;
}

/** @param {ArrayBuffer | Uint8Array} bytes */
const asBytes = (bytes) => (bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));

export class Session extends EventTarget {
  #options;
  #supervisor;
  #generation = 0;
  /** @type {NetworkInfo | null} */
  #info = null;
  /** @type {LayerSchema[]} */
  #schemas = [];
  /** @type {Variant | null} */
  #variant = null;
  /** @type {WorkerEvents['state']} */
  #state = { state: 'idle' };
  /** @type {Checkpoint | null} */
  #checkpoint = null;
  /** @type {string | null} */
  #dataset = null;
  /** @type {WatchOptions | null} */
  #watched = null;
  #restoredStep = 0;
  #settingUp = true;
  #disposed = false;

  /** @param {SessionOptions} options */
  constructor(options) {
    super();
    this.#options = options;
    this.#supervisor = new Supervisor({
      createWorker: options.createWorker ?? (() => this.#createWorker()),
      generation: () => this.#generation,
      setUp: (connection, lifeline) => this.#setUp(connection, lifeline),
      onEvent: (message) => this.#onEvent(message),
      onRestored: ({ message }) => {
        this.#dispatch('state', this.#state);
        this.#dispatch('restart', { message, step: this.#restoredStep });
      },
      onGivenUp: ({ code, message }) => {
        this.#state = { state: 'failed', reason: { code, message } };
        this.#dispatch('state', this.#state);
        this.#dispatch('error', { code, message });
      },
    });
  }

  #createWorker() {
    const { worker, workerUrl } = this.#options;
    return createSuitableWorker({ worker, workerUrl: absolute(workerUrl) });
  }

  /** Starts the worker; `createSession` does it. */
  async start() {
    try {
      await this.#supervisor.start();
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The present network; null before there is one. */
  get info() {
    return this.#info;
  }

  /** @returns {TrainingState} */
  get state() {
    return this.#state.state;
  }

  /** Every layer type with its options, defaults, ranges and documentation. */
  schemas() {
    return this.#schemas;
  }

  /** Which build of the engine the worker runs, with how many threads, and why not more. */
  get variant() {
    return this.#variant;
  }

  /**
   * Puts a new network in place of the present one, with random weights.
   *
   * @param {NetworkDescription} description
   * @param {{seed?: number}} [options]
   */
  async build(description, { seed = 1 } = {}) {
    return this.#replace(await this.#call('build', { description, seed }));
  }

  /** Puts the pretrained network in place of the present one. */
  async loadPretrained() {
    const { info, record } = await this.#call('loadPretrained', {});
    return { ...this.#replace(info), record };
  }

  /** @param {NetworkInfo} info */
  #replace(info) {
    if (info.generation === this.#generation) this.#watched = null;
    return this.#keepInfo(info);
  }

  /** @param {NetworkInfo} info */
  #keepInfo(info) {
    if (info.generation === this.#generation) this.#info = info;
    return info;
  }

  /** @param {ArrayBuffer | Uint8Array} weights made by `saveWeights` for such a network */
  async loadWeights(weights) {
    return this.#keepInfo(await this.#call('loadWeights', { weights: asBytes(weights) }));
  }

  /**
   * The present weights; those of the last checkpoint if there is no worker any more.
   *
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async saveWeights() {
    try {
      return await this.#call('saveWeights', {});
    } catch (error) {
      const lost = error instanceof WorkerError && error.code === 'WorkerLost';
      if (!lost || !this.#checkpoint) throw error;
      return this.#checkpoint.weights.slice();
    }
  }

  /**
   * Reads a drawing; also while training.
   *
   * @param {{ink: Uint8Array, width: number, height: number}} drawing one byte per pixel, 0 paper
   *   to 255 ink, row by row
   */
  predictDrawing({ ink, width, height }) {
    return this.#call('predictDrawing', { ink, width, height });
  }

  /** @param {{image: Uint8Array}} options */
  predictImage({ image }) {
    return this.#call('predictImage', { image });
  }

  /**
   * What each layer makes of an image and, with a label in `gradients`, how the loss would change
   * with it.
   *
   * @param {import('../protocol.js').InspectParams} options
   */
  inspect({ image, layers, gradients }) {
    return this.#call('inspect', { image, layers, gradients });
  }

  /**
   * What a layer has learnt: weights and the like, and running statistics.
   *
   * @param {number} layer
   */
  parameters(layer) {
    return this.#call('parameters', { layer });
  }

  /**
   * Loads the images; resolves when all are in. After a failure what is in stays usable, and the
   * next call goes on from there.
   *
   * @param {{url?: string | URL, signal?: AbortSignal}} [options]
   */
  async loadDataset({ url = this.#options.dataUrl ?? 'data/mnist/', signal } = {}) {
    const stop = () => this.#call('stopDataset', {}).catch(() => undefined);
    if (signal?.aborted) throw new ConvscopeError('Aborted', 'the download was stopped');
    this.#dataset = /** @type {string} */ (absolute(url));
    signal?.addEventListener('abort', stop);
    try {
      return await this.#call('loadDataset', { url: this.#dataset });
    } catch (error) {
      this.#reportDataFailure(error);
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** @param {unknown} error */
  #reportDataFailure(error) {
    if (!(error instanceof ConvscopeError) || error instanceof WorkerError) return;
    if (error.code !== 'Aborted') {
      this.#dispatch('error', { code: error.code, message: error.message });
    }
  }

  /** @param {number} index */
  testImage(index) {
    return this.#call('image', { split: 'test', index });
  }

  /** @param {number} index */
  trainImage(index) {
    return this.#call('image', { split: 'train', index });
  }

  /**
   * Begins to train the present weights. Before the images are in, it waits for them.
   *
   * @param {TrainingOptions} [options] what is left out stays as it was
   */
  async train(options = {}) {
    const { state, info } = await this.#call('train', options);
    this.#keepInfo(info);
    return { state };
  }

  pause() {
    return this.#call('pause', {});
  }

  resume() {
    return this.#call('resume', {});
  }

  /**
   * Makes one step and pauses.
   *
   * @param {TrainingOptions} [options] for the run, if none was begun yet
   */
  stepOnce(options = {}) {
    return this.#call('stepOnce', options);
  }

  /**
   * New random weights; training begins from zero.
   *
   * @param {{seed?: number}} [options]
   */
  async reset({ seed = 1 } = {}) {
    return this.#keepInfo(await this.#call('reset', { seed }));
  }

  /**
   * Changes settings; in a run that goes on, from the next step.
   *
   * @param {TrainingOptions} options
   */
  setTraining(options) {
    return this.#call('setTraining', options);
  }

  /**
   * Live views of what the network makes of an image while it trains, as 'frame' events. They end
   * when the network is replaced.
   *
   * @param {WatchOptions | null} options null ends them
   */
  async watch(options) {
    await this.#call('watch', { options });
    this.#watched = options;
  }

  /** After the session has given up on its worker ('error' event 'WorkerLost'): try again. */
  restart() {
    return this.#supervisor.retry();
  }

  /**
   * Calls any method of the protocol, for what is built on sessions.
   *
   * @template {Method} M
   * @param {M} method
   * @param {ParamsOf[M]} params
   * @param {ArrayBuffer[]} [transfer] buffers in the parameters that may move instead of being
   *   copied; the caller has them no longer
   */
  request(method, params, transfer) {
    return this.#call(method, params, transfer);
  }

  /** Ends the worker; pending calls are rejected. */
  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#supervisor.dispose(new WorkerError('Disposed', 'the session was disposed of'));
  }

  /**
   * @template {Method} M
   * @param {M} method
   * @param {ParamsOf[M]} params
   * @param {ArrayBuffer[]} [transfer]
   * @returns {Promise<ResultOf[M]>}
   */
  async #call(method, params, transfer) {
    if (METHODS[method].network === 'replaces') this.#generation += 1;
    const generation = this.#generation;
    const connection = await this.#supervisor.connection();
    return connection.call(method, params, generation, transfer);
  }

  /**
   * @param {Connection} connection
   * @param {string | undefined} lifeline
   */
  async #setUp(connection, lifeline) {
    this.#settingUp = true;
    const wasmUrl = absolute(this.#options.wasmUrl);
    const modelUrl = absolute(this.#options.modelUrl);
    const generation = this.#generation;
    const { threads, relaxedSimd } = this.#options;
    const { schemas, variant } = await connection.call(
      'init',
      { wasmUrl, modelUrl, lifeline, threads, relaxedSimd },
      generation,
    );
    this.#schemas = schemas;
    this.#variant = variant;
    const { info, step } = await connection.call(
      'restore',
      { checkpoint: this.#checkpoint, dataset: this.#dataset, watch: this.#watched },
      generation,
    );
    this.#info = info;
    this.#restoredStep = step;
    this.#settingUp = false;
  }

  /** @param {EventMessage} message */
  #onEvent({ event, data }) {
    if (event === 'checkpoint') {
      this.#checkpoint = data;
      return;
    }
    if (event === 'state') {
      this.#state = data;
      // States on the way to the restored one mean nothing to anybody.
      if (this.#settingUp) return;
    }
    this.#dispatch(event, data);
    if (event === 'frame') this.#call('frameTaken', {}).catch(() => undefined);
  }

  /**
   * @param {string} event
   * @param {unknown} detail
   */
  #dispatch(event, detail) {
    if (!this.#disposed) this.dispatchEvent(new CustomEvent(event, { detail }));
  }
}

/**
 * Starts a session with a worker of its own: what `ConvNetwork` is built on, with its events and
 * live views, data sets by address, and recovery after the loss of a worker.
 *
 * @param {SessionOptions} [options]
 * @returns {Promise<Session>}
 * @example
 * ```js
 * import { createSession, presets } from 'convscope';
 *
 * const session = await createSession();
 * session.addEventListener('progress', ({ detail }) => console.log(detail.step, detail.loss));
 * await session.build(presets.small.description);
 * const { probabilities } = await session.predictImage({ image: new Uint8Array(28 * 28) });
 * session.dispose();
 * ```
 */
export async function createSession(options = {}) {
  const session = new Session(options);
  await session.start();
  return session;
}
