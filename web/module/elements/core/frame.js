/**
 * One animation-frame loop for everything that draws. Work is asked for by marking something dirty;
 * however often that happens between two frames, it is drawn once. When a frame has used its time
 * the rest waits for the next one, so that many open views never make a long frame.
 */

/** Milliseconds of drawing per frame. */
const BUDGET = 7;

/** @type {Map<object, {draw: () => void, alone: boolean}>} */
const dirty = new Map();
let scheduled = false;

function run() {
  scheduled = false;
  const start = performance.now();
  let full = false;
  for (const [key, { draw, alone }] of dirty) {
    if (alone && full) continue;
    dirty.delete(key);
    draw();
    full ||= alone;
    if (performance.now() - start > BUDGET) break;
  }
  if (dirty.size > 0) request();
}

function request() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(run);
}

/**
 * Draws in the next frame; a later call with the same key replaces an earlier one.
 * @param {object} key usually the element that draws
 * @param {() => void} draw
 * @param {{alone?: boolean}} [options] `alone`: one of these in a frame, for what takes its time
 *   only after the scripts of the frame, as long strokes on a canvas do
 */
export function drawNextFrame(key, draw, { alone = false } = {}) {
  dirty.set(key, { draw, alone });
  request();
}

/** @param {object} key */
export function cancelDraw(key) {
  dirty.delete(key);
}
