/** One training run: a trainer, its settings, and where it stands. */

import { ConvscopeError } from '../errors.js';
import { toTrainerOptions } from './training-options.js';

/** @typedef {import('../engine/trainer.js').Trainer} Trainer */
/** @typedef {import('../wasm/convscope.js').StepResult} StepResult */
/** @typedef {import('./training-options.js').TrainingSettings} TrainingSettings */

/**
 * Counted since the weights were new, over all runs.
 *
 * @typedef {object} Position
 * @property {number} step steps made
 * @property {number} epoch passes completed
 * @property {number} epochProgress 0 to 1, share of the present pass
 */

/** @type {Readonly<Position>} */
export const START = { step: 0, epoch: 0, epochProgress: 0 };

/**
 * A run as it is kept in a checkpoint.
 *
 * @typedef {object} SavedRun
 * @property {TrainingSettings} settings
 * @property {Position} base where the run began
 * @property {Position} position
 * @property {Uint8Array<ArrayBuffer> | null} state of the trainer; null before it has one
 * @property {number} images that the data set held at that moment
 */

export class Run {
  #settings;
  #base;
  #position;
  /** @type {Trainer | null} */
  #trainer = null;
  /** @type {Uint8Array<ArrayBuffer> | null} */
  #saved = null;
  #imagesNeeded = 1;
  #imagesOfPass = 1;
  #learningRate;
  #epochEnded = false;

  /**
   * @param {TrainingSettings} settings
   * @param {Position} base
   */
  constructor(settings, base) {
    this.#settings = settings;
    this.#learningRate = settings.learningRate;
    this.#base = { ...base, epochProgress: 0 };
    this.#position = this.#base;
  }

  /** @param {SavedRun} saved */
  static from(saved) {
    const run = new Run(saved.settings, saved.base);
    run.#position = saved.position;
    run.#saved = saved.state;
    run.#imagesNeeded = Math.max(1, saved.images);
    return run;
  }

  get settings() {
    return this.#settings;
  }

  get position() {
    return this.#position;
  }

  /** Of the last step; the schedule decides. */
  get learningRate() {
    return this.#learningRate;
  }

  get attached() {
    return this.#trainer !== null;
  }

  /** How many training images must be in before the run can begin or go on. */
  get imagesNeeded() {
    return this.#imagesNeeded;
  }

  /** Whether the last step completed a pass. */
  get epochEnded() {
    return this.#epochEnded;
  }

  /** The pass after which the run ends, counted as `position.epoch`. */
  get lastEpoch() {
    return this.#base.epoch + this.#settings.epochs;
  }

  get finished() {
    return this.#position.epoch >= this.lastEpoch;
  }

  /**
   * @param {Trainer} trainer
   * @param {number} images of a whole pass
   */
  attach(trainer, images) {
    this.#imagesOfPass = images;
    if (this.#saved) {
      try {
        trainer.loadState(this.#saved);
        trainer.setOptions(toTrainerOptions(this.#settings, images));
      } catch (error) {
        trainer.dispose();
        throw error;
      }
    }
    this.#saved = null;
    this.#trainer = trainer;
  }

  get #active() {
    if (!this.#trainer) throw new ConvscopeError('InvalidState', 'the run has no data yet');
    return this.#trainer;
  }

  /** @returns {StepResult} */
  step() {
    const result = this.#active.step();
    if (result.status === 'ok') this.#advance(result);
    this.#learningRate = result.learningRate;
    return result;
  }

  /** @param {StepResult} result */
  #advance({ step, epoch, epochImages, epochSize }) {
    this.#epochEnded = epochImages >= epochSize;
    this.#position = {
      step: this.#base.step + step,
      epoch: this.#base.epoch + epoch + (this.#epochEnded ? 1 : 0),
      epochProgress: this.#epochEnded ? 0 : epochImages / epochSize,
    };
  }

  /**
   * Acts on the next step.
   *
   * @param {TrainingSettings} settings
   */
  update(settings) {
    this.#trainer?.setOptions(toTrainerOptions(settings, this.#imagesOfPass));
    this.#settings = settings;
  }

  /**
   * @param {number} images now in the data set
   * @returns {SavedRun}
   */
  save(images) {
    return {
      settings: this.#settings,
      base: this.#base,
      position: this.#position,
      state: this.#trainer?.saveState() ?? this.#saved?.slice() ?? null,
      images: this.#trainer ? images : this.#imagesNeeded,
    };
  }

  dispose() {
    this.#trainer?.dispose();
    this.#trainer = null;
  }
}
