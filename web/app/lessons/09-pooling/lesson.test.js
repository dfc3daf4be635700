import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseSegment,
  openLesson,
  readFigure,
  readGrid,
  writeCell,
} from '../../../../tests/browser/support/lesson.js';
import { digits } from '../../../../tests/browser/support/shapes.js';

test('lesson 9: a window of 2 on 4 x 4 gives 2 x 2, the maxima and the means', async () => {
  const page = await openLesson('pooling');
  const [a, b, c, d] = await readGrid('input');
  const windows = [
    [a[0], a[1], b[0], b[1]],
    [a[2], a[3], b[2], b[3]],
    [c[0], c[1], d[0], d[1]],
    [c[2], c[3], d[2], d[3]],
  ];
  const mean = (/** @type {number[]} */ all) => all.reduce((sum, one) => sum + one, 0) / 4;
  assert.equal(await readFigure('output-size'), '2 × 2');
  assert.deepEqual(
    (await readGrid('max')).flat(),
    windows.map((all) => Math.max(...all)),
  );
  assert.deepEqual((await readGrid('mean')).flat(), windows.map(mean));
  const marked = page.locator('conv-grid[data-grid="input"] td.marked input');
  assert.deepEqual(
    await marked.evaluateAll((cells) =>
      cells.map((cell) => Number(/** @type {any} */ (cell).value)),
    ),
    [6, 5, 7, 9],
  );
  await writeCell('input', 0, 3, 20);
  assert.equal((await readGrid('max'))[0][1], 20);
  assert.equal((await readGrid('mean'))[0][1], (2 + 20 + 5 + 1) / 4);
});

test('lesson 9: the size follows the formula of the convolution', async () => {
  const page = await openLesson('pooling');
  for (const [kernel, stride] of [
    [3, 1],
    [2, 1],
    [3, 2],
    [4, 4],
  ]) {
    await page.locator('select[name="kernel"]').selectOption(String(kernel));
    await page.locator('select[name="stride"]').selectOption(String(stride));
    const places = Math.floor((4 - kernel) / stride) + 1;
    assert.equal(await readFigure('output-size'), `${places} × ${places}`);
  }
});

test('lesson 9: a nudge changes a smaller share of pooled outputs, for every digit and direction', async () => {
  const page = await openLesson('pooling');
  const share = async (/** @type {string} */ name) =>
    Number(await readFigure(`changed-${name}`)) / Number(await readFigure(`active-${name}`));
  const pad = page.locator('conv-digit-pad');
  for (const strokes of Object.values(digits)) {
    await pad.evaluate((element, lines) => {
      /** @type {any} */ (element).strokes = lines.map((points) => ({
        points: points.flatMap(({ x, y }) => [x, y, 1]),
        width: 0.075,
      }));
    }, strokes);
    for (const direction of ['right', 'down', 'left', 'up']) {
      await chooseSegment('direction', direction);
      assert.equal(await readFigure('outputs-conv'), String(4 * 28 * 28));
      assert.equal(await readFigure('outputs-max'), String(4 * 14 * 14));
      const [conv, max, mean] = [await share('conv'), await share('max'), await share('mean')];
      assert.ok(conv > 0 && max < conv && mean < conv, `${direction}: ${conv}, ${max}, ${mean}`);
    }
  }
});
