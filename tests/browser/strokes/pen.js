import { padBox, setStrokeWidth } from '../support/page.js';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('./curve.js').Point} Point
 */

/**
 * Draws as a mouse does that reports faster than the page shows frames: the moves of a stroke are
 * sent in their order, and the page gets to them in its own time. Waiting for the page at each of
 * the thousands of points would cost one frame for each.
 * @param {Page} page
 * @param {{strokes: Point[][], width: number}} drawing
 */
export async function drawSwiftly(page, { strokes, width }) {
  await setStrokeWidth(page, width);
  const box = await padBox(page);
  const move = (/** @type {Point} */ { x, y }) =>
    page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  for (const [start, ...rest] of strokes) {
    await move(start);
    await page.mouse.down();
    await Promise.all(rest.map(move));
    await page.mouse.up();
  }
}

/** Empties the pad, which has had the focus since the last stroke. @param {Page} page */
export async function wipe(page) {
  await page.keyboard.press('Delete');
}
