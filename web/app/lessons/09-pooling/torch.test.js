import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy, rowsOf } from '../../../../tests/unit/support/lesson.js';
import { mnistFile } from '../../../../tests/unit/support/mnist.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { nudge, pool, START } from './model.js';

test('lesson 9: the program gives what the lab gives', torchOptions, async () => {
  const [[[largest]], where, [[mean]], [[sliding]]] = await printedBy(import.meta.url);
  const apart = pool(networks, START, { kernel: 2, stride: 2 });
  assert.deepEqual(rowsOf(apart.max), largest);
  assert.deepEqual(apart.winners, where);
  assert.deepEqual(rowsOf(apart.mean), mean);
  assert.deepEqual(rowsOf(pool(networks, START, { kernel: 3, stride: 1 }).max), sliding);
});

test('lesson 9: pooling lowers the share of outputs that a nudge changes, larger windows on average more', async () => {
  const pixels = (await mnistFile('t10k-images-idx3-ubyte')).subarray(16);
  /** Sums over all digits and directions, for windows of 2, 3 and 4. */
  const sums = [0, 0, 0];
  for (let digit = 0; digit < 25; digit++) {
    const image = pixels.slice(digit * 784, (digit + 1) * 784);
    for (const [right, down] of [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ]) {
      for (const kernel of [2, 3, 4]) {
        const { conv, max } = nudge(networks, image, { right, down, kernel });
        const share = max.changed / max.active;
        assert.ok(share < conv.changed / conv.active, `digit ${digit}, window of ${kernel}`);
        sums[kernel - 2] += share / 100;
      }
    }
  }
  assert.ok(sums[1] < sums[0] - 0.03 && sums[2] < sums[1] - 0.03, sums.join(', '));
});
