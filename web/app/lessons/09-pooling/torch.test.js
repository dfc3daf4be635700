import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy, rowsOf } from '../../../../tests/unit/support/lesson.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { pool, START } from './model.js';

test('lesson 9: the program gives what the lab gives', torchOptions, async () => {
  const [[[largest]], where, [[mean]], [[sliding]]] = await printedBy(import.meta.url);
  const apart = pool(networks, START, { kernel: 2, stride: 2 });
  assert.deepEqual(rowsOf(apart.max), largest);
  assert.deepEqual(apart.winners, where);
  assert.deepEqual(rowsOf(apart.mean), mean);
  assert.deepEqual(rowsOf(pool(networks, START, { kernel: 3, stride: 1 }).max), sliding);
});
