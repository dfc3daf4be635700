import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy, rowsOf } from '../../../../tests/unit/support/lesson.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { convolve, NONE, START } from './model.js';

test('lesson 3: the program gives what the lab gives', torchOptions, async () => {
  const [[[without]], [[even]], [[uneven]]] = await printedBy(import.meta.url);
  const padded = (/** @type {Partial<import('./model.js').Sides>} */ sides) =>
    rowsOf(convolve(networks, { ...START, sides: { ...NONE, ...sides } }));
  assert.deepEqual(without, padded({}));
  assert.deepEqual(even, padded({ top: 1, bottom: 1, left: 1, right: 1 }));
  assert.deepEqual(uneven, padded({ top: 2, right: 1 }));
});
