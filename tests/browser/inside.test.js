import assert from 'node:assert/strict';
import { test } from 'node:test';
import { welcome } from './support/guest.js';
import { drawStrokes, pixelsOf, waitForData, waitForState, waitForStep } from './support/page.js';
import { digits } from './support/shapes.js';

/** The numbers that the page shows of each layer against arithmetic done here. */

const { page } = await welcome();
await drawStrokes(page, digits[4]);

/** @param {number} index of the layer */
const layerAt = (index) => page.locator('conv-layer').nth(index);

/** Numbers are written with three or four digits. @param {number} shown @param {number} exact */
function assertShown(shown, exact) {
  const tolerance = Math.max(6e-4, Math.abs(exact) * 2e-3);
  assert.ok(Math.abs(shown - exact) <= tolerance, `${shown} is shown, ${exact} was expected`);
}

/** @param {string} text as written on the page */
const parse = (text) => Number(text.replace('−', '-').replace(/[^\d.e+-]/g, ''));

/** All values of a part of a tensor, from its table. @param {import('playwright-core').Locator} table */
async function tableValues(table, part = 0) {
  const chooser = table.locator('input');
  if (await chooser.count()) {
    await chooser.fill(String(part));
    await chooser.blur();
  }
  const rows = await table
    .locator('table')
    .last()
    .locator('tbody tr')
    .evaluateAll((elements) =>
      elements.map((row) =>
        Array.from(row.querySelectorAll('td'), (cell) => cell.textContent ?? ''),
      ),
    );
  return rows.map((row) => row.map(parse));
}

/** @param {import('playwright-core').Locator} layer */
async function openNumbers(layer) {
  await layer.evaluate((element) => element.scrollIntoView({ behavior: 'instant' }));
  const details = layer.locator('details.numbers');
  if (!(await details.getAttribute('open').then((open) => open !== null))) {
    await details.locator('summary').click();
  }
  await layer.locator('#maps-table table').last().waitFor();
}

/** Where the tiles of an element stand. @param {import('playwright-core').Locator} tiles */
function layoutOf(tiles) {
  return tiles.evaluate((element) => /** @type {any} */ (element).layout);
}

/** The 28 x 28 input in 0..1, from the table at the head of the flow. */
async function inputValues() {
  const input = page.locator('network-input');
  await input.locator('summary').click();
  const table = input.locator('conv-number-table');
  await table.locator('tbody tr').nth(27).waitFor();
  return tableValues(table);
}

test('the first convolution is the sum of input times kernel, plus bias', async () => {
  const input = await inputValues();
  const layer = layerAt(0);
  await openNumbers(layer);
  await layer.locator('#table-weight table').last().waitFor();
  const [biases] = await tableValues(layer.locator('#table-bias'));
  for (const channel of [0, 7, 15]) {
    const maps = await tableValues(layer.locator('#maps-table'), channel);
    const kernel = await tableValues(layer.locator('#table-weight'), channel);
    assert.equal(maps.length, 24);
    for (const [row, column] of [
      [0, 0],
      [3, 23],
      [10, 12],
      [14, 14],
      [20, 9],
      [23, 13],
    ]) {
      let sum = biases[channel];
      for (const [i, line] of kernel.entries()) {
        for (const [j, weight] of line.entries()) {
          sum += weight * input[row + i][column + j];
        }
      }
      assert.ok(Math.abs(maps[row][column] - sum) < 0.01, `${maps[row][column]}, ${sum}`);
    }
  }
});

test('ReLU cuts at zero, and pooling takes the largest of four', async () => {
  const layers = [0, 1, 2, 3].map(layerAt);
  for (const layer of layers) await openNumbers(layer);
  const tables = [];
  for (const layer of layers) tables.push(await tableValues(layer.locator('#maps-table'), 5));
  const [convolved, pool, before, relu] = tables;
  assert.equal(pool.length, 12);
  for (const [row, line] of relu.entries()) {
    for (const [column, value] of line.entries())
      assertShown(value, Math.max(0, before[row][column]));
  }
  for (const [row, line] of pool.entries()) {
    for (const [column, value] of line.entries()) {
      const four = [0, 1].flatMap((i) => [0, 1].map((j) => convolved[2 * row + i][2 * column + j]));
      assert.equal(value, Math.max(...four));
    }
  }
});

