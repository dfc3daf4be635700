import { ask } from './ask.js';

/** Judging in slices: the worker takes other messages in between, and it can be given up. */

/** @typedef {import('../state/types.js').Session} Session */
/** @typedef {import('../worker/judging.js').Judged} Judged */
/** @typedef {import('../worker/judging.js').Placement} Placement */

const FIRST_SLICE = 64;
const MOST_SLICE = 512;
/** A slice of this many milliseconds is not worth cutting, and delays nothing visibly. */
const GOOD_MS = 25;

/** @param {AbortSignal} signal */
export function throwIfStopped(signal) {
  if (signal.aborted) throw new DOMException('stopped', 'AbortError');
}

/** @param {unknown} error */
export const isStop = (error) => error instanceof DOMException && error.name === 'AbortError';

/**
 * Lends a copy of the network as it is now.
 *
 * @template T
 * @param {Session} session
 * @param {(snapshot: {snapshot: number, testImages: number}) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withSnapshot(session, use) {
  const taken = await ask(session, 'takeSnapshot', {});
  try {
    return await use(taken);
  } finally {
    const { snapshot } = taken;
    // A worker that was lost took its copies with it.
    await ask(session, 'dropSnapshot', { snapshot }).catch(() => undefined);
  }
}

/**
 * @param {Session} session
 * @param {{snapshot: number, total: number, signal: AbortSignal, placement?: Placement,
 *   onProgress?: (done: number) => void}} options
 * @returns {Promise<Judged>}
 */
export async function judgeAll(session, { snapshot, total, signal, placement, onProgress }) {
  const all = {
    labels: new Uint8Array(total),
    predictions: new Uint8Array(total),
    confidences: new Float32Array(total),
    losses: new Float32Array(total),
    loss: 0,
  };
  let size = FIRST_SLICE;
  for (let first = 0; first < total; ) {
    throwIfStopped(signal);
    const count = Math.min(size, total - first);
    const start = performance.now();
    const part = await ask(session, 'judge', { snapshot, first, count, ...placement });
    if (performance.now() - start < GOOD_MS) size = Math.min(MOST_SLICE, size * 2);
    for (const name of /** @type {const} */ (['labels', 'predictions', 'confidences', 'losses'])) {
      all[name].set(part[name], first);
    }
    all.loss += part.loss;
    first += count;
    onProgress?.(first);
  }
  return all;
}
