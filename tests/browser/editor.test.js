import assert from 'node:assert/strict';
import { test } from 'node:test';
import { welcomeTo } from './support/guest.js';
import { drawStrokes, LONG, readPrediction, stepCount, waitForData } from './support/page.js';
import { digits } from './support/shapes.js';
import { serveSite } from './support/site.js';

/** The editor of the network, by what the page's engine then has. */

const { page } = await welcomeTo(serveSite);
await waitForData(page);
await drawStrokes(page, digits[7]);
await page.locator('#tab-build').click();
await settledEditor();

/** The last change has been judged, and what fits is at work. */
async function settledEditor() {
  await page.waitForSelector('.build-state[data-busy="false"]', { timeout: LONG });
}

async function reload() {
  // The address follows a change after a pause.
  await page.waitForTimeout(500);
  await page.reload();
  await page.waitForSelector('#train:not([disabled])', { timeout: LONG });
  await settledEditor();
}

/** @param {string} name */
async function usePreset(name) {
  await page.locator(`[data-preset="${name}"]`).click();
  await settledEditor();
}

/** @param {string} layer @param {string} button */
async function press(layer, button) {
  await page.locator(`[data-layer="${layer}"] .build-${button}`).click();
  await settledEditor();
}

/** @param {string} name */
const totalOf = async (name) =>
  Number(await page.locator(`[data-total="${name}"]`).getAttribute('data-value'));

/** Names of the edited layers, in their order. */
const layerNames = () =>
  page
    .locator('.build-row[data-layer]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-layer')));

/** The layers of the network at work, as the other view shows them. */
const liveNames = () =>
  page
    .locator('network-panel conv-layer')
    .evaluateAll((views) => views.map((view) => /** @type {any} */ (view).layer.name));

/** @param {string} layer @param {string} option @param {string} text */
async function write(layer, option, text) {
  const row = page.locator(`[data-layer="${layer}"]`);
  if ((await row.locator('.build-title').getAttribute('aria-expanded')) === 'false') {
    await row.locator('.build-title').click();
  }
  await row.locator(`[data-option="${option}"] input`).fill(text);
  await settledEditor();
}

/** @param {string} layer @param {string} option */
const hint = (layer, option) =>
  page.locator(`[data-layer="${layer}"] [data-option="${option}"] small`).innerText();

test('figures of each layer and of the whole follow what is written', async () => {
  await usePreset('tensorflow');
  await write('conv1', 'out_channels', '5');
  await write('conv1', 'kernel_size', '7, 3');
  const row = page.locator('[data-layer="conv1"]');
  const figure = async (/** @type {string} */ name) =>
    row.locator(`[data-figure="${name}"]`).getAttribute('data-value');
  assert.equal(await figure('parameters'), String(5 * 7 * 3 + 5));
  assert.equal(await figure('multiplications'), String(5 * 7 * 3 * 22 * 26));
  assert.equal(await figure('field'), '7,3');
  assert.match(await row.locator('[data-figure="shape"]').innerText(), /5\s*×\s*22\s*×\s*26/);
  // 22 x 26 pooled to 11 x 13; 5 x 5 leaves 7 x 9; pooled again, 3 x 4.
  const parameters = 5 * 21 + 5 + (16 * 5 * 25 + 16) + (16 * 3 * 4 * 10 + 10);
  assert.equal(await totalOf('parameters'), parameters);
  const products = 5 * 21 * 22 * 26 + 16 * 5 * 25 * 7 * 9 + 16 * 3 * 4 * 10;
  assert.equal(await totalOf('multiplications'), products);
  await page.locator('#tab-inside').click();
  const summary = await page.locator('.network-summary').innerText();
  assert.match(summary, new RegExp(parameters.toLocaleString('en')));
  await page.locator('#tab-build').click();
});

test('what cannot be is explained at its field, and the last network stays at work', async () => {
  await usePreset('tensorflow');
  const before = await readPrediction(page);
  assert.ok(before);
  await write('conv2', 'kernel_size', '13');
  assert.match(
    await page.locator('[data-layer="conv2"] > .problem').innerText(),
    /at least 13.* 12 /,
  );
  await write('conv2', 'kernel_size', '0');
  assert.equal(await hint('conv2', 'kernel_size'), 'At least 1.');
  await write('conv2', 'kernel_size', '5');
  await write('conv2', 'groups', '3');
  assert.match(await hint('conv2', 'groups'), /divide.* output channels, 16; it is 3/);
  assert.deepEqual((await readPrediction(page))?.probabilities, before.probabilities);
  await write('conv2', 'groups', '8');
  assert.equal(await page.locator('.build .problem').count(), 0);
  assert.equal(await totalOf('parameters'), 208 + (16 * 25 + 16) + 2570);
  await press('flatten', 'remove');
  assert.match(await page.locator('[data-layer="fc"] > .problem').innerText(), /16, 4, 4.*Flatten/);
  assert.ok((await liveNames()).includes('flatten'));
  await page.locator('#build-undo').click();
  await settledEditor();
  assert.equal(await page.locator('.build .problem').count(), 0);
});