test('batch normalisation uses the running statistics, scale and shift', async () => {
  const layer = layerAt(2);
  await openNumbers(layerAt(1));
  await openNumbers(layer);
  const [gamma, beta, mean, variance] = await Promise.all(
    ['weight', 'bias', 'running_mean', 'running_var'].map(async (name) => {
      const table = layer.locator(`#table-${name}`);
      await table.locator('tbody tr').first().waitFor();
      return (await tableValues(table))[0];
    }),
  );
  for (const channel of [2, 9]) {
    const input = await tableValues(layerAt(1).locator('#maps-table'), channel);
    const output = await tableValues(layer.locator('#maps-table'), channel);
    for (const [row, column] of [
      [0, 0],
      [8, 11],
      [11, 10],
      [6, 3],
    ]) {
      const centred = input[row][column] - mean[channel];
      const expected =
        (centred / Math.sqrt(variance[channel] + 1e-5)) * gamma[channel] + beta[channel];
      const shown = output[row][column];
      assert.ok(
        Math.abs(shown - expected) < 0.02 + 0.02 * Math.abs(expected),
        `${shown} ${expected}`,
      );
    }
  }
});

test('the bars are the softmax of the last layer', async () => {
  const last = page.locator('conv-layer').last();
  await openNumbers(last);
  const [scores] = await tableValues(last.locator('#maps-table'));
  assert.equal(scores.length, 10);
  const exponentials = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  const bars = await page.locator('conv-predictions .percent').allTextContents();
  for (const [index, bar] of bars.entries()) {
    const share = (100 * exponentials[index]) / sum;
    assert.ok(Math.abs(Number.parseFloat(bar) - share) < 0.6, `${index}: ${bar}, ${share}`);
  }
});

test('hovering and the keyboard tell the value under them', async () => {
  const layer = layerAt(2);
  await openNumbers(layer);
  const maps = layer.locator('conv-feature-maps');
  const values = await tableValues(layer.locator('#maps-table'), 1);
  await maps.locator('canvas').scrollIntoViewIfNeeded();
  const { scale, gap } = await layoutOf(maps);
  await maps.locator('canvas').hover({
    position: { x: values[0].length * scale + gap + (7 + 0.5) * scale, y: (5 + 0.5) * scale },
  });
  const readout = maps.locator('.readout');
  assert.match(await readout.innerText(), /channel 1, row 5, column 7/);
  assertShown(parse(await readout.locator('b').innerText()), values[5][7]);

  await page.mouse.move(2, 2);
  await maps.locator('.frame').focus();
  assert.match(await readout.innerText(), /channel 0, row 0, column 0/);
  await page.keyboard.press('End');
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown');
  assert.match(await readout.innerText(), /channel 1, row 5, column 0/);
  assertShown(parse(await readout.locator('b').innerText()), values[5][0]);
});

test('the colours of a map are those of its values', async () => {
  const layer = layerAt(0);
  await openNumbers(layer);
  const values = await tableValues(layer.locator('#maps-table'), 0);
  const { scale } = await layoutOf(layer.locator('conv-feature-maps'));
  const side = scale * values.length;
  const data = await pixelsOf(layer.locator('conv-feature-maps canvas'), {
    left: 0,
    top: 0,
    width: side,
    height: side,
  });
  const colorAt = (/** @type {number} */ row, /** @type {number} */ column) => {
    const at = (scale * row * side + scale * column) * 4;
    return data.slice(at, at + 3);
  };
  const flat = values.flatMap((line, row) =>
    line.map((value, c) => ({ value, color: colorAt(row, c) })),
  );
  const warmth = (/** @type {number[]} */ [red, , blue]) => red - blue;
  // Well away from zero, whose grey is neither warm nor cold.
  const largest = Math.max(...flat.map(({ value }) => Math.abs(value)));
  const strong = flat.filter(({ value }) => Math.abs(value) > largest / 3);
  assert.ok(strong.length > 30, `${strong.length} strong values`);
  for (const { value, color } of strong) {
    assert.equal(warmth(color) > 5, value > 0, `${value} as ${color}`);
  }
});

