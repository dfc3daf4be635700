import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy } from '../../../../tests/unit/support/lesson.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { count, EXERCISE } from './model.js';

test('lesson 7: the program gives what the lab gives', torchOptions, async () => {
  const [shape, multiplications, additions] = await printedBy(import.meta.url);
  const one = count(networks, EXERCISE);
  assert.deepEqual(shape, [1, ...one.output]);
  assert.equal(multiplications, EXERCISE.batch * one.multiplications);
  assert.equal(additions, EXERCISE.batch * one.additions);
});
