import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy } from '../../../../tests/unit/support/lesson.js';
import { trainAll } from '../../../../tests/unit/support/lesson-training.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { fewPlan, infoOf, KINDS, shuffledPlan } from './model.js';

/** @typedef {ReturnType<typeof trainAll>[number]} Trained */

/** @param {Trained[]} trained @param {'trainAccuracy' | 'testAccuracy'} what */
const mean = (trained, what) =>
  trained.reduce((sum, { outcome }) => sum + outcome[what], 0) / trained.length;

test('lesson 0: the program has the parameters that the lab has', torchOptions, async () => {
  const [mlp, cnn, same] = await printedBy(import.meta.url);
  const counts = KINDS.map((kind) => infoOf(networks, kind).parameterCount);
  assert.deepEqual([mlp, cnn], counts);
  assert.equal(same, 1);
});

test('lesson 0: mixed-up pixels change the fully connected network by less than 0.5 points, the convolutional one by more than 1', () => {
  const [mlp, mlpMixed, cnn, cnnMixed] = KINDS.flatMap((kind) =>
    [false, true].map((permuted) =>
      mean(
        trainAll((seed) => shuffledPlan(kind, permuted, seed)),
        'testAccuracy',
      ),
    ),
  );
  assert.ok(Math.abs(mlp - mlpMixed) < 0.005, `${mlp}, ${mlpMixed}`);
  assert.ok(cnn - cnnMixed > 0.01, `${cnn}, ${cnnMixed}`);
  // As good with a twentieth of the parameters.
  assert.ok(cnn > mlp - 0.01, `${cnn}, ${mlp}`);
});

test('lesson 0: on 300 images both reach 100 %, and the convolutional one is better on others', () => {
  const [mlp, cnn] = KINDS.map((kind) =>
    trainAll((seed) => ({ ...fewPlan(kind, seed), curve: false })),
  );
  for (const trained of [mlp, cnn]) assert.ok(mean(trained, 'trainAccuracy') > 0.99);
  for (const [at, { outcome }] of cnn.entries()) {
    assert.ok(outcome.testAccuracy > mlp[at].outcome.testAccuracy, `seed ${at + 1}`);
  }
  assert.ok(mean(mlp, 'testAccuracy') < 0.85);
});
