import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLesson, readFigure } from '../../../../tests/browser/support/lesson.js';

/** @param {string} name */
const readCount = async (name) => Number((await readFigure(name)).replaceAll(',', ''));

const EXERCISE = {
  batch: 10,
  channels: 3,
  height: 224,
  width: 224,
  kernels: 64,
  kernelHeight: 3,
  kernelWidth: 3,
  stride: 1,
  padding: 1,
};

test('lesson 7: 10 images of 3 x 224 x 224 and 64 kernels of 3 x 3', async () => {
  const page = await openLesson('counting');
  for (const [name, value] of Object.entries(EXERCISE)) {
    await page.locator(`input[name="${name}"]`).fill(String(value));
  }
  assert.equal(await readFigure('output-shape'), '(10, 64, 224, 224)');
  assert.equal(await readCount('multiplications'), 867_041_280);
  assert.equal(await readCount('additions'), 867_041_280);
  assert.equal(await readCount('value-multiplications'), 27);
  assert.equal(await readCount('inside'), 24);
  assert.equal(await readCount('across'), 2);
  assert.equal(await readCount('bias'), 1);
});

test('lesson 7: the counts are those of the formula', async () => {
  const page = await openLesson('counting');
  for (const [channels, height, kernels, kernelHeight, kernelWidth, stride, padding] of [
    [1, 28, 6, 5, 5, 1, 2],
    [4, 9, 8, 3, 5, 2, 1],
    [2, 16, 3, 1, 1, 3, 0],
  ]) {
    const typed = { batch: 5, channels, height, width: 20, kernels, kernelHeight, kernelWidth };
    for (const [name, value] of Object.entries({ ...typed, stride, padding })) {
      await page.locator(`input[name="${name}"]`).fill(String(value));
    }
    const rows = Math.floor((height + 2 * padding - kernelHeight) / stride) + 1;
    const columns = Math.floor((20 + 2 * padding - kernelWidth) / stride) + 1;
    const expected = 5 * kernels * rows * columns * channels * kernelHeight * kernelWidth;
    assert.equal(await readCount('multiplications'), expected);
    assert.equal(await readCount('additions'), expected);
    assert.equal(await readCount('inside'), channels * (kernelHeight * kernelWidth - 1));
    assert.equal(await readCount('across'), channels - 1);
  }
});

test('lesson 7: the answer is hidden until one was tried', async () => {
  const page = await openLesson('counting');
  const answers = page.locator('[data-figure^="answer-"]');
  assert.equal(await answers.count(), 0);
  await page.locator('input[name="tried-multiplications"]').fill('867,041,280');
  await page.locator('input[name="tried-additions"]').fill('1');
  await page.locator('form.lab-part button[type="submit"]').click();
  assert.match(await readFigure('judgement'), /Additions/);
  assert.equal(await answers.count(), 0, 'still hidden');
  await page.locator('form.lab-part button[type="button"]').click();
  assert.equal(await readCount('answer-additions'), 867_041_280);
  await page.locator('input[name="tried-additions"]').fill('867041280');
  await page.locator('form.lab-part button[type="submit"]').click();
  assert.doesNotMatch(await readFigure('judgement'), /Additions/);
});

test('lesson 7: a kernel that fits nowhere is told', async () => {
  const page = await openLesson('counting');
  await page.locator('input[name="height"]').fill('3');
  await page.locator('input[name="padding"]').fill('0');
  await page.locator('.lab [role="alert"]').waitFor();
  await page.locator('input[name="height"]').fill('5');
  assert.equal(await readFigure('output-shape'), '(1, 6, 1, 24)');
});
