import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy } from '../../../../tests/unit/support/lesson.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { build, STACKS } from './model.js';

test('lesson 5: the program gives what the lab gives', torchOptions, async () => {
  const printed = await printedBy(import.meta.url);
  const fields = [STACKS.two, STACKS.three, STACKS.pooled].map(
    (stack) => build(networks, stack).info.layers.at(-1)?.receptiveField.size,
  );
  assert.deepEqual(printed, fields);
});
