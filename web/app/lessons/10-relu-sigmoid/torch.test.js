import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy } from '../../../../tests/unit/support/lesson.js';
import { trainAll } from '../../../../tests/unit/support/lesson-training.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { ACTIVATIONS, DEPTH, firstToLast, planOf, slopes } from './model.js';

test('lesson 10: the slopes are those of the program', torchOptions, async () => {
  const [sigmoid, relu, ofRelu, ofSigmoid] = await printedBy(import.meta.url);
  const found = slopes(networks, 'Sigmoid', [-2, 0, 2]);
  for (const [at, { slope }] of found.entries()) {
    assert.ok(
      Math.abs(slope - sigmoid[at]) < 1e-6 * sigmoid[at] + 1e-7,
      `${slope}, ${sigmoid[at]}`,
    );
  }
  assert.equal(found[1].slope, 0.25);
  assert.deepEqual(
    slopes(networks, 'ReLU', [-2, 1, 2]).map(({ slope }) => slope),
    relu,
  );
  // Other random numbers, the same tale.
  assert.ok(ofRelu[0] > 0.1 * ofRelu[1]);
  assert.ok(ofSigmoid[0] < 0.01 * ofSigmoid[1]);
});

test('lesson 10: no slope of the sigmoid is above 1/4', () => {
  const points = Array.from({ length: 401 }, (_, at) => (at - 200) / 20);
  const steepest = slopes(networks, 'Sigmoid', points).reduce((a, b) =>
    b.slope > a.slope ? b : a,
  );
  assert.equal(steepest.slope, 0.25);
  assert.equal(steepest.value, 0.5);
});

test('lesson 10: with two hidden layers the sigmoid learns as well, from every seed', () => {
  for (const { outcome } of trainAll((seed) => ({ ...planOf('Sigmoid', 2, seed), every: 200 }))) {
    assert.ok(outcome.testAccuracy > 0.75, `${outcome.testAccuracy}`);
  }
});

test('lesson 10: the first layer gets less than a hundredth of the last one’s gradient with Sigmoid, more than a tenth with ReLU', () => {
  for (const activation of ACTIVATIONS) {
    for (const { reports, outcome } of trainAll((seed) => ({
      ...planOf(activation, DEPTH, seed),
      every: 200,
    }))) {
      const ratio = firstToLast(reports[0].gradients ?? []);
      if (activation === 'Sigmoid') {
        assert.ok(ratio < 0.01 && ratio > 0, `Sigmoid: ${ratio}`);
        assert.ok(outcome.testAccuracy < 0.25, `Sigmoid has not learnt: ${outcome.testAccuracy}`);
      } else {
        assert.ok(ratio > 0.1, `ReLU: ${ratio}`);
        assert.ok(outcome.testAccuracy > 0.4, `ReLU has learnt: ${outcome.testAccuracy}`);
      }
    }
  }
});
