import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy, rowsOf } from '../../../../tests/unit/support/lesson.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { convolve, START } from './model.js';

test('lesson 2: the program gives what the lab gives', torchOptions, async () => {
  const [[[straight]], [[turned]], weight, bias] = await printedBy(import.meta.url);
  assert.deepEqual(straight, rowsOf(convolve(networks, START).output));
  assert.deepEqual(turned, rowsOf(convolve(networks, { ...START, flipped: true }).output));
  assert.deepEqual([weight, bias], [[1, 1, 3, 5], [1]]);
});
