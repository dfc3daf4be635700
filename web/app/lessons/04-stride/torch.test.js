import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy, rowsOf } from '../../../../tests/unit/support/lesson.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { convolve, LARGE, outputSize, START } from './model.js';

test('lesson 4: the program gives what the lab gives', torchOptions, async () => {
  const [[[small]], large] = await printedBy(import.meta.url);
  assert.deepEqual(small, rowsOf(convolve(networks, START)));
  const { height, width } = outputSize(networks, LARGE);
  assert.deepEqual(large, [1, 1, height, width]);
});
