/** What the worker does for each method of the protocol. */

import { ConvscopeError, toConvscopeError } from '../errors.js';
import { extras } from './extras.js';
import { inspect, predict } from './inspection.js';

/** @typedef {import('../protocol.js').Methods} Methods */
/** @typedef {import('../protocol.js').Method} Method */
/** @typedef {import('./workbench.js').Workbench} Workbench */

/**
 * @typedef {object} Context
 * @property {Workbench} workbench
 * @property {() => Promise<import('./pretrained.js').Pretrained>} pretrained
 * @property {number} session generation that the request belongs to
 */

/**
 * @template {Method} M
 * @typedef {(context: Context, params: Parameters<Methods[M]>[0]) =>
 *   ReturnType<Methods[M]> | Promise<ReturnType<Methods[M]>>} Handler
 */

/** @typedef {Exclude<Method, 'init'>} HandledMethod `init` makes the workbench that others need */

/** A page that only trains and reads drawings never asks, so this part comes with the first question. */
const queries = () => import('./queries.js');

/** @type {Set<string>} */
const PREDICTING = new Set([
  ...['build', 'loadPretrained', 'loadWeights', 'parameters'],
  ...['predictDrawing', 'predictImage', 'predict', 'activations'],
]);

/**
 * Whether the engine's core is not enough for a request. A page that only predicts never loads the
 * rest.
 *
 * @param {HandledMethod} method
 * @param {any} params
 */
export function needsTraining(method, params) {
  if (method === 'restore') return Boolean(params.checkpoint ?? params.dataset);
  if (method === 'inspect') return params.gradients !== undefined;
  return !PREDICTING.has(method);
}

/** @type {{[M in HandledMethod]: Handler<M>}} */
export const handlers = {
  restore({ workbench, session }, { checkpoint, dataset, watch }) {
    workbench.generation = session;
    const info = checkpoint ? workbench.restore(checkpoint, session) : null;
    if (info && watch) workbench.watch(watch);
    if (dataset) loadInBackground(workbench, dataset);
    return { info, step: checkpoint?.position.step ?? 0 };
  },

  build({ workbench, session }, { description, ...options }) {
    return workbench.build(description, { ...options, generation: session });
  },

  async loadPretrained({ workbench, pretrained, session }) {
    const { record, weights } = await pretrained();
    if (workbench.generation > session) {
      throw new ConvscopeError('Stale', 'another network was built in the meantime');
    }
    const { description, seed } = record;
    return { info: workbench.build(description, { seed, generation: session, weights }), record };
  },

  loadWeights: ({ workbench }, { weights }) => workbench.loadWeights(weights),

  saveWeights: ({ workbench }) => workbench.network.saveWeights(),

  predictDrawing({ workbench }, { ink, width, height }) {
    const { network, engine } = workbench;
    const { empty, image, box } = engine.preprocess(ink, width, height);
    return { empty, image, box, probabilities: empty ? null : predict(network, image) };
  },

  predictImage: ({ workbench }, { image }) => ({
    probabilities: predict(workbench.network, image),
  }),

  inspect: ({ workbench }, params) => inspect(workbench.network, params).layers,

  parameters: ({ workbench }, { layer }) => workbench.network.learnt(layer),

  predict: async ({ workbench }, { inputs }) =>
    (await queries()).predictAll(workbench.network, inputs),

  evaluate: async ({ workbench }, params) => (await queries()).evaluate(workbench, params),

  activations: async ({ workbench }, params) =>
    (await queries()).activations(workbench.network, params),

  gradients: async ({ workbench }, params) =>
    (await queries()).gradients(workbench.network, params),

  explain: async ({ workbench }, params) => (await queries()).explain(workbench.network, params),

  traceSources: ({ workbench }, { layer, unit }) =>
    workbench.network.inspect.traceSources(layer, unit),

  useImages({ workbench }, images) {
    const { input, classes } = workbench.network.info;
    workbench.datasets.use(images, { shape: input, classes });
  },

  loadDataset: ({ workbench }, { url }) => workbench.loadDataset(url),

  stopDataset: ({ workbench }) => workbench.datasets.stop(),

  image: ({ workbench }, { split, index }) => workbench.datasets.at(split, index),

  train: ({ workbench }, options) => workbench.train(options),

  pause: ({ workbench }) => workbench.pause(),

  resume: ({ workbench }) => workbench.resume(),

  stepOnce: ({ workbench }, options) => workbench.stepOnce(options),

  reset: ({ workbench }, { seed }) => workbench.reset(seed),

  setTraining: ({ workbench }, options) => workbench.setTraining(options),

  watch: ({ workbench }, { options }) => workbench.watch(options),

  frameTaken: ({ workbench }) => workbench.giveCredit(),

  async extra({ workbench }, { part, call, params }) {
    const found = (await extras[part]?.())?.[call];
    if (!found) workbench.refuse('UnknownMethod', `there is no method '${part}.${call}'`);
    return found(workbench, params);
  },
};

/**
 * Nobody waits for this load, so its failure becomes an event.
 *
 * @param {Workbench} workbench
 * @param {string} url
 */
function loadInBackground(workbench, url) {
  workbench.loadDataset(url).catch((error) => workbench.reportError(toConvscopeError(error)));
}
