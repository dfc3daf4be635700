import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLesson, readFigure, readGrid } from '../../../../tests/browser/support/lesson.js';

/**
 * The sum of the window in a 4 x 4 input of 1 to 16, where everything outside is 0.
 *
 * @param {number} top
 * @param {number} left
 */
function windowSum(top, left) {
  let sum = 0;
  for (let y = top; y < top + 3; y++) {
    for (let x = left; x < left + 3; x++) {
      if (y >= 0 && y < 4 && x >= 0 && x < 4) sum += 4 * y + x + 1;
    }
  }
  return sum;
}

/** @param {number} height @param {number} width @param {number} top @param {number} left */
const sums = (height, width, top, left) =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => windowSum(y - top, x - left)),
  );

test('lesson 3: 4 x 4 and a kernel of 3 give 2 x 2, with a padding of 1 again 4 x 4', async () => {
  const page = await openLesson('padding');
  assert.equal(await readFigure('output-size'), '2 × 2');
  assert.deepEqual(await readGrid('output'), sums(2, 2, 0, 0));
  await page.locator('input[name="all"]').fill('1');
  assert.equal(await readFigure('input-size'), '4 × 4');
  assert.equal(await readFigure('output-size'), '4 × 4');
  assert.deepEqual(await readGrid('output'), sums(4, 4, 1, 1));
});

test('lesson 3: (k - 1) / 2 keeps the size for every odd kernel', async () => {
  const page = await openLesson('padding');
  for (const [kernel, padding] of [
    ['1', '0'],
    ['3', '1'],
    ['5', '2'],
  ]) {
    await page.locator('select[name="kernel"]').selectOption(kernel);
    await page.locator('input[name="all"]').fill(padding);
    assert.equal(await readFigure('output-size'), '4 × 4');
  }
});

test('lesson 3: the sides are padded one by one, and the zeros are seen', async () => {
  const page = await openLesson('padding');
  await page.locator('input[name="top"]').fill('2');
  await page.locator('input[name="right"]').fill('1');
  assert.deepEqual(await readGrid('output'), sums(4, 3, 2, 0));
  const shown = await page.locator('conv-grid[data-grid="input"] td.zero').count();
  assert.equal(shown, 6 * 5 - 4 * 4);
  await page.locator('.lab-steps .forward').click();
  await page.locator('.lab-steps output', { hasText: '2' }).waitFor();
  const frame = page.locator('conv-grid[data-grid="input"] .frame');
  await frame.evaluate(async (element) => {
    await /** @type {any} */ (element.getRootNode()).host.updateComplete;
    await Promise.all(element.getAnimations().map(({ finished }) => finished));
  });
  const places = await frame.evaluate((element) => {
    const { offsetTop, offsetLeft } = /** @type {HTMLElement} */ (element);
    return [offsetTop, offsetLeft];
  });
  const cell = await page.locator('conv-grid[data-grid="input"] td').first().boundingBox();
  assert.deepEqual(
    places.map((place) => Math.round(place / (cell?.width ?? 0))),
    [0, 1],
  );
});

test('lesson 3: a kernel that fits nowhere is told', async () => {
  const page = await openLesson('padding');
  await page.locator('select[name="kernel"]').selectOption('5');
  await page.locator('.lab-grids [role="alert"]').waitFor();
  await page.locator('input[name="all"]').fill('1');
  assert.equal(await readFigure('output-size'), '2 × 2');
});
