/** What the view shows: a run of the benchmark, or a result that came with the address. */

import { runBenchmark, timeAccuracy } from './client.js';
import { fromFragment, holdsResult, toFragment } from './share.js';

/** @typedef {import('./options.js').Options} Options */
/** @typedef {import('./result.js').Result} Result */

/**
 * @typedef {object} Progress
 * @property {number} share 0 to 1
 * @property {string} part
 * @property {string} what in English, for the terminal
 */

export class BenchmarkRun extends EventTarget {
  /** @type {'idle' | 'running' | 'done' | 'failed' | 'shared' | 'unreadable'} */
  status = 'idle';
  /** @type {Progress} */
  progress = { share: 0, part: '', what: '' };
  /** @type {Result | null} */
  result = null;
  /** What follows the address of the page in a link to the result. */
  fragment = '';
  problem = '';
  /** Resolves when what the address of the page asks for is done. @type {Promise<void>} */
  finished = Promise.resolve();
  #stop = new AbortController();

  /** @param {Partial<BenchmarkRun>} patch */
  #set(patch) {
    Object.assign(this, patch);
    this.dispatchEvent(new Event('change'));
  }

  /** @param {string} fragment of the address */
  async open(fragment) {
    if (!holdsResult(fragment)) return;
    this.stop();
    const result = await fromFragment(fragment);
    this.#set({ status: result ? 'shared' : 'unreadable', result, fragment });
  }

  /** @param {Options} options */
  measure(options) {
    return this.#attempt((hooks) => runBenchmark(options, hooks));
  }

  /**
   * Adds how long the training to an accuracy takes.
   *
   * @param {number[]} seeds
   */
  train(seeds) {
    return this.#attempt(async ({ signal }) => {
      const accuracy = await timeAccuracy(seeds, {
        signal,
        onProgress: ({ share, seed, accuracy: reached }) =>
          this.#set({
            progress: { share, part: 'accuracy', what: `seed ${seed}: ${reached}` },
          }),
      });
      if (!this.result) throw new Error('there is no result to add to');
      return { ...this.result, accuracy };
    });
  }

  stop() {
    this.#stop.abort(new DOMException('stopped', 'AbortError'));
  }

  /**
   * @param {(hooks: { signal: AbortSignal,
   *   onProgress: (progress: Progress) => void }) => Promise<Result>} work
   */
  async #attempt(work) {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#set({ status: 'running', progress: { share: 0, part: '', what: '' }, problem: '' });
    try {
      const result = await work({ signal, onProgress: (progress) => this.#set({ progress }) });
      this.#set({ status: 'done', result, fragment: await toFragment(result) });
    } catch (error) {
      if (signal.aborted) this.#set({ status: this.result ? 'done' : 'idle' });
      else this.#set({ status: 'failed', problem: /** @type {Error} */ (error).message });
    }
  }
}
