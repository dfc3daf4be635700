/** Ways to come by a network. */

import { createSession } from '../session/session.js';
import { unlessAborted } from './arguments.js';
import { readDescription } from './file.js';
import { ConvNetwork } from './network.js';

/** @typedef {import('../session/session.js').Session} Session */
/** @typedef {import('../session/session.js').SessionOptions} SessionOptions */
/** @typedef {import('../engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('./types.js').Abortable} Abortable */

/** @typedef {SessionOptions & Abortable & {seed?: number}} CreateOptions */

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
 * Builds a network with random weights. It works in a worker of its own or, with `worker: false`,
 * in the calling thread, with the same results.
 *
 * @param {NetworkDescription} description
 * @param {CreateOptions} [options] `seed` (1 if left out) gives the same weights each time
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
export function createNetwork(description, { seed = 1, ...options } = {}) {
  return createWith(options, async (session) => {
    await session.build(description, { seed });
    return description;
  });
}

/**
 * Takes up a network that was saved.
 *
 * @param {Uint8Array} bytes made by `ConvNetwork.save`
 * @param {SessionOptions & Abortable} [options]
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
export async function loadNetwork(bytes, options = {}) {
  const description = readDescription(bytes);
  return createWith(options, async (session) => {
    await session.build(description);
    await session.loadWeights(bytes);
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
