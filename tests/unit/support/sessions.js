/** Sessions on real workers for a test file, and ways to wait for what they say. */

import { after, afterEach } from 'node:test';
import { createSession } from '../../../web/module/index.js';
import { bandDataset, bandImage } from './data.js';
import { serve } from './server.js';
import { createNodeWorker } from './workers.js';

/** @typedef {import('../../../web/module/session/session.js').Session} Session */

export const TRAINING = { epochs: 1, batchSize: 20, learningRate: 0.01, seed: 5 };
/** Long enough to be in the middle of it. */
export const LONG = { ...TRAINING, epochs: 1_000_000 };

const { files } = bandDataset();
export const server = await serve(files);
after(() => server.close());

/** @type {Session[]} */
let sessions = [];
afterEach(() => {
  for (const session of sessions) session.dispose();
  sessions = [];
});

/** @param {Partial<import('../../../web/module/session/session.js').SessionOptions>} [options] */
export async function start(options) {
  const session = await createSession({
    createWorker: createNodeWorker,
    dataUrl: server.url,
    ...options,
  });
  sessions.push(session);
  return session;
}

/**
 * The next event that fits.
 *
 * @param {Session} session
 * @param {string} name
 * @param {(detail: any) => boolean} [fits]
 * @returns {Promise<any>}
 */
export function next(session, name, fits = () => true) {
  return new Promise((resolve) => {
    /** @param {Event} event */
    function listener(event) {
      const { detail } = /** @type {CustomEvent} */ (event);
      if (!fits(detail)) return;
      session.removeEventListener(name, listener);
      resolve(detail);
    }
    session.addEventListener(name, listener);
  });
}

/**
 * @param {Session} session
 * @param {string} name
 * @returns {() => any} the event of that name that came last
 */
export function keepLast(session, name) {
  /** @type {any} */
  let last;
  session.addEventListener(name, (event) => {
    last = /** @type {CustomEvent} */ (event).detail;
  });
  return () => last;
}

/**
 * A request that is under way when the worker is ended right after.
 *
 * @param {Session} session
 */
export const never = (session) => session.inspect({ image });

/** @param {Session} session @param {() => Promise<unknown>} begin */
export async function finish(session, begin) {
  const finished = reached(session, 'finished');
  await begin();
  await finished;
}

/**
 * A worker whose engine fails at a request.
 *
 * @param {string} method
 * @param {number} generation
 * @returns {import('../../../web/module/session/connection.js').WorkerLike}
 */
export function failingAt(method, generation) {
  const worker = createNodeWorker();
  /** @type {(event: any) => void} */
  let deliver = () => undefined;
  return {
    ...worker,
    addEventListener(type, listener) {
      if (type === 'message') deliver = listener;
      worker.addEventListener(type, listener);
    },
    postMessage(message, transfer) {
      const fails = message.method === method && message.session === generation;
      const fault = { event: 'fatal', session: generation, data: { message: 'unreachable' } };
      if (fails) deliver({ data: fault });
      else worker.postMessage(message, transfer);
    },
  };
}

/** @param {Session} session @param {string} state */
export const reached = (session, state) =>
  next(session, 'state', (detail) => detail.state === state);

export const image = bandImage(2, { size: 8, classes: 4 }).image;
