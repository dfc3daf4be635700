/**
 * One animation-frame loop for everything that draws. Work is asked for by marking something dirty;
 * however often that happens between two frames, it is drawn once. When a frame has used its time
 * the rest waits for the next one, so that many open views never make a long frame.
 */

/** Milliseconds of drawing per frame. */
const BUDGET = 7;

/** @type {Map<object, () => void>} */
const dirty = new Map();
let scheduled = false;

function run() {
  scheduled = false;
  const start = performance.now();
  for (const [key, draw] of dirty) {
    dirty.delete(key);
    draw();
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
 */
export function drawNextFrame(key, draw) {
  dirty.set(key, draw);
  request();
}

/** @param {object} key */
export function cancelDraw(key) {
  dirty.delete(key);
}
