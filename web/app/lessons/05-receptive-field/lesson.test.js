import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLesson, presentPage, readFigure } from '../../../../tests/browser/support/lesson.js';

/** Which cells of a grid are lit, as "y,x". @param {number} layer @returns {Promise<string[]>} */
const litIn = (layer) =>
  presentPage()
    .locator(`conv-grid[data-grid="layer-${layer}"]`)
    .evaluate(async (grid) => {
      await /** @type {any} */ (grid).updateComplete;
      const { data, width } = /** @type {any} */ (grid).value;
      return Array.from(data, (value, at) =>
        value > 0 ? [`${Math.floor(at / width)},${at % width}`] : [],
      ).flat();
    });

/** @param {number} layer @param {number} y @param {number} x */
const choose = (layer, y, x) =>
  presentPage().locator(`conv-grid[data-grid="layer-${layer}"] [data-cell="${y},${x}"]`).click();

/** @param {number} top @param {number} left @param {number} side */
const patch = (top, left, side) =>
  Array.from(
    { length: side * side },
    (_, at) => `${top + Math.floor(at / side)},${left + (at % side)}`,
  );

/** Stack, its last layer, a unit of it, side of the field, its step. @type {[string, number, [number, number], number, number][]} */
const CASES = [
  ['two', 1, [3, 6], 5, 1],
  ['three', 2, [9, 0], 7, 1],
  ['pooled', 2, [1, 0], 14, 2],
];

test('lesson 5: two layers of 3 x 3 see 5 x 5, three see 7 x 7, conv5-pool2-conv5 sees 14 x 14', async () => {
  const page = await openLesson('receptive-field');
  for (const [name, last, [y, x], side, step] of CASES) {
    await page.locator('select[name="stack"]').selectOption(name);
    await choose(last, y, x);
    assert.equal(await readFigure('field'), `${side} × ${side}`);
    assert.match(await readFigure('seen'), new RegExp(String(side * side)));
    assert.deepEqual(await litIn(-1), patch(y * step, x * step, side));
  }
});

test('lesson 5: a pixel moves an output exactly when the output sees it', async () => {
  const page = await openLesson('receptive-field');
  for (const [name, last, [y, x]] of CASES) {
    await page.locator('select[name="stack"]').selectOption(name);
    await choose(last, y, x);
    const seen = new Set(await litIn(-1));
    for (const pixel of ['0,0', '2,0', '3,6', '7,10', '8,11', '9,6']) {
      const [row, column] = pixel.split(',').map(Number);
      await choose(-1, row, column);
      const moved = new Set(await litIn(last));
      assert.equal(moved.has(`${y},${x}`), seen.has(pixel), `${name}: ${pixel}`);
      assert.equal(await readFigure(`moved-${last}`), String(moved.size));
    }
  }
});

test('lesson 5: a stack of one’s own, by the keyboard; one that is too deep is explained', async () => {
  const page = await openLesson('receptive-field');
  await page.locator('select[name="layer-0"]').selectOption('stride2');
  await page.locator('conv-grid[data-grid="layer-1"] [data-cell="0,0"]').press('ArrowRight');
  assert.equal(await readFigure('field'), '7 × 7');
  assert.deepEqual(await litIn(0), patch(0, 1, 3));
  assert.deepEqual(await litIn(-1), patch(0, 2, 7));
  await page.locator('button.add').click();
  await page.locator('button.add').click();
  await page.locator('select[name="layer-1"]').selectOption('conv5');
  await page.locator('.lab [role="alert"]').waitFor();
  await page.locator('button.remove').click();
  assert.equal(await page.locator('.lab [role="alert"]').count(), 0);
});
