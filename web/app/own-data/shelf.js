import { createStore, del, set, values } from 'idb-keyval';

/** Where collections stay between visits. Storage may be full or forbidden: then `false`. */

/** @typedef {import('./collection.js').Collection} Collection */

/** @type {import('idb-keyval').UseStore | undefined} */
let store;

function shelf() {
  store ??= createStore('convscope-collections', 'collections');
  return store;
}

/** @returns {Promise<Collection[]>} */
export async function readCollections() {
  try {
    return await values(shelf());
  } catch {
    store = undefined;
    return [];
  }
}

/** @param {Collection} collection */
export async function keepCollection(collection) {
  try {
    await set(collection.id, collection, shelf());
    return true;
  } catch {
    return false;
  }
}

/** @param {string} id */
export async function dropCollection(id) {
  try {
    await del(id, shelf());
  } catch {
    store = undefined;
  }
}
