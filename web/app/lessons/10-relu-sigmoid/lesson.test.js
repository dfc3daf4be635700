import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  linkedState,
  openLesson,
  readFigure,
  readValues,
  trainOnce,
} from '../../../../tests/browser/support/lesson.js';

test('lesson 10: the sigmoid is steepest at 0, with 1/4; ReLU has 1 above and 0 below', async () => {
  const page = await openLesson('relu-sigmoid');
  assert.equal(await readFigure('slope-Sigmoid'), '0.25');
  for (const point of [3, -3, 0.5]) {
    await page.locator('input[name="point"]').fill(String(point));
    const value = 1 / (1 + Math.exp(-point));
    const slope = Number(await readFigure('slope-Sigmoid'));
    assert.ok(Math.abs(slope - value * (1 - value)) < 1e-4, `${point}: ${slope}`);
    assert.ok(slope < 0.25);
    assert.equal(Number(await readFigure('slope-ReLU')), point > 0 ? 1 : 0);
  }
});

test('lesson 10: n sigmoids in a row leave 4^-n of the slope at most', async () => {
  const page = await openLesson('relu-sigmoid');
  /** @param {number} shown @param {number} expected */
  const near = (shown, expected) => assert.ok(Math.abs(shown / expected - 1) < 1e-3, `${shown}`);
  for (let count = 1; count <= 8; count++) {
    await page.locator('select[name="row"]').selectOption(String(count));
    near(Number(await readFigure('most-row')), 4 ** -count);
    near(Number(await readFigure('slope-row')), 4 ** -count);
  }
  await page.locator('input[name="point"]').fill('1.5');
  assert.ok(Number(await readFigure('slope-row')) < 0.7 * 4 ** -8);
  await page.locator('select[name="depth"]').selectOption('4');
  const { description, training } = await linkedState();
  assert.equal(description.layers.filter(({ type }) => type === 'Sigmoid').length, 4);
  assert.deepEqual(training, {
    optimizer: 'SGD',
    learningRate: 0.1,
    schedule: 'constant',
    momentum: 0.9,
    batchSize: 64,
  });
});

test('lesson 10: trained here, the gradient fades with Sigmoid and does not with ReLU', async () => {
  await openLesson('relu-sigmoid');
  await trainOnce();
  const [relu] = await readValues('ratio-ReLU');
  const [sigmoid] = await readValues('ratio-Sigmoid');
  assert.ok(relu > 0.1, `ReLU: ${relu}`);
  assert.ok(sigmoid < 0.01 && sigmoid > 0, `Sigmoid: ${sigmoid}`);
  const [right] = await readValues('accuracy-ReLU');
  const [wrong] = await readValues('accuracy-Sigmoid');
  assert.ok(right > wrong + 0.2, `${right}, ${wrong}`);
  // Each layer further from the end gets less, as the bound of 1/4 for each says.
  /** @type {number[]} */
  const layers = [];
  for (let layer = 1; layer <= 7; layer++) layers.push((await readValues(`Sigmoid-fc${layer}`))[0]);
  assert.ok(
    layers.every((norm, at) => at < 2 || norm > layers[at - 1]),
    layers.join(', '),
  );
});
