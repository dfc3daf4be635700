import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf } from '../../web/app/look/story.js';
import { open as openNetwork, workOut, zoo } from '../support/layer-arithmetic.js';
import { welcome } from './support/guest.js';
import {
  chosenValue,
  clickValue,
  fieldsOf,
  heatValues,
  moversOf,
  numbers,
  request,
  stepNumbers,
  useNetwork,
} from './support/look.js';
import { drawStrokes, waitForData } from './support/page.js';
import { digits } from './support/shapes.js';

/** What the view "Take apart" shows, against arithmetic done here on the numbers of other parts of the page. */

const { page } = await welcome({ reducedMotion: 'reduce' });
await waitForData(page);
await drawStrokes(page, digits[4]);
await page.locator('#tab-look').click();
await page.locator('look-maps[data-layer="0"]').waitFor();

/** Reproducible numbers in [0, 1): a linear congruence. */
let state = 3;
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);

test('a clicked value of any layer is what the formula gives', async () => {
  await useNetwork(page, zoo);
  const { image, layers } = await numbers(page);
  let compared = 0;
  for (const { info, tensors, data } of layers) {
    for (let n = 0; n < (info.type === 'Conv2d' ? 3 : 2); ++n) {
      const unit = Math.floor(random() * sizeOf(info.outputShape));
      await clickValue(page, info.index, unit);
      const shown = await chosenValue(page, info.index, unit);
      const inputs = info.inputs.map(
        (/** @type {string} */ name) =>
          layers.find((layer) => layer.info.name === name)?.data ?? image,
      );
      const expected = workOut({ ...info, inputs, tensors, unit });
      const tolerance = 3e-5 * Math.max(1, Math.abs(expected));
      assert.ok(
        Math.abs(shown - expected) < tolerance,
        `${info.name} ${unit}: ${shown} ${expected}`,
      );
      assert.ok(Math.abs(shown - data[unit]) < tolerance);
      const written = await stepNumbers(page);
      assert.ok(written.length > 0, info.name);
      compared += 1;
    }
  }
  assert.ok(compared >= 50, `${compared}`);
});

test('keys lead through the steps, and their sums add up to the value', async () => {
  const { layers } = await numbers(page);
  const { info, data } = layers[3];
  const unit = 2 * 100 + 4 * 10 + 5;
  await clickValue(page, info.index, unit);
  await chosenValue(page, info.index, unit);
  await page.locator('pixel-story .steps').focus();
  await page.keyboard.press('Home');
  const sums = [];
  for (let step = 0; step < 2; ++step) {
    assert.equal(await page.locator('pixel-story .step').getAttribute('data-step'), String(step));
    const [sum] = await stepNumbers(page);
    sums.push(sum);
    await page.keyboard.press('ArrowRight');
  }
  assert.equal(await page.locator('pixel-story .step').getAttribute('data-kind'), 'sum');
  const bias = layers[3].tensors.bias[2];
  assert.ok(
    Math.abs(sums[0] + sums[1] + bias - data[unit]) < 1e-4,
    `${sums} ${bias} ${data[unit]}`,
  );
});

test('arrow keys move a chosen value along its map, and the story follows', async () => {
  await clickValue(page, 0, 30);
  const first = await chosenValue(page, 0, 30);
  await page.keyboard.press('ArrowRight');
  const second = await chosenValue(page, 0, 31);
  const { layers } = await numbers(page);
  assert.ok(Math.abs(first - layers[0].data[30]) < 1e-5);
  assert.ok(Math.abs(second - layers[0].data[31]) < 1e-5);
  await page.locator('pixel-story [data-go="-1"]').click();
  await chosenValue(page, 0, 30);
});

test('a value moves along its map by itself until it is stopped', async () => {
  const run = page.locator('pixel-story [data-run]');
  await run.click();
  await chosenValue(page, 0, 31);
  await chosenValue(page, 0, 32);
  await run.click();
  assert.equal(await run.getAttribute('aria-pressed'), 'false');
  const last = Number(await page.locator('pixel-story .result').getAttribute('data-value'));
  const { layers } = await numbers(page);
  const unit = await page.evaluate(
    () => /** @type {any} */ (document.querySelector('pixel-story')).answer.at.unit,
  );
  assert.ok(Math.abs(last - layers[0].data[unit]) < 1e-5);
});

