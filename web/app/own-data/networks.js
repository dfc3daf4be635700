import { createStore, get, set } from 'idb-keyval';

/** The network that was trained on each data set waits there until the data set is chosen again. */

/** @typedef {import('../state/storage.js').SavedNetwork} SavedNetwork */

/** @type {import('idb-keyval').UseStore | undefined} */
let store;

function networks() {
  store ??= createStore('convscope-set-networks', 'networks');
  return store;
}

/** @param {string} id of the data set @param {SavedNetwork} network */
export async function shelve(id, network) {
  try {
    await set(id, network, networks());
    return true;
  } catch {
    return false;
  }
}

/** @param {string} id @returns {Promise<SavedNetwork | undefined>} */
export async function shelved(id) {
  try {
    return await get(id, networks());
  } catch {
    store = undefined;
    return undefined;
  }
}
