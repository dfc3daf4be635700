import { createStore, del, get, set } from 'idb-keyval';

/**
 * What the browser keeps for the next visit. Storage may be forbidden, full or broken: then nothing
 * is kept, and the page works on.
 */

const PREFIX = 'convscope.';

/** Asking for the storage alone may throw, so it is asked for at every use. */
const always = () => localStorage;

/** As long as this tab is open, reloads included. */
export const inTab = () => sessionStorage;

/**
 * @param {string} name
 * @param {() => Storage} [storage]
 * @returns {any} undefined when there is nothing
 */
export function recall(name, storage = always) {
  try {
    const text = storage().getItem(PREFIX + name);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {() => Storage} [storage]
 */
export function remember(name, value, storage = always) {
  try {
    storage().setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** @type {import('idb-keyval').UseStore | undefined} */
let networks;

/** @type {() => import('idb-keyval').UseStore} */
function networkStore() {
  networks ??= createStore('convscope-networks', 'networks');
  return networks;
}

const CURRENT = 'current';

/**
 * @typedef {object} SavedNetwork
 * @property {import('./types.js').Description} description
 * @property {ArrayBuffer | Uint8Array} weights
 * @property {number} savedAt milliseconds since 1970
 * @property {import('./types.js').Model['kind']} kind
 * @property {number} step
 * @property {number} epoch
 * @property {number | null} accuracy
 * @property {unknown} curves
 * @property {string | null} [run] that they belong to
 * @property {number} [seed] of the weights that it began with
 */

/**
 * @param {SavedNetwork} network
 * @returns {Promise<boolean>} whether it is kept
 */
export async function saveNetwork(network) {
  try {
    await set(CURRENT, network, networkStore());
    return true;
  } catch {
    return false;
  }
}

/** @returns {Promise<SavedNetwork | undefined>} */
export async function loadNetwork() {
  try {
    return await get(CURRENT, networkStore());
  } catch {
    return undefined;
  }
}

export async function forgetNetwork() {
  try {
    await del(CURRENT, networkStore());
  } catch {
    networks = undefined;
  }
}
