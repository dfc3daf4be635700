import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLesson, readFigure, readGrid } from '../../../../tests/browser/support/lesson.js';

test('lesson 4: 100 x 100, a kernel of 3, padding 1 and stride 2 give 50 x 50', async () => {
  const page = await openLesson('stride');
  assert.equal(await readFigure('large-size'), '50 × 50');
  await page.locator('input[name="large-stride"]').fill('3');
  assert.equal(await readFigure('large-size'), '34 × 34');
  await page.locator('input[name="large-padding"]').fill('0');
  assert.equal(await readFigure('large-size'), '33 × 33');
});

test('lesson 4: the size is that of the formula, the sums those of the windows', async () => {
  const page = await openLesson('stride');
  for (const [size, stride, padding] of [
    [7, 1, 0],
    [7, 2, 0],
    [7, 3, 1],
    [8, 2, 0],
    [8, 4, 2],
  ]) {
    await page.getByRole('slider', { name: 'Side of the input' }).fill(String(size));
    await page.getByRole('slider', { name: 'Stride' }).fill(String(stride));
    await page.locator('input[name="padding"]').fill(String(padding));
    const places = Math.floor((size + 2 * padding - 3) / stride) + 1;
    assert.equal(await readFigure('output-size'), `${places} × ${places}`);
    const expected = Array.from({ length: places }, (_, r) =>
      Array.from({ length: places }, (_, t) =>
        sumAt(size, r * stride - padding, t * stride - padding),
      ),
    );
    assert.deepEqual(await readGrid('output'), expected);
  }
});

/** Under a 3 x 3 window of the numbers from 1 on. @param {number} size @param {number} top @param {number} left */
function sumAt(size, top, left) {
  let sum = 0;
  for (let y = Math.max(0, top); y < Math.min(size, top + 3); y++) {
    for (let x = Math.max(0, left); x < Math.min(size, left + 3); x++) sum += y * size + x + 1;
  }
  return sum;
}

test('lesson 4: one slide fewer than places in each direction', async () => {
  const page = await openLesson('stride');
  const forward = page.locator('.lab-steps .forward');
  let slides = 0;
  while (await forward.isEnabled()) {
    await forward.click();
    slides = Math.max(slides, Number(await readFigure('slides-right')));
  }
  assert.equal(slides, 2);
  assert.equal(Number(await readFigure('slides-down')), 2);
  assert.equal(await readFigure('output-size'), '3 × 3');
});
