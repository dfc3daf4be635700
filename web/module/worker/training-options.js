/** Settings of a training run: names and defaults here, ranges in the engine. */

import { ConvscopeError } from '../errors.js';

/** @typedef {import('../engine/trainer.js').TrainerOptions} TrainerOptions */

/**
 * @typedef {object} TrainingSettings
 * @property {number} epochs how many more passes over the training images
 * @property {number} batchSize
 * @property {NonNullable<TrainerOptions['optimizer']>} optimizer
 * @property {number} learningRate the highest, if there is a schedule
 * @property {'constant' | 'cosine' | 'one_cycle'} schedule how the rate goes over the whole run: stays,
 *   falls along half a cosine to zero, or rises and then falls to nearly zero
 * @property {number} momentum of SGD
 * @property {number} weightDecay
 * @property {number} seed of the order of the images, and of how they are varied
 * @property {import('../engine/trainer.js').Augmentation | null} augment
 * @property {TrainerOptions} engine further options by the engine's own names, such as `nesterov`,
 *   `beta1` or `clip_grad_norm`; they come before those above
 */

/** @typedef {Partial<TrainingSettings>} TrainingOptions */

/** @type {Readonly<TrainingSettings>} */
export const DEFAULT_SETTINGS = {
  epochs: 1,
  batchSize: 64,
  optimizer: 'Adam',
  learningRate: 0.001,
  schedule: 'constant',
  momentum: 0.9,
  weightDecay: 0,
  seed: 1,
  augment: null,
  engine: {},
};

/** What may change in the middle of a run. */
const LIVE = [
  'epochs',
  'optimizer',
  'learningRate',
  'schedule',
  'momentum',
  'weightDecay',
  'engine',
];

/** @param {unknown} value */
const isCount = (value) => Number.isInteger(value) && Number(value) >= 1;

/**
 * @param {TrainingOptions} options
 * @param {string[]} allowed
 */
function checkNames(options, allowed) {
  for (const name of Object.keys(options)) {
    if (!allowed.includes(name)) {
      const message = `expected one of ${allowed.join(', ')}; got ${name}`;
      throw new ConvscopeError('InvalidOption', `training: ${message}`);
    }
  }
}

/** @param {TrainingSettings} settings */
function checkCounts({ epochs, batchSize }) {
  for (const [name, value] of Object.entries({ epochs, batchSize })) {
    if (!isCount(value)) {
      throw new ConvscopeError('InvalidOption', `training: expected ${name} >= 1, got ${value}`);
    }
  }
}

/**
 * @template {object} T
 * @param {T} options
 * @returns {Partial<T>}
 */
function withoutUndefined(options) {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return /** @type {Partial<T>} */ (Object.fromEntries(given));
}

/**
 * @param {TrainingSettings} base
 * @param {TrainingOptions} options
 * @returns {TrainingSettings}
 */
export function mergeSettings(base, options) {
  checkNames(options, Object.keys(DEFAULT_SETTINGS));
  const settings = { ...base, ...withoutUndefined(options) };
  checkCounts(settings);
  return settings;
}

/**
 * As `mergeSettings`, for a run that has begun.
 *
 * @param {TrainingSettings} base
 * @param {TrainingOptions} options
 */
export function mergeLiveSettings(base, options) {
  checkNames(options, LIVE);
  return mergeSettings(base, options);
}

/**
 * A cycle after Smith and Topin, "Super-Convergence", 2018: short runs end with better weights than
 * at any constant rate.
 */
const ONE_CYCLE = { warmup_share: 0.2, start_div: 10, final_div: 1000 };

/**
 * @param {TrainingSettings} settings
 * @param {number} images of a whole pass
 * @returns {import('../engine/trainer.js').Schedule}
 */
function toSchedule({ schedule, epochs, batchSize }, images) {
  const total_steps = epochs * Math.ceil(images / batchSize);
  return { type: schedule, total_steps, ...(schedule === 'one_cycle' ? ONE_CYCLE : {}) };
}

/**
 * @param {TrainingSettings} settings
 * @param {number} images of a whole pass
 * @returns {TrainerOptions}
 */
export function toTrainerOptions(settings, images) {
  return {
    batch_size: settings.batchSize,
    optimizer: settings.optimizer,
    lr: settings.learningRate,
    schedule: toSchedule(settings, images),
    momentum: settings.momentum,
    weight_decay: settings.weightDecay,
    seed: settings.seed,
    ...(settings.augment ? { augment: settings.augment } : {}),
    ...settings.engine,
  };
}
