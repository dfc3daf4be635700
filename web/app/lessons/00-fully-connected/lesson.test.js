import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  openLesson,
  readFigure,
  readValues,
  trainOnce,
} from '../../../../tests/browser/support/lesson.js';

test('lesson 0: the parameters of both networks', async () => {
  await openLesson('fully-connected');
  const mlp = 784 * 64 + 64 + 64 * 10 + 10;
  const cnn = 4 * 25 + 4 + 8 * 4 * 25 + 8 + 8 * 4 * 4 * 10 + 10;
  assert.equal(Number(await readFigure('parameters-mlp')), mlp);
  assert.equal(Number(await readFigure('parameters-cnn')), cnn);
});

test('lesson 0: trained here, mixed-up pixels harm the convolutional network', async () => {
  await openLesson('fully-connected');
  await trainOnce('[data-part="shuffled"]');
  const [straight] = await readValues('cnn-straight');
  const [mixed] = await readValues('cnn-mixed');
  assert.ok(mixed < straight - 0.02, `${straight}, ${mixed}`);
  const [mlp] = await readValues('mlp-straight');
  const [mlpMixed] = await readValues('mlp-mixed');
  // A single seed may differ by chance; on average over five it is below half a point (unit test).
  assert.ok(Math.abs(mlp - mlpMixed) < 0.03, `${mlp}, ${mlpMixed}`);
});

test('lesson 0: trained here on 300 images, both know them by heart and fail on others', async () => {
  await openLesson('fully-connected');
  await trainOnce('[data-part="few"]');
  for (const kind of ['mlp', 'cnn']) {
    const [learnt] = await readValues(`few-trainAccuracy-${kind}`);
    const [asked] = await readValues(`few-testAccuracy-${kind}`);
    assert.ok(learnt > 0.99 && asked < learnt - 0.1, `${kind}: ${learnt}, ${asked}`);
  }
});
