import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  linkedState,
  openLesson,
  readFigure,
  readGrid,
  readValues,
  trainOnce,
} from '../../../../tests/browser/support/lesson.js';

const MODES = ['upscale_in_train', 'downscale_in_infer'];

/** @param {number[][]} rows */
const norm = (rows) => rows.flat().reduce((sum, value) => sum + Math.abs(value), 0);

/** @param {number} a @param {number} b */
const close = (a, b) => assert.ok(Math.abs(a - b) <= 2e-3 * Math.abs(b) + 1e-9, `${a}, not ${b}`);

test('lesson 12: both modes use the same mask and scale as they say', async () => {
  const page = await openLesson('dropout');
  for (const p of [0.5, 0.2]) {
    await page.locator('input[name="p"]').fill(String(p));
    const input = await readGrid('input');
    const masks = await Promise.all(MODES.map((mode) => readGrid(`mask-${mode}`)));
    assert.deepEqual(masks[0], masks[1]);
    const scales = [
      [1 / (1 - p), 1],
      [1, 1 - p],
    ];
    for (const [at, mode] of MODES.entries()) {
      const [trained, inferred] = [
        await readGrid(`trained-${mode}`),
        await readGrid(`inferred-${mode}`),
      ];
      for (const [y, row] of input.entries()) {
        for (const [x, value] of row.entries()) {
          close(trained[y][x], value * masks[at][y][x] * scales[at][0]);
          close(inferred[y][x], value * scales[at][1]);
        }
      }
      close(Number(await readFigure(`trained-${mode}`)), norm(trained));
      close(Number(await readFigure(`inferred-${mode}`)), norm(inferred));
    }
    const { description } = await linkedState();
    const dropped = description.layers.filter(({ type }) => type === 'Dropout');
    assert.deepEqual(
      dropped.map((layer) => layer.p),
      [p, p],
    );
  }
});

test('lesson 12: on average the norm in training is that of prediction, in both modes', async () => {
  const page = await openLesson('dropout');
  for (const axis of ['all', 'channels', 'pixels']) {
    await page.locator('select[name="axis"]').selectOption(axis);
    await page.locator('button.average').click();
    for (const mode of MODES) {
      const [trained, inferred] = [`mean-${mode}`, `infer-${mode}`].map((name) => readFigure(name));
      const ratio = Number(await trained) / Number(await inferred);
      assert.ok(Math.abs(ratio - 1) < 0.02, `${axis}, ${mode}: ${ratio}`);
    }
  }
});

test('lesson 12: along an axis one mask is shared', async () => {
  const page = await openLesson('dropout');
  await page.locator('select[name="axis"]').selectOption('channels');
  let kept = 0;
  for (let draw = 0; draw < 5; draw++) {
    await page.locator('button.new-mask').click();
    const rows = await readGrid('mask-upscale_in_train');
    assert.ok(rows.every((row) => new Set(row).size === 1));
    kept += rows.filter(([first]) => first === 1).length;
  }
  assert.ok(kept > 0 && kept < 20, `${kept} of 20 channels kept`);
  await page.locator('select[name="axis"]').selectOption('pixels');
  const rows = await readGrid('mask-upscale_in_train');
  assert.ok(rows.every((row) => String(row) === String(rows[0])));
});

test('lesson 12: trained here, dropout lowers the loss on test images', async () => {
  await openLesson('dropout');
  await trainOnce();
  const [without] = await readValues('loss-0');
  const [dropped] = await readValues('loss-0.5');
  assert.ok(dropped < without - 0.03, `${dropped}, ${without}`);
  const [learnt] = await readValues('train-0');
  const [asked] = await readValues('test-0');
  assert.ok(learnt > 0.99 && asked < learnt - 0.08, `${learnt}, ${asked}: it overfits`);
});
