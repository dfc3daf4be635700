import { createStore, del, get, set, values } from 'idb-keyval';

/** Where runs and their checkpoints stay between visits. Storage may be full or forbidden: then `false`. */

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('./thinning.js').Checkpoint} Checkpoint */

/** @type {Map<string, import('idb-keyval').UseStore>} */
const stores = new Map();

/** A store of its own database, which may have to be opened anew after a failure. @param {string} name */
function shelf(name) {
  const store = stores.get(name) ?? createStore(`convscope-${name}`, name);
  stores.set(name, store);
  return store;
}

/**
 * @template T
 * @template O
 * @param {string} name
 * @param {(store: import('idb-keyval').UseStore) => Promise<T>} use
 * @param {O} otherwise
 * @returns {Promise<T | O>}
 */
async function attempt(name, use, otherwise) {
  try {
    return await use(shelf(name));
  } catch {
    stores.delete(name);
    return otherwise;
  }
}

const done = () => true;

/** @returns {Promise<unknown[]>} */
export const readRuns = () => attempt('runs', (store) => values(store), []);

/** @param {Run} run */
export const keepRun = (run) =>
  attempt('runs', (store) => set(run.id, run, store).then(done), false);

/** @param {string} id */
export async function dropRun(id) {
  await attempt('runs', (store) => del(id, store), undefined);
  await dropCheckpoints(id);
}

/** @param {string} id @returns {Promise<any>} */
export const readCheckpoints = (id) => attempt('checkpoints', (store) => get(id, store), undefined);

/** @param {string} id @param {Checkpoint[]} checkpoints */
export const keepCheckpoints = (id, checkpoints) =>
  attempt('checkpoints', (store) => set(id, checkpoints, store).then(done), false);

/** @param {string} id */
export const dropCheckpoints = (id) => attempt('checkpoints', (store) => del(id, store), undefined);
