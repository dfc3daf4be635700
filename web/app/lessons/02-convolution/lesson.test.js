import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  linkedState,
  openLesson,
  readFigure,
  readGrid,
  writeCell,
} from '../../../../tests/browser/support/lesson.js';

test('lesson 2: 1 to 9 and the kernel 0 1 / 2 3 give 25 31 / 43 49', async () => {
  await openLesson('convolution');
  assert.deepEqual(await readGrid('input'), [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ]);
  assert.deepEqual(await readGrid('kernel'), [
    [0, 1],
    [2, 3],
  ]);
  assert.deepEqual(await readGrid('output'), [
    [25, 31],
    [43, 49],
  ]);
});

test('lesson 2: turned, the kernel gives 11 17 / 29 35', async () => {
  const page = await openLesson('convolution');
  await page.locator('input[name="flip"]').check();
  assert.deepEqual(await readGrid('laid'), [
    [3, 2],
    [1, 0],
  ]);
  assert.deepEqual(await readGrid('output'), [
    [11, 17],
    [29, 35],
  ]);
});

test('lesson 2: the products of each place add up, by button and by key', async () => {
  const page = await openLesson('convolution');
  await page.locator('input[name="bias"]').fill('-3');
  const sums = [];
  for (let place = 0; place < 4; place++) {
    const products = await page.locator('.lab-product small').allInnerTexts();
    const sum = products.reduce((total, text) => total + Number(text.replace('=', '')), 0);
    assert.equal(sum - 3, Number(await readFigure('result')));
    sums.push(sum);
    if (place === 0) await page.locator('.lab-steps .forward').click();
    else await page.locator('[data-grid="output"] [tabindex="0"]').press('ArrowRight');
    if (place === 1) await page.locator('[data-grid="output"] [data-cell="1,0"]').click();
  }
  assert.deepEqual(sums, [25, 31, 43, 49]);
});

test('lesson 2: a typed number counts, nonsense does not', async () => {
  const page = await openLesson('convolution');
  await writeCell('kernel', 0, 0, -2);
  assert.deepEqual(await readGrid('output'), [
    [23, 27],
    [35, 39],
  ]);
  await writeCell('kernel', 0, 0, 'two');
  await page.keyboard.press('Tab');
  assert.deepEqual(await readGrid('kernel'), [
    [-2, 1],
    [2, 3],
  ]);
  assert.deepEqual((await linkedState()).description.layers[0].kernel_size, [2, 2]);
  await page.locator('.lab-size select').nth(2).selectOption('5');
  await page.locator('.lab [role="alert"]').waitFor();
  await page.locator('.lab-size select').nth(2).selectOption('2');
  assert.deepEqual(await readGrid('output'), [
    [23, 27],
    [35, 39],
  ]);
});
