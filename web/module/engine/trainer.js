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
 * The engine's own option names.
 *
 * @typedef {object} TrainerOptions
 * @property {number} [batch_size]
 * @property {'SGD' | 'Adam'} [optimizer]
 * @property {number} [lr]
 * @property {number} [momentum]
 * @property {number} [weight_decay]
 * @property {number} [beta1] of Adam
 * @property {number} [beta2] of Adam
 * @property {number} [eps]
 * @property {number} [seed]
 * @property {Augmentation} [augment]
 */

/** @extends {Handle<NativeTrainer>} */
export class Trainer extends Handle {
  #heap;

  /**
   * @param {NativeTrainer} native
   * @param {Heap} heap
   * @param {Network} network
   * @param {Dataset} dataset
   */
  constructor(native, heap, network, dataset) {
    super(native, [network, dataset]);
    this.#heap = heap;
  }

  /** @returns {StepResult} */
  step() {
    return guard(() => this.native.step());
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
   * Weights, statistics, optimiser moments and position: all that is needed to go on exactly.
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
