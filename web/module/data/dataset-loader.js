/**
 * Brings a data set into the engine part by part, from the browser's cache or the network. What
 * was loaded before a failure stays, and the next call of `load` goes on from there.
 */

import { ConvscopeError } from '../errors.js';
import { DEFAULT_NET, download, throwIfAborted } from './download.js';
import { parseManifest } from './manifest.js';
import { createPartCache } from './part-cache.js';
import { unpack } from './unpack.js';

/** @typedef {import('./manifest.js').Manifest} Manifest */
/** @typedef {import('./manifest.js').Part} Part */
/** @typedef {import('./part-cache.js').PartCache} PartCache */

/**
 * @typedef {object} DataProgress
 * @property {number} loadedBytes
 * @property {number} totalBytes
 * @property {number} trainImages how many are in
 * @property {number} testImages
 * @property {number} trainCount how many there will be
 * @property {number} testCount
 * @property {boolean} fromCache every part so far came from the browser's cache
 * @property {boolean} done
 */

/**
 * Where parts go.
 *
 * @typedef {object} PartSink
 * @property {(manifest: Manifest) => void} open called once, before the first part
 * @property {(part: Part, images: Uint8Array, labels: Uint8Array) => void} append
 * @property {() => void} close all parts are in
 */

/**
 * @typedef {object} Content
 * @property {Uint8Array} images
 * @property {Uint8Array} labels
 * @property {Uint8Array<ArrayBuffer>} [bytes] as they came, if they are not in the cache yet
 */

/**
 * @typedef {object} LoaderOptions
 * @property {string} url of the folder that holds manifest.json
 * @property {PartSink} sink
 * @property {PartCache} [cache]
 * @property {(progress: DataProgress) => void} onProgress
 * @property {import('./download.js').Net} [net]
 */

/** How many parts are asked for at once: while one is unpacked, others come in. */
const AHEAD = 4;

/** @param {string} url */
const asFolder = (url) => (url.endsWith('/') ? url : `${url}/`);

/**
 * Whether the engine or the checks before it refused the content.
 *
 * @param {unknown} error
 */
const isBadContent = (error) =>
  error instanceof ConvscopeError &&
  ['InvalidData', 'LabelOutOfRange', 'ShapeMismatch'].includes(error.code);

export class DatasetLoader {
  #folder;
  #sink;
  #cache;
  #onProgress;
  #net;
  /** @type {Manifest | null} */
  #manifest = null;
  #nextPart = 0;
  /** Bytes of parts that are coming in. @type {Map<Part, number>} */
  #arrived = new Map();
  #fromCache = true;
  #done = false;

  /** @param {LoaderOptions} options */
  constructor({ url, sink, cache = createPartCache(), onProgress, net = DEFAULT_NET }) {
    this.#folder = asFolder(url);
    this.#sink = sink;
    this.#cache = cache;
    this.#onProgress = onProgress;
    this.#net = net;
  }

  get done() {
    return this.#done;
  }