test('a share is told by the powers of all values, their sum and the quotient', async () => {
  const { layers } = await numbers(page);
  const soft = layers.find(({ info }) => info.name === 'soft') ?? assert.fail();
  const before = layers[soft.info.index - 1].data;
  const plane = sizeOf(soft.info.outputShape.slice(1));
  await clickValue(page, soft.info.index, plane + 1);
  const shown = await chosenValue(page, soft.info.index, plane + 1);
  const values = before.filter(
    (/** @type {number} */ _, /** @type {number} */ i) => i % plane === 1,
  );
  const powers = values.map((/** @type {number} */ x) => Math.exp(x - Math.max(...values)));
  const sum = powers.reduce(
    (/** @type {number} */ all, /** @type {number} */ power) => all + power,
  );
  const rows = page.locator('.powers tbody tr td:last-child [data-number]');
  const written = await rows.evaluateAll((all) =>
    all.map((each) => Number(/** @type {HTMLElement} */ (each).dataset.number)),
  );
  assert.equal(written.length, soft.info.outputShape[0]);
  for (const [i, power] of powers.entries()) assert.ok(Math.abs(written[i] - power) < 1e-5);
  assert.ok(Math.abs(((await stepNumbers(page)).at(-1) ?? 0) - sum) < 1e-5);
  await page.locator('pixel-story .step-list button').last().click();
  const [power, whole, share] = await stepNumbers(page);
  assert.ok(Math.abs(power - powers[1]) < 1e-5 && Math.abs(whole - sum) < 1e-5);
  assert.ok(Math.abs(share - powers[1] / sum) < 1e-5 && share === shown);
});

test('the field of a value is where a push moves it, and a pixel reaches just those values', async () => {
  const marks = (/** @type {number} */ layer) =>
    page.locator(`look-maps[data-layer="${layer}"]`).evaluate((element) => {
      const found = /** @type {any} */ (element).marks ?? [];
      return Array.from(found.keys(), Number).filter((i) => found[i] === 1);
    });
  // Linear as far as this, so every pixel that is seen shows.
  const unit = 3 * 144 + 5 * 12 + 7;
  await clickValue(page, 0, unit);
  await chosenValue(page, 0, unit);
  const field = await marks(-1);
  const [, y, x] = Object.values(placeOf(unit, [4, 12, 12]));
  const expected = [0, 1, 2, 3, 4].flatMap((i) =>
    [0, 1, 2, 3, 4].map((j) => (2 * y + i) * 28 + 2 * x + j),
  );
  assert.deepEqual(field, expected);
  const chip = page.locator('.look-layers > li').first().locator('.chip.field');
  assert.equal(await chip.getAttribute('data-found'), '25');

  const pixel = 13 * 28 + 14;
  await clickValue(page, -1, pixel);
  await page.waitForFunction(
    () =>
      /** @type {any} */ (document.querySelector('look-maps[data-layer="0"]')).marks?.length > 0,
  );
  const reached = await marks(0);
  const moved = await page.evaluate(async (index) => {
    const { playground } = /** @type {any} */ (document.querySelector('look-view'));
    const { engine, state: shown } = playground;
    const run = async (/** @type {Uint8Array} */ image) =>
      (await engine.inspect({ image, layers: [0] }))[0].data;
    const image = shown.reading.image.slice();
    const before = await run(image);
    image[index] = image[index] > 127 ? 0 : 255;
    const now = await run(image);
    return Array.from(before.keys(), Number).filter((i) => before[i] !== now[i]);
  }, pixel);
  assert.deepEqual(reached, moved);
});

test('the fields of 50 random values are just the pixels that move them', async () => {
  await useNetwork(page, openNetwork);
  const { layers } = await numbers(page);
  const chosen = Array.from({ length: 50 }, (_, n) => {
    const { info } = layers[n % layers.length];
    return { layer: info.index, unit: Math.floor(random() * sizeOf(info.outputShape)) };
  });
  const fields = await fieldsOf(page, chosen);
  assert.ok(fields.some((field) => field.length > 100) && fields.some(({ length }) => length < 50));
  assert.deepEqual(fields, await moversOf(page, chosen));
});

/** @param {string} topic */
const open = (topic) =>
  page.locator(`label:has(> input[name="look-part"][value="${topic}"])`).click();

test('why: the gradient is that of the class, and covering costs what a prediction says', async () => {
  await page.evaluate(() =>
    /** @type {any} */ (document.querySelector('look-view')).playground.toPretrained(),
  );
  await page.waitForFunction(() => {
    const { observer } = /** @type {any} */ (document.querySelector('look-view'));
    return observer.network.layers[0].name === 'conv1';
  });
  await open('why');
  await page.locator('#why-class').selectOption('9');
  await page.locator('look-maps[data-heat="losses"]').waitFor();
  await page.waitForFunction(() => {
    const { why } = /** @type {any} */ (document.querySelector('look-view'));
    return why.output === 9 && !why.stale && !why.task.busy && why.covered;
  });
  const { input } = await request(page, 'gradients', { output: 9 });
  const shown = await heatValues(page, 'gradient');
  const largest = Math.max(...input.data.map(Math.abs));
  assert.ok(largest > 0);
  for (const [i, value] of shown.entries()) {
    assert.ok(Math.abs(value - input.data[i]) < 1e-4 * largest, `${i}`);
  }
  const losses = await heatValues(page, 'losses');
  const image = await page.evaluate(() =>
    Array.from(/** @type {any} */ (document.querySelector('look-view')).observer.pixels, Number),
  );
  const [whole] = [(await request(page, 'predict', { inputs: image }))[9]];
  const worst = losses.indexOf(Math.max(...losses));
  const rest = image.map((value, i) => {
    const far = Math.abs(Math.floor(i / 28) - Math.floor(worst / 28)) > 2;
    return far || Math.abs((i % 28) - (worst % 28)) > 2 ? value : 0;
  });
  const without = (await request(page, 'predict', { inputs: rest }))[9];
  assert.ok(Math.abs(losses[worst] - (whole - without)) < 1e-4, `${losses[worst]}`);
});

