/** What a session can be told when it starts. */

/** @typedef {import('./connection.js').WorkerLike} WorkerLike */

/**
 * @typedef {object} HostOptions
 * @property {string | URL} [modelUrl] folder of digits.json and digits.bin, if not beside the module
 * @property {string | URL} [dataUrl] folder of the data set's manifest.json; `data/mnist/` beside
 *   the page if left out
 * @property {boolean} [pretrained] `loadPretrained` will be called: the weights are on their way while
 *   the engine starts
 * @property {() => WorkerLike} [createWorker] for hosts that make workers in their own way
 */

/**
 * @typedef {HostOptions & import('./create-worker.js').WorkerOptions
 *   & import('../engine/loader.js').EngineOptions} SessionOptions
 */

/**
 * The worker lives at another address than the page, so relative addresses are resolved here.
 *
 * @param {string | URL | undefined} url
 */
export function absolute(url) {
  if (url === undefined) return undefined;
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  return new URL(url, base).href;
}
