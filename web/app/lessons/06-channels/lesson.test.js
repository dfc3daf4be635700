import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseSegment,
  openLesson,
  readFigure,
  readGrid,
  writeCell,
} from '../../../../tests/browser/support/lesson.js';

/** Cross-correlation of 4 x 4 and 3 x 3. @param {number[][]} image @param {number[][]} kernel */
const correlate = (image, kernel) =>
  [0, 1].map((r) =>
    [0, 1].map((t) =>
      kernel
        .flatMap((row, u) => row.map((w, v) => w * image[r + u][t + v]))
        .reduce((a, b) => a + b),
    ),
  );

/** @param {number[][][]} grids */
const add = (grids) =>
  [0, 1].map((r) => [0, 1].map((t) => grids.reduce((sum, grid) => sum + grid[r][t], 0)));

/** What the lab shows is what its own numbers give. @param {number} bias */
async function checkSums(bias) {
  const partial = [];
  for (const channel of [0, 1, 2]) {
    const [image, kernel] = [
      await readGrid(`input-${channel}`),
      await readGrid(`kernel-${channel}`),
    ];
    partial.push(correlate(image, kernel));
    assert.deepEqual(await readGrid(`partial-${channel}`), partial[channel]);
  }
  const sum = add(partial);
  assert.deepEqual(await readGrid('sum'), sum);
  assert.deepEqual(
    await readGrid('output'),
    sum.map((row) => row.map((value) => value + bias)),
  );
}

test('lesson 6: the channels are convolved apart, added up, and the bias comes last', async () => {
  const page = await openLesson('channels');
  await checkSums(0);
  await chooseSegment('shown-kernel', '1');
  await checkSums(1);
  await writeCell('input-1', 2, 2, 9);
  await writeCell('kernel-0', 0, 0, -4);
  await page.locator('input[name="bias"]').fill('-2.5');
  await checkSums(-2.5);
});

test('lesson 6: the shapes of every tensor, for any batch and number of kernels', async () => {
  const page = await openLesson('channels');
  for (const [batch, kernels] of [
    [1, 2],
    [4, 3],
    [2, 1],
  ]) {
    await page.locator('select[name="batch"]').selectOption(String(batch));
    await page.locator('select[name="kernels"]').selectOption(String(kernels));
    assert.equal(await readFigure('shape-input'), `(${batch}, 3, 4, 4)`);
    assert.equal(await readFigure('shape-weight'), `(${kernels}, 3, 3, 3)`);
    assert.equal(await readFigure('shape-bias'), `(${kernels})`);
    assert.equal(await readFigure('shape-output'), `(${batch}, ${kernels}, 2, 2)`);
  }
});

test('lesson 6: each image of the batch has a result of its own', async () => {
  const page = await openLesson('channels');
  await page.locator('select[name="batch"]').selectOption('3');
  await chooseSegment('shown-kernel', '1');
  const outputs = new Set();
  for (const sample of ['0', '1', '2']) {
    await chooseSegment('sample', sample);
    await checkSums(1);
    outputs.add(JSON.stringify(await readGrid('output')));
  }
  assert.equal(outputs.size, 3);
});