test('a dream of a class is read as that class, and the images found excite it most', async () => {
  await open('wish');
  await page.locator('#wish-channel').selectOption('3');
  await page.locator('#dream').click();
  await page.locator('#dream:not([disabled])').waitFor();
  const dreamt = await heatValues(page, 'dream');
  assert.ok(dreamt.every((value) => value >= 0 && value <= 1));
  const probabilities = await request(page, 'predict', { inputs: dreamt });
  assert.ok(probabilities[3] > 0.95, `${probabilities[3]}`);

  await page.locator('#wish-layer').selectOption('0');
  await page.locator('#wish-channel').fill('5');
  await page.locator('#wish-channel').blur();
  await page.locator('#search').click();
  await page.locator('.exciting:not(.outdated) li').nth(11).waitFor();
  const found = await page
    .locator('.exciting li')
    .evaluateAll((items) =>
      items.map((item) => Object.values(/** @type {HTMLElement} */ (item).dataset).map(Number)),
    );
  const values = found.map(([, value]) => value);
  assert.deepEqual(
    values,
    values.toSorted((a, b) => b - a),
  );
  const excitement = async (/** @type {number} */ index) => {
    const { image } = await request(page, 'image', { split: 'test', index });
    const inputs = image.map((/** @type {number} */ value) => value / 255);
    const [{ data, shape }] = await request(page, 'activations', { inputs, layers: [0] });
    const plane = shape[2] * shape[3];
    return Math.max(...data.slice(5 * plane, 6 * plane));
  };
  for (const [index, value] of [found[0], found[11]]) {
    assert.ok(Math.abs((await excitement(index)) - value) < 1e-5);
  }
  for (const index of [17, 4242, 9999]) {
    assert.ok((await excitement(index)) <= values[0]);
  }
});

test('run as in training, Dropout multiplies by its mask, and predicting keeps all', async () => {
  await open('pixel');
  await useNetwork(page, {
    input: [1, 28, 28],
    layers: [
      { type: 'Conv2d', name: 'c', out_channels: 3, kernel_size: 5, stride: 2 },
      { type: 'Dropout', name: 'd', p: 0.5 },
      { type: 'Flatten', name: 'f' },
      { type: 'Linear', name: 'l', out_features: 10 },
    ],
  });
  await page.locator('label:has(> input[name="look-mode"][value="train"])').click();
  const mask = page.locator('look-maps[data-mask="1"]');
  await mask.waitFor();
  const valuesOf = (/** @type {string} */ which) =>
    page
      .locator(`look-maps[${which}]`)
      .evaluate((element) => Array.from(/** @type {any} */ (element).data, Number));
  const [before, after, kept] = [
    await valuesOf('data-layer="0"'),
    await valuesOf('data-layer="1"'),
    await valuesOf('data-mask="1"'),
  ];
  assert.deepEqual([...new Set(kept)].sort(), [0, 1]);
  for (const [i, value] of after.entries()) {
    assert.ok(Math.abs(value - 2 * kept[i] * before[i]) < 1e-5, `${i}`);
  }
  const count = Number(await page.locator('.mask [data-kept]').getAttribute('data-kept'));
  assert.equal(
    count,
    kept.reduce((sum, value) => sum + value, 0),
  );
  await page.locator('#draw-masks').click();
  await page.waitForFunction((earlier) => {
    const maps = /** @type {any} */ (document.querySelector('look-maps[data-mask="1"]'));
    return Array.from(maps.data).join() !== earlier;
  }, kept.join());
  await page.locator('label:has(> input[name="look-mode"][value="predict"])').click();
  await mask.waitFor({ state: 'detached' });
  assert.deepEqual(await valuesOf('data-layer="1"'), before);
});

test('the histograms count every value, and follow the training', async () => {
  await page.locator('#step').click();
  await open('health');
  const line = page.locator('.verdict-line[data-step]');
  await line.waitFor();
  const totals = () =>
    page
      .locator('.health [data-kind="activation"]')
      .evaluateAll((items) =>
        items.map((item) => Number(/** @type {HTMLElement} */ (item).dataset.total)),
      );
  // 64 images of the check-up, each with so many values in the four layers.
  assert.deepEqual(
    await totals(),
    [432, 432, 432, 10].map((size) => 64 * size),
  );
  const table = page.locator('.health li').nth(3).locator('details.numbers');
  await table.locator('summary').click();
  const counts = await table
    .locator('tbody td:nth-of-type(1)')
    .evaluateAll((cells) => cells.map((cell) => Number(cell.textContent?.replace(/\D/g, ''))));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    640,
  );
  const first = Number(await line.getAttribute('data-step'));
  await page.locator('#step').click();
  await page.waitForFunction(
    (step) => Number(document.querySelector('[data-step]')?.getAttribute('data-step')) > step,
    first,
  );
});
