/** A part cache that a test can look into. */

/** @returns {import('../../../web/module/data/part-cache.js').PartCache & {entries: Map<string, ArrayBuffer>}} */
export function memoryCache() {
  /** @type {Map<string, ArrayBuffer>} */
  const entries = new Map();
  return {
    entries,
    get: async (key) => entries.get(key),
    async put(key, bytes) {
      entries.set(key, bytes.slice());
    },
    async delete(key) {
      entries.delete(key);
    },
    async prune(prefix, keep) {
      for (const key of [...entries.keys()]) {
        if (key.startsWith(prefix) && !keep.includes(key)) entries.delete(key);
      }
    },
  };
}
