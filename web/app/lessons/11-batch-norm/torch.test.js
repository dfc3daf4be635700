import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy } from '../../../../tests/unit/support/lesson.js';
import { trainAll } from '../../../../tests/unit/support/lesson-training.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { normalise, planOf, START } from './model.js';

/** @param {ArrayLike<number>} found @param {number[]} expected */
function close(found, expected) {
  for (const [at, value] of expected.entries()) {
    assert.ok(
      Math.abs(found[at] - value) < 1e-5 * Math.max(1, Math.abs(value)),
      `${found[at]}, ${value}`,
    );
  }
}

test('lesson 11: the program gives what the lab gives', torchOptions, async () => {
  const [trained, mean, variance, evaluated] = await printedBy(import.meta.url);
  const options = { batch: START, gamma: 1, beta: 0 };
  const training = normalise(networks, { ...options, passes: 0, training: true });
  close(training.output.data, trained.flat());
  close(training.running[0].data, mean);
  close(training.running[1].data, variance);
  const evaluation = normalise(networks, { ...options, passes: 1, training: false });
  close(evaluation.output.data, evaluated.flat());
});

test('lesson 11: a learning rate of 1 fails without it and is the best with it, for every seed', () => {
  const accuracies = (/** @type {'plain' | 'bn'} */ kind, /** @type {number} */ rate) =>
    trainAll((seed) => planOf(kind, rate, seed)).map(({ outcome }) => outcome.testAccuracy);
  const plain = accuracies('plain', 1);
  const normalised = accuracies('bn', 1);
  const best = accuracies('plain', 0.1);
  for (const at of plain.keys()) {
    assert.ok(plain[at] < 0.5, `without: ${plain[at]}`);
    assert.ok(normalised[at] > 0.85, `with: ${normalised[at]}`);
    // A tenth of that rate suits the plain network.
    assert.ok(best[at] > 0.8, `without, a tenth: ${best[at]}`);
  }
});
