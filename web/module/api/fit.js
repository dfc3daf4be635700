/** One call of `fit`: a training run in a session, from its first step to its end. */

import { ConvscopeError, WorkerError } from '../errors.js';
import { aborted } from './arguments.js';
import { ProgressQueue } from './progress.js';

/** @typedef {import('../session/session.js').Session} Session */
/** @typedef {import('../protocol.js').TrainingOptions} TrainingOptions */
/** @typedef {import('../protocol.js').ImagesParams} ImagesParams */
/** @typedef {import('../worker/training-loop.js').Progress} Progress */
/** @typedef {import('../worker/evaluation.js').EvaluationResult} EvaluationResult */

/**
 * What came of training.
 *
 * @typedef {object} FitResult
 * @property {number} step steps since the weights were new
 * @property {number} epoch passes over the images since then
 * @property {number} loss mean over the last steps
 * @property {number} accuracy 0 to 1, over the last steps
 * @property {EvaluationResult | null} validation on all validation images; null without any
 */

/** The promise of the result, and with `for await` what happens on the way to it. @typedef {Promise<FitResult> & AsyncIterable<Progress>} Training */

/**
 * @typedef {object} Listening
 * @property {AbortSignal} ended fires when the network is disposed of
 * @property {AbortSignal} [signal]
 * @property {(progress: Progress) => void} [onProgress]
 */

const NOTHING_YET = { step: 0, epoch: 0, loss: Number.NaN, accuracy: Number.NaN };

class Fit {
  #session;
  #listening;
  #queue;
  #end = new AbortController();
  #last = NOTHING_YET;
  /** @type {EvaluationResult | null} */
  #validation = null;

  /**
   * @param {Session} session
   * @param {Listening} listening
   * @param {ProgressQueue<Progress>} queue
   */
  constructor(session, listening, queue) {
    this.#session = session;
    this.#listening = listening;
    this.#queue = queue;
  }

  /**
   * @param {ImagesParams} images
   * @param {TrainingOptions} options
   * @returns {Promise<FitResult>}
   */
  async run(images, options) {
    try {
      const { signal } = this.#listening;
      if (signal?.aborted) throw aborted(signal.reason);
      const transfer = [images.train, images.test].map((part) => part?.images.buffer);
      const moving = /** @type {ArrayBuffer[]} */ (transfer.filter(Boolean));
      await this.#session.request('useImages', images, moving);
      const finished = this.#finished();
      // An option that is refused rejects both.
      finished.catch(() => undefined);
      await this.#session.train(options);
      await finished;
      this.#queue.end();
      return { ...this.#result(), validation: this.#validation };
    } catch (error) {
      this.#queue.end(error);
      throw error;
    } finally {
      this.#end.abort();
    }
  }

  #result() {
    const { step, epoch, loss, accuracy } = this.#last;
    return { step, epoch, loss, accuracy };
  }

  /** @param {string} event @param {(detail: any) => void} act */
  #on(event, act) {
    const listener = (/** @type {Event} */ told) => act(/** @type {CustomEvent} */ (told).detail);
    this.#session.addEventListener(event, listener, { signal: this.#end.signal });
  }

  /** @returns {Promise<void>} */
  #finished() {
    return new Promise((resolve, reject) => {
      this.#on('progress', (progress) => {
        try {
          this.#report(progress);
        } catch (error) {
          this.#stop().then(() => reject(error));
        }
      });
      this.#on('evaluation', (result) => {
        if (result.full) this.#validation = withoutPosition(result);
      });
      this.#on('state', ({ state, reason }) => {
        if (state === 'finished') resolve();
        if (state === 'failed') reject(new ConvscopeError(reason.code, reason.message));
      });
      this.#on('restart', ({ message, step }) => {
        const kept = `${message}; the weights are those of step ${step}`;
        reject(new WorkerError('WorkerLost', kept));
      });
      const { signal, ended } = this.#listening;
      this.#when(signal, () => this.#stop().then(() => reject(aborted(signal?.reason))));
      this.#when(ended, () => reject(new WorkerError('Disposed', 'the network was disposed of')));
    });
  }

  /** @param {AbortSignal | undefined} signal @param {() => void} act */
  #when(signal, act) {
    signal?.addEventListener('abort', act, { signal: this.#end.signal });
  }

  /** @param {Progress} progress */
  #report(progress) {
    this.#last = progress;
    this.#queue.push(progress);
    this.#listening.onProgress?.(progress);
  }

  /** Training stops between two steps. */
  async #stop() {
    await this.#session.pause().catch(() => undefined);
  }
}

/** @param {EvaluationResult} result */
const withoutPosition = ({ loss, accuracy, count, full }) => ({ loss, accuracy, count, full });

/**
 * @param {Session} session
 * @param {ImagesParams} images
 * @param {TrainingOptions} options
 * @param {Listening} listening
 * @returns {Training}
 */
export function startFit(session, images, options, listening) {
  /** @type {ProgressQueue<Progress>} */
  const queue = new ProgressQueue();
  const result = new Fit(session, listening, queue).run(images, options);
  return Object.assign(result, {
    [Symbol.asyncIterator]() {
      // The iterator throws what went wrong; it need not be caught a second time.
      result.catch(() => undefined);
      return queue[Symbol.asyncIterator]();
    },
  });
}
