import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { decode } from 'fast-png';
import Papa from 'papaparse';
import { welcomeTo } from './support/guest.js';
import { drawStrokes, LONG, waitForData } from './support/page.js';
import { digits } from './support/shapes.js';
import { serveSite } from './support/site.js';

/** Pictures of views and tables of curves, by what is in the files. */

const { page } = await welcomeTo(serveSite);

/** @param {string} button @returns {Promise<{name: string, bytes: Buffer}>} */
async function download(button) {
  const coming = page.waitForEvent('download', { timeout: LONG });
  await page.locator(button).click();
  const file = await coming;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/**
 * Colours in the middle of the cells of a canvas, and where these are in the view.
 *
 * @param {string} layer
 */
const cellsOf = (layer) =>
  page.locator('#view-inside').evaluate((pane, name) => {
    const views = /** @type {any[]} */ ([...pane.querySelectorAll('conv-layer')]);
    const view = views.find((each) => each.layer.name === name);
    const tiles =
      view.shadowRoot.querySelector('conv-feature-maps, conv-tiles, [class*=map]') ?? view;
    const canvas = /** @type {HTMLCanvasElement} */ (
      (tiles.shadowRoot ?? tiles).querySelector('canvas')
    );
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext('2d', { willReadFrequently: true });
    context?.drawImage(canvas, 0, 0);
    const [box, origin] = [canvas.getBoundingClientRect(), pane.getBoundingClientRect()];
    return Array.from({ length: 60 }, (_, i) => {
      const [across, down] = [(i % 10) / 10 + 0.05, Math.floor(i / 10) / 6 + 0.08];
      const at = [Math.floor(across * canvas.width), Math.floor(down * canvas.height)];
      return {
        x: box.left - origin.left + across * box.width,
        y: box.top - origin.top + down * box.height,
        color: Array.from(context?.getImageData(at[0], at[1], 1, 1).data ?? []),
      };
    });
  }, layer);

test('the picture of a view has its maps, those out of sight as well', async () => {
  await drawStrokes(page, digits[3]);
  await page.locator('#tab-inside').click();
  await page.evaluate(() => scrollTo(0, 0));
  const { name, bytes } = await download('#picture');
  assert.equal(name, 'convscope-inside.png');
  const picture = decode(bytes);
  const size = await page
    .locator('#view-inside')
    .evaluate(({ scrollWidth, scrollHeight }) => [scrollWidth, scrollHeight]);
  const scale = picture.width / size[0];
  assert.ok(Math.abs(picture.height - size[1] * scale) <= scale, `${picture.height} of ${size[1]}`);
  for (const layer of ['conv1', 'relu2']) {
    await page.locator('conv-layer').filter({ hasText: layer }).first().scrollIntoViewIfNeeded();
    await page.waitForTimeout(600);
    const cells = (await cellsOf(layer)).filter(({ color }) => color[3] === 255);
    assert.ok(cells.length > 30 && new Set(cells.map(({ color }) => color.join())).size > 5);
    const same = cells.filter(({ x, y, color }) =>
      pixelsAt(picture, x, y, scale).some(alike(color)),
    );
    assert.ok(same.length >= cells.length - 2, `${layer}: ${same.length} of ${cells.length} agree`);
  }
});

/**
 * The pixels of a picture at a place of the page and right beside it, where rounding may have led.
 *
 * @param {{width: number, data: ArrayLike<number>}} picture
 * @param {number} x
 * @param {number} y
 * @param {number} scale
 */
function pixelsAt({ width, data }, x, y, scale) {
  return [-1, 0, 1].flatMap((down) =>
    [-1, 0, 1].map((right) => {
      const at = 4 * ((Math.floor(y * scale) + down) * width + Math.floor(x * scale) + right);
      return [data[at], data[at + 1], data[at + 2]];
    }),
  );
}

/** @param {number[]} color @returns {(other: number[]) => boolean} */
const alike = (color) => (other) => other.every((value, i) => Math.abs(value - color[i]) <= 4);

test('small images are ink on the paper that the style sheet names', async () => {
  const corner = await page.locator('network-input conv-pixels').evaluate((element) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element.shadowRoot?.querySelector('canvas'));
    const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    copy?.drawImage(canvas, 0, 0);
    return Array.from(copy?.getImageData(0, 0, 1, 1).data ?? []);
  });
  assert.deepEqual(corner, [255, 255, 255, 255]);
});

test('the table of the curves has every point of the chart', async () => {
  await waitForData(page);
  assert.ok(await page.locator('#curves').isDisabled());
  for (let step = 1; step <= 4; step++) {
    await page.locator('#step').click();
    await page.waitForSelector(`#step-count[data-value="${step}"]`);
  }
  const { name, bytes } = await download('#curves');
  assert.equal(name, 'convscope-curves.csv');
  const { data, errors } = Papa.parse(bytes.toString(), { header: true, skipEmptyLines: true });
  assert.deepEqual(errors, []);
  const rows = /** @type {Record<string, string>[]} */ (data);
  const train = rows.filter(({ images }) => images === 'train');
  const [steps, losses] = await page
    .locator('#chart-loss')
    .evaluate((chart) => /** @type {any} */ (chart).data);
  const [, accuracies] = await page
    .locator('#chart-accuracy')
    .evaluate((chart) => /** @type {any} */ (chart).data);
  assert.deepEqual(
    train.map(({ step }) => Number(step)),
    [1, 2, 3, 4],
  );
  assert.deepEqual(
    train.map(({ step }) => Number(step)),
    steps,
  );
  assert.deepEqual(
    train.map(({ loss }) => Number(loss)),
    losses,
  );
  assert.deepEqual(
    train.map(({ accuracy }) => Number(accuracy)),
    accuracies,
  );
  assert.equal(new Set(rows.map(({ run }) => run)).size, 1);
});