  /**
   * Loads all that is missing. Before a second call, the first must have settled or been aborted.
   *
   * @param {AbortSignal} [signal]
   */
  async load(signal) {
    if (this.#done) return;
    throwIfAborted(signal);
    const manifest = await this.#open(signal);
    this.#arrived.clear();
    this.#report();
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    signal?.addEventListener('abort', onAbort);
    try {
      await this.#loadParts(manifest.parts, stop.signal);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      stop.abort();
    }
    this.#done = true;
    this.#sink.close();
    this.#report();
    const keys = manifest.parts.map((part) => this.#key(part));
    await this.#cache.prune(`${manifest.name}/`, keys);
  }

  /**
   * The engine takes the parts in their order, however they come.
   *
   * @param {Part[]} parts
   * @param {AbortSignal} signal
   */
  async #loadParts(parts, signal) {
    const begin = (/** @type {Part} */ part) => {
      const content = this.#bring(part, signal);
      // A failure counts when it is the part's turn.
      content.catch(() => undefined);
      return content;
    };
    const rest = parts.slice(this.#nextPart);
    const coming = rest.slice(0, AHEAD).map(begin);
    for (const [i, part] of rest.entries()) {
      await this.#loadPart(part, coming[0], signal);
      coming.shift();
      coming.push(...rest.slice(i + AHEAD, i + AHEAD + 1).map(begin));
    }
  }

  /** @param {AbortSignal} [signal] */
  async #open(signal) {
    if (!this.#manifest) {
      const url = `${this.#folder}manifest.json`;
      // The manifest is asked for anew each visit: it says which cached parts are still current.
      const options = { net: this.#net, signal, cache: /** @type {const} */ ('no-cache') };
      const manifest = parseManifest(await this.#manifestBytes(url, options), url);
      throwIfAborted(signal);
      this.#sink.open(manifest);
      this.#manifest = manifest;
    }
    return this.#manifest;
  }

  /**
   * Without a network the manifest of the last visit serves, without many tries.
   *
   * @param {string} url
   * @param {import('./download.js').DownloadOptions} options
   */
  async #manifestBytes(url, options) {
    const kept = await this.#cache.get(url);
    const net = kept ? { ...options.net, retryDelaysMs: [] } : options.net;
    try {
      const bytes = await download(url, { ...options, net });
      await this.#cache.put(url, bytes.buffer);
      return bytes;
    } catch (error) {
      throwIfAborted(options.signal);
      if (!kept) throw error;
      return new Uint8Array(kept);
    }
  }

  /** @param {Part} part */
  #key(part) {
    return `${this.#manifest?.name}/${part.sha256}`;
  }

  /**
   * A part that came altered is asked for once more, past the browser's own cache.
   *
   * @param {Part} part
   * @param {Promise<Content>} content
   * @param {AbortSignal} signal
   */
  async #loadPart(part, content, signal) {
    try {
      this.#take(part, await content, signal);
    } catch (error) {
      throwIfAborted(signal);
      if (!isBadContent(error)) throw error;
      await this.#cache.delete(this.#key(part));
      this.#take(part, await this.#fetch(part, 'reload', signal), signal);
    }
  }

  /**
   * @param {Part} part
   * @param {AbortSignal} signal
   */
  async #bring(part, signal) {
    const kept = await this.#cache.get(this.#key(part));
    return kept ? unpack(new Uint8Array(kept), part) : this.#fetch(part, 'default', signal);
  }

  /**
   * @param {Part} part
   * @param {RequestCache} cache
   * @param {AbortSignal} signal
   */
  async #fetch(part, cache, signal) {
    this.#fromCache = false;
    const bytes = await download(this.#folder + part.file, {
      net: this.#net,
      signal,
      cache,
      onProgress: (loaded) => {
        this.#arrived.set(part, Math.min(loaded, part.bytes));
        this.#report();
      },
    });
    return { ...(await unpack(bytes, part)), bytes };
  }

  /**
   * @param {Part} part
   * @param {Content} content
   * @param {AbortSignal} signal
   */
  #take(part, { images, labels, bytes }, signal) {
    throwIfAborted(signal);
    this.#sink.append(part, images, labels);
    if (bytes) this.#cache.put(this.#key(part), bytes.buffer);
    this.#nextPart += 1;
    this.#report();
  }

  #report() {
    const manifest = this.#manifest;
    if (!manifest) throw new ConvscopeError('Internal', 'progress before the manifest');
    const loaded = manifest.parts.slice(0, this.#nextPart);
    /** @param {Part['split']} split */
    const images = (split) =>
      loaded.reduce((sum, part) => sum + (part.split === split ? part.count : 0), 0);
    this.#onProgress({
      loadedBytes: manifest.parts.reduce(
        (sum, part, i) => sum + (i < this.#nextPart ? part.bytes : (this.#arrived.get(part) ?? 0)),
        0,
      ),
      totalBytes: manifest.parts.reduce((sum, part) => sum + part.bytes, 0),
      trainImages: images('train'),
      testImages: images('test'),
      trainCount: manifest.trainCount,
      testCount: manifest.testCount,
      fromCache: this.#fromCache,
      done: this.#done,
    });
  }
}
