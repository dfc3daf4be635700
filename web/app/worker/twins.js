/**
 * Twins of the live network: the same layers with the weights of a moment, one for each purpose, so
 * that no question disturbs a training or another question.
 */

/** @typedef {import('../../module/worker/workbench.js').Workbench} Workbench */
/** @typedef {import('../../module/engine/network.js').Network} Network */

/** Images that a twin takes at once. */
export const BATCH = 32;

/** @typedef {{network: Network, description: unknown, pass: number, drawn: number}} Twin `drawn`: images that masks were drawn for */

/** @type {WeakMap<Workbench, Map<string, Twin>>} */
const all = new WeakMap();

/**
 * A twin for a purpose, with the weights of its last visit.
 *
 * @param {Workbench} workbench
 * @param {string} purpose
 * @param {number} [maxBatch]
 * @returns {Twin}
 */
export function twinOf(workbench, purpose, maxBatch = BATCH) {
  const twins = all.get(workbench) ?? new Map();
  all.set(workbench, twins);
  const { description, seed } = workbench.origin;
  const known = twins.get(purpose);
  if (known?.description === description) return known;
  known?.network.dispose();
  twins.delete(purpose);
  const network = workbench.engine.createNetwork(description, { maxBatch, seed });
  const twin = { network, description, pass: 0, drawn: 0 };
  twins.set(purpose, twin);
  return twin;
}

/** The same with the weights of this moment. @param {Workbench} workbench @param {string} purpose @param {number} [maxBatch] */
export function freshTwin(workbench, purpose, maxBatch = BATCH) {
  const twin = twinOf(workbench, purpose, maxBatch);
  twin.network.loadWeights(workbench.network.saveWeights());
  return twin;
}
