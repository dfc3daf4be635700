/** Ways to come by a network. */

import { createSession } from '../session/session.js';
import { unlessAborted } from './arguments.js';
import { readDescription } from './file.js';
import { ConvNetwork } from './network.js';

/** @typedef {import('../session/session.js').Session} Session */
/** @typedef {import('../session/session.js').SessionOptions} SessionOptions */
/** @typedef {import('../engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('./network.js').Abortable} Abortable */

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
 */
export function loadPretrained(options = {}) {
  return createWith(
    options,
    async (session) => (await session.loadPretrained()).record.description,
  );
}
