import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  openLesson,
  presentPage,
  readFigure,
  readGrid,
  readValues,
  trainOnce,
  writeCell,
} from '../../../../tests/browser/support/lesson.js';

/** @param {number} a @param {number} b */
const close = (a, b) =>
  assert.ok(Math.abs(a - b) < 1e-3 * Math.max(1, Math.abs(b)), `${a}, not ${b}`);

test('lesson 11: every column of 1 to 9 becomes -1.2247, 0, 1.2247', async () => {
  await openLesson('batch-norm');
  for (const [at, row] of (await readGrid('output')).entries()) {
    for (const value of row) close(value, [-1.2247, 0, 1.2247][at]);
  }
  close(Number(await readFigure('result')), -1.2247);
  assert.equal(await readFigure('step-mean'), '4');
  assert.equal(await readFigure('step-variance'), '6');
});

test('lesson 11: typed numbers, gamma and beta count, as the formula says', async () => {
  const page = await openLesson('batch-norm');
  await writeCell('batch', 0, 1, -7);
  await page.locator('input[name="gamma"]').fill('2');
  await page.locator('input[name="beta"]').fill('0.5');
  const column = [-7, 5, 8];
  const mean = 2;
  const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 3;
  const output = await readGrid('output');
  for (const [at, x] of column.entries()) {
    close(output[at][1], (2 * (x - mean)) / Math.sqrt(variance + 1e-5) + 0.5);
  }
});

test('lesson 11: evaluation uses the running statistics, which come near those of the batch', async () => {
  const page = await openLesson('batch-norm');
  await page.locator('input[name="evaluate"]').check();
  // Nothing was seen yet: mean 0 and variance 1.
  close((await readGrid('output'))[0][0], 1 / Math.sqrt(1 + 1e-5));
  await page.locator('button.see').click();
  const left = 0.9 ** 10;
  const [mean] = (await readFigure('running_mean')).split(', ').map(Number);
  const [variance] = (await readFigure('running_var')).split(', ').map(Number);
  close(mean, 4 * (1 - left));
  // Running variances are unbiased: 9 instead of 6.
  close(variance, left + 9 * (1 - left));
  close((await readGrid('output'))[0][0], (1 - mean) / Math.sqrt(variance + 1e-5));
});

test('lesson 11: trained here, only the network with it bears the largest learning rate', async () => {
  await openLesson('batch-norm');
  await trainOnce('[data-part="rates"]');
  const [plain] = await readValues('rates-plain-1');
  const [normalised] = await readValues('rates-bn-1');
  assert.ok(plain < 0.5 && normalised > 0.8, `${plain}, ${normalised}`);
  const [plainSlow] = await readValues('rates-plain-0.01');
  const [normalisedSlow] = await readValues('rates-bn-0.01');
  assert.ok(Math.abs(plainSlow - normalisedSlow) < 0.1, `${plainSlow}, ${normalisedSlow}`);
  const norm = async (/** @type {string} */ name) => Number(await readFigure(`norm-${name}`));
  const plainGrowth = (await norm('plain-last')) / (await norm('plain-first'));
  const growth = (await norm('bn-last')) / (await norm('bn-first'));
  assert.ok(plainGrowth > 3 && Math.abs(growth - 1) < 0.1, `${plainGrowth}, ${growth}`);
  assert.equal(await presentPage().locator('svg.histogram').count(), 4);
});

test('lesson 11: trained here, only the network with it learns from every start', async () => {
  await openLesson('batch-norm');
  await trainOnce('[data-part="starts"]');
  for (const [start, most, least] of [
    [0.5, 0.4, 0.75],
    [2, 0.3, 0.6],
  ]) {
    const [plain] = await readValues(`starts-plain-${start}`);
    const [normalised] = await readValues(`starts-bn-${start}`);
    assert.ok(plain < most && normalised > least, `${start}: ${plain}, ${normalised}`);
  }
});
