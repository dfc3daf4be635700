import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy } from '../../../../tests/unit/support/lesson.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { compare, read, trainedFile, weightsOf } from './model.js';

/** @param {import('./model.js').Step[]} steps */
const figures = (steps) => [
  steps.map(({ info }) => info.outputShape),
  steps.map(({ info }) => info.parameterCount),
];

test('lesson 1: the program gives what the lab gives', torchOptions, async () => {
  const [shapes, counts, largeShapes, largeCounts] = await printedBy(import.meta.url);
  const weights = weightsOf(networks, await trainedFile());
  const image = new Uint8Array(28 * 28);
  const { steps } = read(networks, weights, image, { training: false, p: 0.5 });
  assert.deepEqual(figures(steps), [shapes, counts]);
  const { large } = compare(networks, weights, image, 'copies');
  const both = [largeShapes, largeCounts].map((all) => all.slice(0, large.length));
  assert.deepEqual(figures(large), both);
});
