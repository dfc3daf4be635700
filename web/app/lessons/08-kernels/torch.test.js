import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networks, printedBy, rowsOf } from '../../../../tests/unit/support/lesson.js';
import { torchOptions } from '../../../../tests/unit/support/torch.js';
import { KERNELS } from './kernels.js';
import { filter, findBoundary, greyPicture, halves, START, WHITE } from './model.js';

/** @param {number[]} actual @param {number[]} expected */
function assertNear(actual, expected) {
  assert.equal(actual.length, expected.length);
  for (const [at, value] of actual.entries()) assert.ok(Math.abs(value - expected[at]) < 1e-5);
}

test('lesson 8: the program gives what the lab gives', torchOptions, async () => {
  const [columns, values, edges, blurred, shape] = await printedBy(import.meta.url);
  const found = findBoundary(networks, START);
  assert.deepEqual(found.columns, columns);
  assert.deepEqual([0, ...found.values], values);
  const picture = greyPicture(halves(WHITE, false));
  const firstRow = (/** @type {string} */ name) =>
    rowsOf(filter(networks, picture, KERNELS[name].kernel, false).output)[0];
  assertNear(firstRow('edges').slice(26, 32), edges);
  assertNear(firstRow('blur').slice(24, 32), blurred);
  const { output } = filter(networks, picture, KERNELS.edges.kernel, true);
  assert.deepEqual([1, output.channels, output.height, output.width], shape);
});
