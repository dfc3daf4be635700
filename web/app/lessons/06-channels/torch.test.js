import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy, rowsOf } from '../../../../tests/unit/support/lesson.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { convolve, START } from './model.js';

test('lesson 6: the program gives what the lab gives', torchOptions, async () => {
  const [[outputs], weight, bias, output] = await printedBy(import.meta.url);
  const shown = [0, 1].map((kernel) => convolve(networks, START, { kernel, sample: 0 }));
  assert.deepEqual(
    outputs,
    shown.map((result) => rowsOf(result.output)),
  );
  const { shapes } = convolve(networks, { ...START, batch: 4 }, { kernel: 0, sample: 3 });
  assert.deepEqual([shapes.weight, shapes.bias, shapes.output], [weight, bias, output]);
});
