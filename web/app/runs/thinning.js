/** Checkpoints of a run: dense where the weights change fast, at its beginning, and never too many. */

/** @typedef {{step: number, weights: Uint8Array<ArrayBuffer>}} Checkpoint */

const MOST = 40;
const MOST_BYTES = 32 * 2 ** 20;

/** How far apart two checkpoints are on a slider that gives early steps more room. @param {Checkpoint} a @param {Checkpoint} b */
const distance = (a, b) => Math.log((b.step + 1) / (a.step + 1));

/**
 * The one without which the least is missing; the first and the newest stay.
 *
 * @param {Checkpoint[]} checkpoints
 */
function leastMissed(checkpoints) {
  let [best, least] = [1, Number.POSITIVE_INFINITY];
  for (let i = 1; i < checkpoints.length - 1; ++i) {
    const gap = distance(checkpoints[i - 1], checkpoints[i + 1]);
    if (gap < least) [best, least] = [i, gap];
  }
  return best;
}

/**
 * @param {Checkpoint[]} checkpoints by rising step
 * @param {Checkpoint} added later than all of them, or in the place of later ones
 * @returns {Checkpoint[]}
 */
export function withCheckpoint(checkpoints, added) {
  const kept = [...checkpoints.filter(({ step }) => step < added.step), added];
  const most = Math.max(3, Math.min(MOST, Math.floor(MOST_BYTES / added.weights.byteLength)));
  while (kept.length > most) kept.splice(leastMissed(kept), 1);
  return kept;
}

/**
 * From storage; anything else is left out.
 *
 * @param {any} value
 * @returns {Checkpoint[]}
 */
export function parseCheckpoints(value) {
  /** @type {Checkpoint[]} */
  const good = [];
  const entries = /** @type {Partial<Checkpoint>[]} */ (Array.isArray(value) ? value : []);
  for (const { step, weights } of entries) {
    if (typeof step !== 'number' || !(weights instanceof Uint8Array)) continue;
    if (step > (good.at(-1)?.step ?? -1)) good.push({ step, weights });
  }
  return good;
}