test('layers move with buttons, keys and the pointer, and keep the focus', async () => {
  await usePreset('tensorflow');
  const start = await layerNames();
  await press('relu1', 'down');
  assert.deepEqual(await layerNames(), [start[0], start[2], start[1], ...start.slice(3)]);
  assert.deepEqual(await liveNames(), await layerNames());
  await page.keyboard.press('Alt+ArrowUp');
  await settledEditor();
  assert.deepEqual(await layerNames(), start);
  const focused = await page.evaluate(() => document.activeElement?.closest('li')?.dataset.layer);
  assert.equal(focused, 'relu1');
  const handle = page.locator('[data-layer="relu2"] .build-handle');
  await handle.scrollIntoViewIfNeeded();
  const from = await handle.boundingBox();
  const to = await page.locator('[data-layer="pool2"]').boundingBox();
  assert.ok(from && to);
  await page.mouse.move(from.x + 8, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, to.y + to.height / 2, { steps: 4 });
  await page.mouse.up();
  await settledEditor();
  assert.deepEqual((await layerNames()).slice(3, 6), ['conv2', 'pool2', 'relu2']);
  assert.deepEqual(await liveNames(), await layerNames());
});

test('a trained network comes back with its weights when a change is taken back', async () => {
  await usePreset('linear');
  for (let step = 1; step <= 3; step++) {
    await page.locator('#step').click();
    await page.waitForFunction(
      (wanted) => document.querySelector('#step-count')?.getAttribute('data-value') === wanted,
      String(step),
    );
  }
  const trained = (await readPrediction(page))?.probabilities;
  await page.locator('[data-layer="fc"] .build-insert').click();
  await page.locator('#build-type').selectOption('Linear');
  await page.locator('#build-add').click();
  await settledEditor();
  await write('linear1', 'out_features', '10');
  assert.match(await page.locator('.build-state').innerText(), /1 of 2 layers/);
  assert.equal(await stepCount(page), 0);
  assert.notDeepEqual((await readPrediction(page))?.probabilities, trained);
  await page.locator('#build-title').click();
  const back = page.locator('#build-undo');
  while ((await layerNames()).includes('linear1')) {
    await back.click();
    await settledEditor();
  }
  assert.deepEqual((await readPrediction(page))?.probabilities, trained);
  assert.equal(await stepCount(page), 3);
  await page.keyboard.press('Control+Shift+Z');
  await settledEditor();
  assert.ok((await layerNames()).includes('linear1'));
});

test('a network with ways around is edited by what its layers take, and learns', async () => {
  await usePreset('tensorflow');
  await page.locator('[data-layer="relu2"] .build-insert').click();
  await page.locator('#build-type').selectOption('Add');
  await page.locator('#build-add').click();
  await settledEditor();
  const selects = page.locator('[data-layer="add1"] .build-wires select');
  assert.deepEqual(
    await selects.evaluateAll((all) => all.map((each) => /** @type {any} */ (each).value)),
    ['conv2', 'relu2'],
  );
  await selects.first().selectOption('conv1');
  await settledEditor();
  assert.match(await page.locator('[data-layer="add1"] > .problem').innerText(), /8, 24, 24/);
  await selects.first().selectOption('relu2');
  await settledEditor();
  assert.equal(await page.locator('.build .problem').count(), 0);
  assert.ok((await liveNames()).includes('add1'));
  await page.locator('#step').click();
  await page.waitForSelector('#step-count[data-value="1"]');
});

test('an edited network is still there after a reload, and so is the way back', async () => {
  const names = await layerNames();
  const read = (await readPrediction(page))?.probabilities;
  assert.ok(names.includes('add1') && read);
  await reload();
  assert.deepEqual(await layerNames(), names);
  await drawStrokes(page, digits[7]);
  const again = (await readPrediction(page))?.probabilities ?? [];
  again.forEach((value, index) => {
    assert.ok(Math.abs(value - Number(read[index])) < 1e-6);
  });
  while ((await layerNames()).includes('add1')) {
    await page.locator('#build-undo').click();
    await settledEditor();
  }
  assert.deepEqual(await layerNames(), [
    'conv1',
    'relu1',
    'pool1',
    'conv2',
    'relu2',
    ...names.slice(6),
  ]);
  assert.equal(await page.locator('.build .problem').count(), 0);
});

/** The kept history is spoilt in these ways; `present` stands for the network that is there. */
const present = 'present';
const spoilt = {
  'is no JSON': '[{',
  'is no list': '{"length": 1}',
  'has what is no network': JSON.stringify([null, present]),
  'has a network of wrong types': JSON.stringify([{ input: [1, 28, 28], layers: [7] }, present]),
};

for (const [name, text] of Object.entries(spoilt)) {
  test(`a history that ${name} is left out, and the network stays`, async () => {
    const names = await layerNames();
    await page.evaluate(
      ({ text, present, names }) => {
        /** @type {any[]} */
        const kept = JSON.parse(sessionStorage.getItem('convscope.edits') ?? '[]');
        const shown = kept.findLast(
          (entry) => String(entry?.layers?.map((/** @type {any} */ one) => one.name)) === names,
        );
        sessionStorage.setItem('convscope.edits', text.replace(present, JSON.stringify(shown)));
      },
      { text, present: JSON.stringify(present), names: String(names) },
    );
    await reload();
    assert.deepEqual(await layerNames(), names);
    assert.ok(await page.locator('#build-undo').isDisabled());
    await press('relu1', 'remove');
    assert.ok(!(await layerNames()).includes('relu1'));
    await page.locator('#build-undo').click();
    await settledEditor();
    assert.deepEqual(await layerNames(), names);
    assert.equal(await page.locator('.build .problem').count(), 0);
  });
}
