/** Trains a network on a data set, one batch a step. */

import { guard } from '../errors.js';
import { Handle } from './handle.js';
import { toJson } from './json.js';

/** @typedef {import('../wasm/convscope.js').NativeTrainer} NativeTrainer */
/** @typedef {import('../wasm/convscope.js').StepResult} StepResult */
/** @typedef {import('./heap.js').Heap} Heap */
/** @typedef {import('./network.js').Network} Network */
/** @typedef {import('./dataset.js').Dataset} Dataset */

/**
 * How the training images are varied, each a largest amount.
 *
 * @typedef {object} Augmentation
 * @property {number} [rotate_degrees]
 * @property {number} [shift_pixels]
 * @property {number} [scale]
 * @property {number} [shear_degrees]
 * @property {number} [elastic]
 * @property {number} [thickness]
 */

/**
 * How the learning rate goes, counted in steps.
 *
 * @typedef {object} Schedule
 * @property {'constant' | 'step' | 'cosine' | 'one_cycle'} [type]
 * @property {number} [warmup_steps]
 * @property {number} [step_size] of step
 * @property {number} [gamma] of step
 * @property {number} [total_steps] of cosine and one_cycle
 * @property {number} [final_lr] of cosine
 * @property {number} [warmup_share] of one_cycle
 * @property {number} [start_div] of one_cycle
 * @property {number} [final_div] of one_cycle
 */

/**
 * The engine's own option names.
 *
 * @typedef {object} TrainerOptions
 * @property {number} [batch_size]
 * @property {'SGD' | 'RMSprop' | 'Adam' | 'AdamW'} [optimizer]
 * @property {number} [lr]
 * @property {number} [momentum] of SGD and RMSprop
 * @property {boolean} [nesterov] of SGD
 * @property {number} [weight_decay]
 * @property {number} [alpha] of RMSprop
 * @property {number} [beta1] of Adam
 * @property {number} [beta2] of Adam
 * @property {number} [eps]
 * @property {number} [clip_grad_norm] largest norm of the gradient; 0: no limit
 * @property {number} [ema_decay] share of the averaged weights that a step keeps; 0: no average
 * @property {Schedule} [schedule]
 * @property {number} [seed]
 * @property {Augmentation} [augment]
 */

/** What becomes of a step, in the engine's order. */
const STATUSES = /** @type {const} */ (['ok', 'starved', 'diverged']);

/** @extends {Handle<NativeTrainer>} */
export class Trainer extends Handle {
  /** @override */
  static title = 'Trainer';
  #heap;
  #figures;

  /**
   * @param {NativeTrainer} native
   * @param {Heap} heap
   * @param {Network} network
   * @param {Dataset} dataset
   */
  constructor(native, heap, network, dataset) {
    super(native, [network, dataset]);
    this.#heap = heap;
    this.#figures = native.figures();
  }

  /** @returns {StepResult} */
  step() {
    const status = STATUSES[guard(() => this.native.step())];
    const result = this.#heap.withView(
      this.#figures,
      /** @returns {StepResult} */
      (view) => ({
        status,
        loss: view[0],
        correct: view[1],
        count: view[2],
        step: view[3],
        epoch: view[4],
        epochImages: view[5],
        epochSize: view[6],
        gradientNorm: view[7],
        learningRate: view[8],
      }),
    );
    if (status === 'diverged') result.reason = this.native.divergence();
    return result;
  }

  /** @param {number} rate */
  setLearningRate(rate) {
    guard(() => this.native.setLearningRate(rate));
  }

  /**
   * Replaces all options; those left out take their defaults.
   *
   * @param {TrainerOptions} options
   */
  setOptions(options) {
    guard(() => this.native.setOptions(toJson(options)));
  }

  /**
   * All options, defaults included, as they stand now.
   *
   * @returns {TrainerOptions}
   */
  get options() {
    return JSON.parse(this.native.options());
  }

  /**
   * Puts the averaged weights into the network, or the trained ones back; a step does so too.
   *
   * @param {boolean} averaged
   */
  useAverage(averaged) {
    guard(() => this.native.useAverage(averaged));
  }

  /**
   * Weights, statistics, options, optimiser moments, seeds and position: all that is needed to go on exactly.
   *
   * @returns {Uint8Array<ArrayBuffer>}
   */
  saveState() {
    return this.#heap.bytes(guard(() => this.native.saveState()));
  }

  /** @param {Uint8Array} bytes made by `saveState` */
  loadState(bytes) {
    const staged = guard(() => this.native.stageState(bytes.byteLength));
    this.#heap.write(staged, bytes);
    guard(() => this.native.loadState());
  }
}
