/** Ways to come by a network. */

import { createSession } from '../session/session.js';
import { unlessAborted } from './arguments.js';
import { readDescription } from './file.js';
import { ConvNetwork } from './network.js';

/** @typedef {import('../session/session.js').Session} Session */
/** @typedef {import('../session/session.js').SessionOptions} SessionOptions */
/** @typedef {import('../engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../protocol.js').BuildExtras} BuildExtras */
/** @typedef {import('./types.js').Abortable} Abortable */

/** @typedef {SessionOptions & Abortable & BuildExtras & {seed?: number}} CreateOptions */

/**
 * @typedef {object} LoadExtras
 * @property {number} [memoryLimit] bytes that the network may take, at first for batches of 64: a
 *   small file can describe one that would take all there is. 256 MiB besides the file's own
 *   weights if left out; 1 GiB is the most that the engine takes
 */

/** @typedef {SessionOptions & Abortable & LoadExtras} LoadOptions */

/** Twenty times what the largest preset takes. */
const FILE_MEMORY = 256 * 2 ** 20;

/**
 * @param {CreateOptions} options
 * @param {(session: Session) => Promise<NetworkDescription>} fill
 */
async function createWith({ signal, ...options }, fill) {
  const starting = createSession(options);
  try {
    const session = await unlessAborted(starting, signal);
    return new ConvNetwork(session, await unlessAborted(fill(session), signal));
  } catch (error) {
    starting.then(
      (session) => session.dispose(),
      () => undefined,
    );
    throw error;
  }
}

/**
 * Builds a network with random weights, or with those that were imported. It works in a worker of
 * its own or, with `worker: false`, in the calling thread, with the same results.
 *
 * @param {NetworkDescription} description
 * @param {CreateOptions} [options] `seed` (1 if left out) gives the same weights each time; a
 *   `memoryLimit` is for descriptions by others, such as those of `importOnnx`
 * @returns {Promise<ConvNetwork>}
 * @example
 * ```js
 * import { createNetwork } from 'convscope';
 *
 * const network = await createNetwork({
 *   input: [1, 28, 28],
 *   layers: [
 *     { type: 'Conv2d', name: 'conv1', out_channels: 8, kernel_size: 3 },
 *     { type: 'ReLU' },
 *     { type: 'MaxPool2d', kernel_size: 2 },
 *     { type: 'Flatten' },
 *     { type: 'Linear', out_features: 10 },
 *   ],
 * });
 * console.log(network.describe().parameterCount);
 * network.dispose();
 * ```
 */
export function createNetwork(description, { seed, weights, memoryLimit, ...options } = {}) {
  return createWith(options, async (session) => {
    await session.build(description, { seed, weights, memoryLimit });
    return description;
  });
}

/**
 * Takes up a network that was saved. A file that describes more weights than it has, or a network
 * that needs more than `memoryLimit`, is refused before memory is taken for it.
 *
 * @param {Uint8Array} bytes made by `ConvNetwork.save`
 * @param {LoadOptions} [options]
 * @returns {Promise<ConvNetwork>}
 * @example
 * ```js
 * import { createNetwork, loadNetwork, presets } from 'convscope';
 *
 * const network = await createNetwork(presets.small.description);
 * const file = await network.save();
 * network.dispose();
 * const again = await loadNetwork(file);
 * again.dispose();
 * ```
 */
export async function loadNetwork(bytes, { memoryLimit, ...options } = {}) {
  const description = readDescription(bytes);
  // The engine holds the weights and as many gradients.
  const limit = memoryLimit ?? FILE_MEMORY + 2 * bytes.byteLength;
  return createWith(options, async (session) => {
    await session.build(description, { weights: bytes, memoryLimit: limit });
    return description;
  });
}

/**
 * Loads the network that comes with the module: it reads handwritten digits.
 *
 * @param {SessionOptions & Abortable} [options]
 * @returns {Promise<ConvNetwork>}
 * @example
 * ```js
 * import { loadPretrained } from 'convscope';
 *
 * const network = await loadPretrained();
 * const { labels } = await network.predict(new Uint8Array(28 * 28));
 * network.dispose();
 * ```
 */
export function loadPretrained(options = {}) {
  return createWith(
    { ...options, pretrained: true },
    async (session) => (await session.loadPretrained()).record.description,
  );
}
