import { ask } from '../judge/ask.js';
import { accuracyOf } from '../judge/counts.js';
import { judgeAll, throwIfStopped, withSnapshot } from '../judge/slices.js';
import { SIZE } from './collection.js';

/** Learning a few drawings in seconds, with old images in between so that the old knowledge stays. */

/** @typedef {import('../state/types.js').Session} Session */
/** @typedef {import('./collection.js').Collection} Collection */
/** @typedef {{own: number, old: number}} Scores shares of right answers */
/** @typedef {{before: Scores, after: Scores, weights: Uint8Array}} Outcome weights from before */

/** Views of one's own drawings, and of old images, in an epoch. */
const OWN_VIEWS = 600;
const OLD_VIEWS = 1800;
const EPOCHS = 4;
const BATCH = 64;
const STEPS_A_SLICE = 2;
/** What the predictions of one request may hold. */
const PORTION = 32;

const VARIED = { rotate_degrees: 8, shift_pixels: 1, scale: 0.08 };

/** @param {Session} session @param {Collection} collection */
async function shareRight(session, { pixels, labels }) {
  let right = 0;
  for (let first = 0; first < labels.length; first += PORTION) {
    const part = labels.subarray(first, first + PORTION);
    const inputs = pixels.slice(first * SIZE, (first + part.length) * SIZE);
    const rows = await session.request('predict', { inputs });
    const classes = rows.length / part.length;
    right += Array.from(part).filter((label, n) => {
      const row = rows.subarray(n * classes, (n + 1) * classes);
      return row.every((share) => share <= row[label]);
    }).length;
  }
  return right / labels.length;
}

/**
 * @param {Session} session
 * @param {Collection} collection
 * @param {{signal: AbortSignal, onProgress: (share: number) => void}} options
 * @returns {Promise<Outcome>}
 */
export function fineTune(session, collection, { signal, onProgress }) {
  return withSnapshot(session, async ({ snapshot, testImages: total }) => {
    const weights = await session.saveWeights();
    const judge = async (/** @type {number} */ from, /** @type {number} */ to) =>
      accuracyOf(
        await judgeAll(session, {
          snapshot,
          total,
          signal,
          onProgress: (done) => onProgress(from + (to - from) * (done / total)),
        }),
      );
    const before = { own: await shareRight(session, collection), old: await judge(0, 0.25) };
    await learn(session, snapshot, collection, { signal, onProgress });
    const old = await judge(0.75, 1);
    await ask(session, 'adoptSnapshot', { snapshot });
    return { before, after: { own: await shareRight(session, collection), old }, weights };
  });
}

/**
 * @param {Session} session
 * @param {number} snapshot
 * @param {Collection} collection
 * @param {{signal: AbortSignal, onProgress: (share: number) => void}} options
 */
async function learn(session, snapshot, { pixels, labels }, { signal, onProgress }) {
  const repeat = Math.max(1, Math.round(OWN_VIEWS / labels.length));
  const steps = Math.ceil(((repeat * labels.length + OLD_VIEWS) / BATCH) * EPOCHS);
  await ask(session, 'prepareFineTuning', {
    snapshot,
    images: pixels,
    labels,
    repeat,
    replay: OLD_VIEWS,
    options: {
      batch_size: BATCH,
      optimizer: 'Adam',
      lr: 0.001,
      schedule: { type: 'cosine', total_steps: steps },
      augment: VARIED,
    },
  });
  for (let done = 0; done < steps; done += STEPS_A_SLICE) {
    throwIfStopped(signal);
    await ask(session, 'fineTune', { snapshot, steps: STEPS_A_SLICE });
    onProgress(0.25 + 0.5 * (done / steps));
  }
}
