/** Downloads one file, reporting its bytes as they come, and trying again when the network fails. */

import { ConvscopeError } from '../errors.js';
import { fetchAnywhere } from '../node.js';

/**
 * @typedef {object} Net What a download needs from its surroundings.
 * @property {typeof fetch} fetch
 * @property {number[]} retryDelaysMs waiting times before the second, third, … try
 * @property {number} stallMs a connection that brings nothing for so long counts as failed
 */

/** @type {Net} */
export const DEFAULT_NET = {
  fetch: fetchAnywhere,
  retryDelaysMs: [400, 1500, 4000],
  stallMs: 20_000,
};

/**
 * @typedef {object} DownloadOptions
 * @property {Net} net
 * @property {AbortSignal} [signal]
 * @property {RequestCache} [cache] 'reload' passes by the browser's own cache
 * @property {(bytes: number) => void} [onProgress] bytes so far in this try
 */

/** @param {AbortSignal | undefined} signal */
export function throwIfAborted(signal) {
  if (signal?.aborted) throw new ConvscopeError('Aborted', 'the download was stopped');
}

/**
 * @param {number} ms
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
function wait(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
}

/**
 * An AbortSignal that fires with the outer one or when `feed` was not called for a while.
 *
 * @param {number} stallMs
 * @param {AbortSignal} [outer]
 */
function createWatchdog(stallMs, outer) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  let timer = setTimeout(abort, stallMs);
  outer?.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    feed() {
      clearTimeout(timer);
      timer = setTimeout(abort, stallMs);
    },
    end() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}

/**
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body
 * @param {(total: number) => void} onTotal
 */
async function readAll(body, onTotal) {
  const reader = body.getReader();
  const chunks = [];
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(chunks).arrayBuffer());
    chunks.push(value);
    total += value.byteLength;
    onTotal(total);
  }
}

/**
 * @param {string} url
 * @param {DownloadOptions} options
 */
async function tryOnce(url, { net, signal, cache = 'default', onProgress }) {
  const watchdog = createWatchdog(net.stallMs, signal);
  try {
    const response = await net.fetch(url, { cache, signal: watchdog.signal });
    if (!response.ok) return { status: response.status };
    if (!response.body) return { bytes: new Uint8Array(await response.arrayBuffer()) };
    const bytes = await readAll(response.body, (total) => {
      watchdog.feed();
      onProgress?.(total);
    });
    return { bytes };
  } finally {
    watchdog.end();
  }
}

/**
 * A refusal that will be the same next time; the others may pass.
 *
 * @param {number} status
 */
const isFinal = (status) => status >= 400 && status < 500 && status !== 408 && status !== 429;

/**
 * @param {string} url
 * @param {DownloadOptions} options
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function download(url, options) {
  const { net, signal } = options;
  let detail = '';
  for (let attempt = 0; attempt <= net.retryDelaysMs.length; ++attempt) {
    if (attempt > 0) await wait(net.retryDelaysMs[attempt - 1], signal);
    throwIfAborted(signal);
    try {
      const { bytes, status } = await tryOnce(url, options);
      if (bytes) return bytes;
      detail = `the server answered ${status}`;
      if (isFinal(status)) break;
    } catch (error) {
      throwIfAborted(signal);
      detail = error instanceof Error ? error.message : String(error);
    }
    options.onProgress?.(0);
  }
  throw new ConvscopeError('DownloadFailed', `${url} could not be downloaded: ${detail}`);
}
