import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy } from '../../../../tests/unit/support/lesson.js';
import { trainAll } from '../../../../tests/unit/support/lesson-training.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { average, drop, MODES, planOf, START } from './model.js';

test('lesson 12: the program scales as the lab does', torchOptions, async () => {
  const [values, mean, inferred, norm, shared] = await printedBy(import.meta.url);
  const input = [-2, 3, 8, 4, 0, 5, 1, 6];
  const { upscale_in_train } = drop(networks, { ...START, input: [...input, ...input, ...input] });
  assert.deepEqual(Array.from(upscale_in_train.inferred.slice(0, 8)), inferred);
  const seen = new Set(Array.from(upscale_in_train.trained).filter((_, at) => at % 8 === 2));
  assert.ok([...seen].every((value) => values.includes(value)));
  assert.deepEqual(values, [0, 16]);
  assert.equal(3 * norm, upscale_in_train.inferredNorm);
  assert.ok(Math.abs(mean / norm - 1) < 0.02);
  assert.equal(shared, 1);
});

test('lesson 12: over many masks, and five seeds of them, both modes keep the L1 norm within 2 %', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const norms = average(networks, { ...START, seed });
    for (const mode of MODES) {
      const { trained, inferred } = norms[mode];
      assert.ok(Math.abs(trained / inferred - 1) < 0.02, `${mode}: ${trained}, ${inferred}`);
    }
  }
});

test('lesson 12: with dropout the loss on test images is lower, for every seed', () => {
  const without = trainAll((seed) => planOf(0, seed));
  const dropped = trainAll((seed) => planOf(0.5, seed));
  for (const [at, { outcome }] of dropped.entries()) {
    assert.ok(outcome.testLoss < without[at].outcome.testLoss - 0.03, JSON.stringify(outcome));
    assert.ok(without[at].outcome.trainAccuracy > 0.99);
    // The lesson says so: its accuracy hardly changes.
    assert.ok(Math.abs(outcome.testAccuracy - without[at].outcome.testAccuracy) < 0.03);
  }
});
