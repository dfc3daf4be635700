import { parseCurves } from 'convscope/elements';
import { parseSeries } from './series.js';

/** What is kept of a training run: all that one set of weights went through, from its start to now. */

/** @typedef {import('../state/types.js').Settings} Settings */
/** @typedef {import('../state/types.js').PageState} PageState */

/**
 * @typedef {object} Run
 * @property {string} id
 * @property {number} number counts the runs of this browser, from 1
 * @property {string} name given by people; empty without one
 * @property {number} startedAt milliseconds since 1970
 * @property {number} savedAt
 * @property {import('../state/types.js').Description} description of the network
 * @property {number} parameters
 * @property {number} layers
 * @property {'random' | 'pretrained' | 'trained'} origin of the weights
 * @property {number} seed of the weights, if they were random
 * @property {string} dataset
 * @property {Settings} settings at the start
 * @property {{step: number, settings: Partial<Settings>}[]} changes made while it ran
 * @property {import('convscope/elements').Curves} curves
 * @property {import('./series.js').Series} rates
 * @property {import('./series.js').Series} norms
 * @property {import('../state/types.js').Evaluation | null} evaluation the last one on the most images
 * @property {number} step
 * @property {number} epoch
 * @property {number} seconds of training
 * @property {number} [checkpointBytes] size of the checkpoints that are kept of it
 */

/**
 * From storage; null for what is not a run.
 *
 * @param {any} value
 * @returns {Run | null}
 */
export function parseRun(value) {
  const good =
    typeof value?.id === 'string' &&
    [
      'number',
      'startedAt',
      'savedAt',
      'parameters',
      'layers',
      'seed',
      'step',
      'epoch',
      'seconds',
    ].every((name) => Number.isFinite(value[name])) &&
    typeof value.description === 'object' &&
    Array.isArray(value.description?.layers) &&
    typeof value.settings === 'object' &&
    Array.isArray(value.changes);
  if (!good) return null;
  return {
    ...value,
    name: String(value.name ?? ''),
    curves: parseCurves(value.curves),
    rates: parseSeries(value.rates),
    norms: parseSeries(value.norms),
  };
}

/** Which evaluation says more: on more images, or later on as many. @param {Run['evaluation']} old @param {Run['evaluation']} now */
export function betterEvaluation(old, now) {
  if (!old || !now) return now ?? old;
  return now.count >= old.count ? now : old;
}

/** @typedef {{key: string, values: [unknown, unknown], same: boolean}} Difference */

/** The settings as they were at the end. @param {Run} run @returns {Settings} */
export const lastSettings = ({ settings, changes }) =>
  Object.assign({}, settings, ...changes.map((change) => change.settings));

/**
 * What two runs were made with and what came of it, line by line.
 *
 * @param {Run} a
 * @param {Run} b
 * @returns {Difference[]}
 */
export function compareRuns(a, b) {
  const lines = [linesOf(a), linesOf(b)];
  const keys = [...new Set(lines.flatMap((each) => Object.keys(each)))];
  return keys.map((key) => {
    const values = /** @type {[unknown, unknown]} */ (lines.map((each) => each[key]));
    return { key, values, same: JSON.stringify(values[0]) === JSON.stringify(values[1]) };
  });
}

/** @param {Run} run @returns {Record<string, unknown>} */
function linesOf(run) {
  const { settings, description, evaluation, curves } = run;
  const { optimizer, learningRate, schedule, momentum, weightDecay, batchSize, epochs } = settings;
  const momentary = optimizer === 'SGD' || optimizer === 'RMSprop';
  return {
    accuracy: evaluation?.accuracy ?? null,
    loss: evaluation?.loss ?? null,
    trainLoss: curves.train.loss.at(-1) ?? null,
    step: run.step,
    seconds: run.seconds,
    dataset: run.dataset,
    network: description.layers.map(layerText),
    parameters: run.parameters,
    origin: run.origin,
    seed: run.origin === 'random' ? run.seed : null,
    order: settings.seed,
    optimizer,
    learningRate,
    schedule,
    batchSize,
    epochs,
    ...(momentary ? { momentum } : {}),
    weightDecay,
    engine: settings.engine,
    vary: settings.vary,
    changes: run.changes.length,
  };
}

/** @param {import('../state/types.js').Description['layers'][number]} layer */
function layerText({ type, name: _name, ...options }) {
  const values = Object.entries(options).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return values.length === 0 ? type : `${type}(${values.join(', ')})`;
}
