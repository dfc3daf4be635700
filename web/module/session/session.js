/**
 * A network in a worker of its own: build, train, look inside. What was made survives the worker:
 * the session keeps a checkpoint that is never older than two seconds and, when the worker dies,
 * gives it to a new one.
 */

import { ConvscopeError, WorkerError } from '../errors.js';
import { Link } from './link.js';
import { absolute } from './options.js';

/** @typedef {import('../protocol.js').Method} Method */
/** @typedef {import('../protocol.js').ParamsOf} ParamsOf */
/** @typedef {import('../protocol.js').ResultOf} ResultOf */
/** @typedef {import('../protocol.js').WorkerEvents} WorkerEvents */
/** @typedef {import('../protocol.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../protocol.js').TrainingState} TrainingState */
/** @typedef {import('../protocol.js').TrainingOptions} TrainingOptions */
/** @typedef {import('../protocol.js').WatchOptions} WatchOptions */
/** @typedef {import('./options.js').HostOptions} HostOptions */
/** @typedef {import('./options.js').SessionOptions} SessionOptions */

/**
 * What the events of a session carry in `detail`.
 *
 * @typedef {Omit<WorkerEvents, 'checkpoint' | 'fatal'> & {restart: Restart}} SessionEvents
 */

/** @typedef {{message: string, step: number}} Restart where the new worker goes on */

/** @param {ArrayBuffer | Uint8Array} bytes */
const asBytes = (bytes) => (bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));

export class Session extends EventTarget {
  #options;
  #link;
  #disposed = false;

  /** @param {SessionOptions} options */
  constructor(options) {
    super();
    this.#options = options;
    this.#link = new Link(options, (event, detail) => this.#dispatch(event, detail));
  }

  /** Starts the worker; `createSession` does it. */
  async start() {
    try {
      await this.#link.start();
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The present network; null before there is one. */
  get info() {
    return this.#link.info;
  }

  /** @returns {TrainingState} */
  get state() {
    return this.#link.state.state;
  }

  /** Which build of the engine the worker runs, with how many threads, and why not more. */
  get variant() {
    return this.#link.variant;
  }

  /**
   * Puts a new network in place of the present one, with random weights or those that are given.
   *
   * @param {NetworkDescription} description
   * @param {{seed?: number} & import('../protocol.js').BuildExtras} [options]
   */
  async build(description, { seed = 1, weights, memoryLimit } = {}) {
    const params = { description, seed, weights, memoryLimit };
    return this.#link.replaceInfo(await this.#link.call('build', params));
  }

  /** Puts the pretrained network in place of the present one. */
  async loadPretrained() {
    const { info, record } = await this.#link.call('loadPretrained', {});
    return { ...this.#link.replaceInfo(info), record };
  }

  /** @param {ArrayBuffer | Uint8Array} weights made by `saveWeights` for such a network */
  async loadWeights(weights) {
    return this.#link.keepInfo(await this.#link.call('loadWeights', { weights: asBytes(weights) }));
  }

  /**
   * The present weights; those of the last checkpoint if there is no worker any more.
   *
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async saveWeights() {
    try {
      return await this.#link.call('saveWeights', {});
    } catch (error) {
      const lost = error instanceof WorkerError && error.code === 'WorkerLost';
      const kept = this.#link.checkpoint?.weights;
      if (!lost || !kept) throw error;
      return kept.slice();
    }
  }

  /**
   * Reads a drawing; also while training.
   *
   * @param {{ink: Uint8Array, width: number, height: number}} drawing one byte per pixel, 0 paper
   *   to 255 ink, row by row
   */
  predictDrawing({ ink, width, height }) {
    return this.#link.call('predictDrawing', { ink, width, height });
  }

  /** @param {{image: Uint8Array}} options */
  predictImage({ image }) {
    return this.#link.call('predictImage', { image });
  }

  /**
   * What each layer makes of an image and, with a label in `gradients`, how the loss would change
   * with it.
   *
   * @param {import('../protocol.js').InspectParams} options
   */
  inspect({ image, layers, gradients }) {
    return this.#link.call('inspect', { image, layers, gradients });
  }

  /**
   * What a layer has learnt: weights and the like, and running statistics.
   *
   * @param {number} layer
   */
  parameters(layer) {
    return this.#link.call('parameters', { layer });
  }

  /**
   * Loads the images; resolves when all are in. After a failure what is in stays usable, and the
   * next call goes on from there.
   *
   * @param {{url?: string | URL, signal?: AbortSignal}} [options]
   */
  async loadDataset({ url = this.#options.dataUrl ?? 'data/mnist/', signal } = {}) {
    const stop = () => this.#link.call('stopDataset', {}).catch(() => undefined);
    if (signal?.aborted) throw new ConvscopeError('Aborted', 'the download was stopped');
    this.#link.dataset = /** @type {string} */ (absolute(url));
    signal?.addEventListener('abort', stop);
    try {
      return await this.#link.call('loadDataset', { url: this.#link.dataset });
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
    return this.#image('test', index);
  }

  /** @param {number} index */
  trainImage(index) {
    return this.#image('train', index);
  }

  /**
   * What `loadDataset` loads is images of bytes.
   *
   * @param {'train' | 'test'} split
   * @param {number} index
   * @returns {Promise<import('../protocol.js').LabelledImage>}
   */
  #image(split, index) {
    return /** @type {Promise<any>} */ (this.#link.call('image', { split, index }));
  }

  /**
   * Begins to train the present weights. Before the images are in, it waits for them.
   *
   * @param {TrainingOptions} [options] what is left out stays as it was
   */
  async train(options = {}) {
    const { state, info } = await this.#link.call('train', options);
    this.#link.keepInfo(info);
    return { state };
  }

  pause() {
    return this.#link.call('pause', {});
  }

  resume() {
    return this.#link.call('resume', {});
  }

  /**
   * Makes one step and pauses.
   *
   * @param {TrainingOptions} [options] for the run, if none was begun yet
   */
  stepOnce(options = {}) {
    return this.#link.call('stepOnce', options);
  }

  /**
   * New random weights; training begins from zero.
   *
   * @param {{seed?: number}} [options]
   */
  async reset({ seed = 1 } = {}) {
    return this.#link.keepInfo(await this.#link.call('reset', { seed }));
  }

  /**
   * Changes settings; in a run that goes on, from the next step.
   *
   * @param {TrainingOptions} options
   */
  setTraining(options) {
    return this.#link.call('setTraining', options);
  }

  /**
   * Live views of what the network makes of an image while it trains, as 'frame' events. They end
   * when the network is replaced.
   *
   * @param {WatchOptions | null} options null ends them
   */
  async watch(options) {
    await this.#link.call('watch', { options });
    this.#link.watched = options;
  }

  /** After the session has given up on its worker ('error' event 'WorkerLost'): try again. */
  restart() {
    return this.#link.retry();
  }

  /**
   * Calls any method of the protocol, for what is built on sessions.
   *
   * @template {Method} M
   * @param {M} method
   * @param {ParamsOf[M]} params
   * @param {ArrayBuffer[]} [transfer] buffers in the parameters that may move instead of being
   *   copied; the caller has them no longer
   * @returns {Promise<ResultOf[M]>}
   */
  request(method, params, transfer) {
    return this.#link.call(method, params, transfer);
  }

  /** Ends the worker; pending calls are rejected. */
  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#link.end(new WorkerError('Disposed', 'the session was disposed of'));
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
