/** What a lab has trained so far: each variant from the same seeds, one after another. */

import { TrainingBench } from './bench.js';

/** @typedef {import('./experiment.js').Plan} Plan */
/** @typedef {import('./experiment.js').Report} Report */
/** @typedef {import('./experiment.js').Outcome} Outcome */

/** @typedef {{name: string, plan: (seed: number) => Plan}} Variant */

/**
 * @typedef {object} Trial
 * @property {string} variant
 * @property {number} seed
 * @property {Report[]} reports
 * @property {Outcome | null} outcome null while it goes on
 */

/** A controller of the lab's element. */
export class Trials {
  #host;
  #bench = new TrainingBench();
  /** @type {Trial[]} */
  all = [];
  /** @type {Trial | null} */
  current = null;
  failure = '';

  /** @param {import('lit').ReactiveControllerHost} host */
  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected() {
    this.stop();
  }

  get busy() {
    return this.current !== null;
  }

  /** The seed that was trained last, or will be trained first. */
  get seed() {
    return Math.max(1, this.nextSeed - 1);
  }

  /** The seed that comes next. */
  get nextSeed() {
    return 1 + Math.max(0, ...this.all.map(({ seed }) => seed));
  }

  /**
   * Trains all variants from `count` new seeds.
   *
   * @param {Variant[]} variants
   * @param {number} count
   */
  async run(variants, count) {
    if (this.busy) return;
    this.failure = '';
    const first = this.nextSeed;
    try {
      for (let seed = first; seed < first + count; seed++) {
        for (const variant of variants) {
          if (!(await this.#train(variant, seed))) return;
        }
      }
    } catch (error) {
      this.failure = String(/** @type {Error} */ (error).message);
      this.#drop();
    }
  }

  /** @param {Variant} variant @param {number} seed @returns {Promise<boolean>} false if it was stopped */
  async #train({ name, plan }, seed) {
    /** @type {Trial} */
    const trial = { variant: name, seed, reports: [], outcome: null };
    this.all = [...this.all, trial];
    this.current = trial;
    this.#host.requestUpdate();
    trial.outcome = await this.#bench.run(plan(seed), (report) => {
      trial.reports.push(report);
      this.#host.requestUpdate();
    });
    this.current = null;
    this.#host.requestUpdate();
    return trial.outcome !== null;
  }

  /** What is not finished is dropped, and the whole seed with it, so that variants stay comparable. */
  #drop() {
    const broken = this.current?.seed;
    this.current = null;
    if (broken !== undefined) this.all = this.all.filter(({ seed }) => seed !== broken);
    this.#host.requestUpdate();
  }

  stop() {
    this.#bench.stop();
    this.#drop();
  }

  clear() {
    this.stop();
    this.all = [];
    this.#host.requestUpdate();
  }

  /** The finished ones. @param {string} variant */
  of(variant) {
    return this.all.flatMap((trial) => {
      const { outcome } = trial;
      return trial.variant === variant && outcome ? [{ ...trial, outcome }] : [];
    });
  }

  /** The newest one, which may still go on. @param {string} variant */
  newest(variant) {
    return this.all.findLast((trial) => trial.variant === variant) ?? null;
  }
}
