/**
 * Keeps downloaded data parts in the browser for the next visit. It is a convenience: where there
 * is no IndexedDB, or it is full or forbidden, every operation quietly does nothing.
 */

/**
 * @typedef {object} PartCache
 * @property {(key: string) => Promise<ArrayBuffer | undefined>} get
 * @property {(key: string, bytes: ArrayBuffer) => Promise<void>} put
 * @property {(key: string) => Promise<void>} delete
 * @property {(prefix: string, keep: string[]) => Promise<void>} prune removes the keys that begin
 *   with the prefix and are not to be kept
 */

const DATABASE = 'convscope';
const STORE = 'parts';

/** Some browsers in private mode never answer at all. */
const OPEN_TIMEOUT_MS = 3000;

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBFactory} factory
 * @returns {Promise<IDBDatabase>}
 */
function open(factory) {
  const request = factory.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), OPEN_TIMEOUT_MS);
    settled(request)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/**
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} action
 */
async function run(database, mode, action) {
  const transaction = database.transaction(STORE, mode);
  const committed = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(transaction.error);
  });
  const request = settled(action(transaction.objectStore(STORE)));
  const [result] = await Promise.all([request, committed]);
  return result;
}

/**
 * @param {IDBFactory | undefined} [factory]
 * @returns {PartCache}
 */
export function createPartCache(factory = globalThis.indexedDB) {
  /** @type {Promise<IDBDatabase> | undefined} */
  let database;

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} action
   */
  async function attempt(mode, action) {
    if (!factory) return undefined;
    try {
      database ??= open(factory);
      return await run(await database, mode, action);
    } catch {
      return undefined;
    }
  }

  return {
    async get(key) {
      const value = await attempt('readonly', (store) => store.get(key));
      return value instanceof ArrayBuffer ? value : undefined;
    },
    async put(key, bytes) {
      await attempt('readwrite', (store) => store.put(bytes, key));
    },
    async delete(key) {
      await attempt('readwrite', (store) => store.delete(key));
    },
    async prune(prefix, keep) {
      const keys = (await attempt('readonly', (store) => store.getAllKeys())) ?? [];
      for (const key of keys) {
        if (String(key).startsWith(prefix) && !keep.includes(String(key))) await this.delete(key);
      }
    },
  };
}
