/**
 * What Node has and browsers have not. Its modules are asked for in a way that bundlers do not look
 * at, so that none of them wants to bundle `node:fs` for a page.
 */

/** @typedef {typeof import('node:worker_threads')} WorkerThreads */
/** @typedef {typeof import('node:fs/promises')} FileSystem */

/**
 * @template {string} N
 * @param {N} name
 * @returns {any} undefined where this is not Node
 */
const builtin = (name) => globalThis.process?.getBuiltinModule?.(name);

/** @returns {WorkerThreads | undefined} */
export const workerThreads = () => builtin('node:worker_threads');

/**
 * Node's `fetch` does not read files, and in Node the module lies in files.
 *
 * @param {string | URL | Request} input
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
export async function fetchAnywhere(input, init) {
  const isFile = String(input).startsWith('file:');
  /** @type {FileSystem | undefined} */
  const files = isFile ? builtin('node:fs/promises') : undefined;
  if (!files) return fetch(input, init);
  return new Response(await files.readFile(new URL(String(input))));
}
