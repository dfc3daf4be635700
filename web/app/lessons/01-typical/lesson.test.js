import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  linkedState,
  openLesson,
  presentPage,
  readFigure,
} from '../../../../tests/browser/support/lesson.js';
import { digits } from '../../../../tests/browser/support/shapes.js';

/** Layer, shape of its output, parameters, worked out by hand. @type {[string, string, number][]} */
const LAYERS = [
  ['conv1', '16 × 24 × 24', 16 * (1 * 5 * 5 + 1)],
  ['pool1', '16 × 12 × 12', 0],
  ['bn1', '16 × 12 × 12', 2 * 16],
  ['relu1', '16 × 12 × 12', 0],
  ['conv2', '32 × 8 × 8', 32 * (16 * 5 * 5 + 1)],
  ['pool2', '32 × 4 × 4', 0],
  ['bn2', '32 × 4 × 4', 2 * 32],
  ['relu2', '32 × 4 × 4', 0],
  ['flatten', '512', 0],
  ['fc1', '64', (512 + 1) * 64],
  ['bn3', '64', 2 * 64],
  ['relu3', '64', 0],
  ['dropout', '64', 0],
  ['fc2', '10', (64 + 1) * 10],
];

/** @param {import('../../../../tests/browser/support/shapes.js').Point[][]} strokes */
const draw = (strokes) =>
  presentPage()
    .locator('conv-digit-pad')
    .evaluate((pad, lines) => {
      /** @type {any} */ (pad).replaceStrokes(
        lines.map((points) => ({ points: points.flatMap(({ x, y }) => [x, y, 1]), width: 0.075 })),
      );
    }, strokes);

/** The numbers that the shown layer gives. @returns {Promise<number[]>} */
const shownValues = () =>
  presentPage()
    .locator('conv-layer')
    .evaluate(async (layer) => {
      await /** @type {any} */ (layer.parentElement).updateComplete;
      await /** @type {any} */ (layer).updateComplete;
      return Array.from(/** @type {any} */ (layer).activation);
    });

/** @param {string} name */
const choose = (name) => presentPage().locator(`button[data-layer="${name}"]`).click();

test('lesson 1: shapes and parameters of every layer, and a digit is read', async () => {
  const page = await openLesson('typical');
  for (const [name, shape, count] of LAYERS) {
    assert.equal(await readFigure(`shape-${name}`), shape);
    assert.equal(await readFigure(`count-${name}`), String(count));
  }
  const all = LAYERS.reduce((sum, [, , count]) => sum + count, 0);
  assert.equal(await readFigure('count-all'), String(all));
  for (const [digit, strokes] of Object.entries(digits)) {
    await draw(strokes);
    const best = page.locator('conv-predictions .best .name');
    await page.waitForFunction(
      (wanted) =>
        document.querySelector('conv-predictions')?.shadowRoot?.querySelector('.best .name')
          ?.textContent === wanted,
      digit,
    );
    assert.equal(await best.innerText(), digit);
  }
});

test('lesson 1: the layers one after the other, by press and by themselves', async () => {
  const page = await openLesson('typical');
  const current = page.locator('button[aria-current="step"]');
  const seen = [];
  for (const [name] of LAYERS) {
    seen.push(await current.innerText());
    assert.equal(await page.locator('conv-layer h3').innerText(), name);
    if (name !== 'fc2') await page.locator('.lab-steps .forward').click();
  }
  assert.deepEqual(
    seen,
    LAYERS.map(([name]) => name),
  );
  await choose('relu1');
  const after = await shownValues();
  await choose('bn1');
  const before = await shownValues();
  assert.ok(before.some((value) => value < 0));
  assert.deepEqual(
    after,
    before.map((value) => Math.max(value, 0)),
  );
  await choose('relu3');
  await page.locator('button.play').click();
  await page.waitForFunction(
    () => document.querySelector('button[aria-current="step"]')?.textContent === 'fc2',
  );
  assert.equal(await page.locator('button.play').getAttribute('aria-pressed'), 'false');
});

test('lesson 1: dropout lets all pass in use; in training it draws lots and keeps the scale', async () => {
  const page = await openLesson('typical');
  await choose('relu3');
  const before = await shownValues();
  await choose('dropout');
  assert.deepEqual(await shownValues(), before);
  assert.equal((await linkedState()).start, 'pretrained');
  await page.locator('input[name="training"]').check();
  assert.ok((await linkedState()).description.layers.some(({ type }) => type === 'Dropout'));
  const masks = new Set();
  for (let turn = 0; turn < 5; turn++) {
    const values = await shownValues();
    masks.add(values.map((value) => Number(value !== 0)).join(''));
    for (const [index, value] of values.entries()) {
      if (value !== 0) assert.ok(Math.abs(value - 2 * before[index]) < 1e-5);
    }
    assert.ok(values.some((value, index) => value === 0 && before[index] !== 0));
    await page.locator('button.mask').click();
  }
  assert.ok(masks.size > 1);
});

test('lesson 1: on 56 x 56 the maps grow, the kernels do not, and find everything again', async () => {
  const page = await openLesson('typical');
  for (const [name, small, large, count, largeCount] of /** @type {const} */ ([
    ['conv1', '16 × 24 × 24', '16 × 52 × 52', 416, 416],
    ['pool1', '16 × 12 × 12', '16 × 26 × 26', 0, 0],
    ['conv2', '32 × 8 × 8', '32 × 22 × 22', 12832, 12832],
    ['pool2', '32 × 4 × 4', '32 × 11 × 11', 0, 0],
    ['fc1', '64', '64', 64 * 513, 64 * (32 * 11 * 11 + 1)],
  ])) {
    assert.equal(await readFigure(`small-shape-${name}`), small);
    assert.equal(await readFigure(`large-shape-${name}`), large);
    assert.equal(await readFigure(`small-count-${name}`), String(count));
    assert.equal(await readFigure(`large-count-${name}`), String(largeCount));
  }
  for (const [name, numbers] of /** @type {const} */ ([
    ['conv1', 16 * 24 * 24],
    ['relu2', 32 * 4 * 4],
  ])) {
    await page.locator('select[name="shown"]').selectOption(name);
    for (const strokes of Object.values(digits)) {
      await draw(strokes);
      assert.equal(await readFigure('found'), `${numbers} / ${numbers}`);
    }
  }
});