test('maps that left the screen and came back within a moment are drawn', async () => {
  const drawn = await page.evaluate(async () => {
    const scope = /** @type {any} */ (globalThis);
    const { IntersectionObserver: original } = scope;
    /** @type {(entries: {isIntersecting: boolean}[]) => void} */
    let tell = () => undefined;
    scope.IntersectionObserver = class {
      /** @param {typeof tell} callback */
      constructor(callback) {
        tell = callback;
      }
      observe = () => undefined;
      disconnect = () => undefined;
    };
    const maps = /** @type {any} */ (document.createElement('conv-feature-maps'));
    Object.assign(maps, { layer: 'maps', shape: [1, 2, 2] });
    document.body.append(maps);
    scope.IntersectionObserver = original;
    await maps.updateComplete;
    tell([{ isIntersecting: false }, { isIntersecting: true }]);
    maps.show([1, -1, 0, 1]);
    for (let i = 0; i < 10; i++) await new Promise(requestAnimationFrame);
    maps.remove();
    return maps.picture !== null;
  });
  assert.ok(drawn);
});

test('every kernel of every input channel can be reached', async () => {
  const layer = layerAt(4);
  const { shape, name } = await layer.evaluate((element) => {
    const { layer: info } = /** @type {any} */ (element);
    return { shape: info.parameters[0].shape, name: info.name };
  });
  assert.equal(name, 'conv2');
  await openNumbers(layer);
  if ((await layer.locator('details.weights[open]').count()) === 0) {
    await layer.locator('details.weights > summary').click();
  }
  const kernels = layer.locator('#tensor-weight');
  await kernels.locator('canvas').scrollIntoViewIfNeeded();
  const [outputs, inputs, height, width] = shape;
  const layout = await kernels.evaluate((element) => /** @type {any} */ (element).layout);
  assert.deepEqual([layout.columns, layout.rows], [outputs, inputs]);
  for (const [output, input] of [
    [0, 0],
    [5, 11],
    [outputs - 1, inputs - 1],
  ]) {
    const part = output * inputs + input;
    const values = await tableValues(layer.locator('#table-weight'), part);
    await kernels.locator('canvas').hover({
      position: {
        x: output * (width * layout.scale + layout.gap) + layout.scale * 1.5,
        y: input * (height * layout.scale + layout.gap) + layout.scale * 2.5,
      },
    });
    const text = await kernels.locator('.readout').innerText();
    assert.match(text, new RegExp(`output ${output} from input ${input}, row 2, column 1`));
    assertShown(parse(await kernels.locator('.readout b').innerText()), values[2][1]);
  }
});

test('the layers stand in network order with shape and parameter count', async () => {
  const heads = await page.locator('conv-layer').evaluateAll((layers) =>
    layers.map((layer) => ({
      shape: layer.shadowRoot?.querySelector('.shape')?.textContent?.match(/\d+/g)?.map(Number),
      count: Number(
        layer.shadowRoot?.querySelector('.count')?.textContent?.replace(/\D/g, '') || 0,
      ),
      info: /** @type {any} */ (layer).layer,
    })),
  );
  let total = 0;
  for (const [index, { shape, count, info }] of heads.entries()) {
    assert.equal(info.index, index);
    const product = (/** @type {number[]} */ sizes) => sizes.reduce((a, b) => a * b, 1);
    const sum = info.parameters.reduce(
      (/** @type {number} */ all, /** @type {{shape: number[]}} */ tensor) =>
        all + product(tensor.shape),
      0,
    );
    assert.equal(count, sum);
    assert.deepEqual(shape, info.outputShape);
    total += sum;
  }
  const summary = await page.locator('.network-summary').innerText();
  assert.match(summary, new RegExp(`${total.toLocaleString('en')} parameters`));
});

test('while training the views follow the weights', async () => {
  await waitForData(page);
  await layerAt(0).evaluate((element) => element.scrollIntoView({ behavior: 'instant' }));
  const weights = () =>
    page.evaluate(() => {
      const layer = /** @type {any} */ (document.querySelector('conv-layer'));
      return Array.from(layer.tensors[0].data);
    });
  const earlier = await weights();
  await page.locator('#train').click();
  await waitForStep(page, 5);
  const seen = new Set([earlier.join()]);
  await page.waitForFunction((first) => {
    const layer = /** @type {any} */ (document.querySelector('conv-layer'));
    return Array.from(layer.tensors[0].data).join() !== first;
  }, earlier.join());
  assert.ok(await page.locator('.chip.state.running').isVisible());
  seen.add((await weights()).join());
  assert.equal(seen.size, 2);
  await page.locator('#train').click();
  await waitForState(page, ['paused']);
});
