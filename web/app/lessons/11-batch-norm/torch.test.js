import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy } from '../../../../tests/unit/support/lesson.js';
import { trainAll } from '../../../../tests/unit/support/lesson-training.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { KINDS, normalise, planOf, RATES, START, startPlanOf } from './model.js';

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

/** @typedef {ReturnType<typeof trainAll>} Trained */

/** What its last activation gets at the end, measured by the beginning. @param {Trained[number]} trained */
const growth = ({ reports }) =>
  (reports.at(-1)?.distribution?.norm ?? 0) / (reports[0].distribution?.norm ?? 0);

/** @param {Trained} trained */
const accuracies = (trained) => trained.map(({ outcome }) => outcome.testAccuracy);

test('lesson 11: a learning rate of 1 fails without it and does not with it, and its layers’ inputs keep their size, for every seed', () => {
  const [failed, plain, normalised] = [
    /** @type {const} */ (['plain', 1]),
    /** @type {const} */ (['plain', 0.1]),
    /** @type {const} */ (['bn', 0.1]),
  ].map(([kind, rate]) => trainAll((seed) => ({ ...planOf(kind, rate, seed), every: 200 })));
  const fast = trainAll((seed) => ({ ...planOf('bn', 1, seed), every: 200 }));
  for (const accuracy of accuracies(failed)) assert.ok(accuracy < 0.5, `without: ${accuracy}`);
  for (const accuracy of accuracies(fast)) assert.ok(accuracy > 0.85, `with: ${accuracy}`);
  for (const trained of plain) {
    // A tenth of that rate suits the plain network.
    assert.ok(trained.outcome.testAccuracy > 0.8);
    assert.ok(growth(trained) > 3, `without: ${growth(trained)}`);
  }
  for (const trained of normalised) {
    assert.ok(Math.abs(growth(trained) - 1) < 0.1, `with: ${growth(trained)}`);
  }
});

test('lesson 11: with a learning rate of 0.01 both do about the same, for every seed', () => {
  const [plain, normalised] = KINDS.map((kind) =>
    accuracies(trainAll((seed) => ({ ...planOf(kind, RATES[0], seed), every: 200 }))),
  );
  for (const [at, without] of plain.entries()) {
    assert.ok(without > 0.5, `both learn, not ${without}`);
    assert.ok(Math.abs(normalised[at] - without) < 0.1, `${without}, with: ${normalised[at]}`);
  }
});

test('lesson 11: from weights half or twice as large only the network with it learns, for every seed', () => {
  const of = (/** @type {'plain' | 'bn'} */ kind, /** @type {number} */ start) =>
    accuracies(trainAll((seed) => startPlanOf(kind, start, seed)));
  for (const accuracy of [...of('plain', 0.5), ...of('plain', 2)]) {
    assert.ok(accuracy < 0.3, `without: ${accuracy}`);
  }
  const [half, twice] = [of('bn', 0.5), of('bn', 2)];
  for (const at of half.keys()) {
    assert.ok(half[at] > 0.75 && twice[at] > 0.65, `with: ${half[at]}, ${twice[at]}`);
    assert.ok(twice[at] < half[at] - 0.05, 'it is not immune');
  }
});
