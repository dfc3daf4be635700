import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { toFragment } from '../../web/app/share/link.js';
import { visit } from './support/browser.js';
import { LONG, notice, openPage, setField, stepCount, waitForData } from './support/page.js';
import { serveSite } from './support/site.js';

/** Addresses that hold a network: made in one browser, opened in another. */

/** @typedef {import('playwright-core').Page} Page */

/** Steps that both train. */
const STEPS = 50;

/** @type {import('./support/site.js').Site} */
let site;
/** @type {import('./support/browser.js').Visit} */
let sender;
/** @type {import('./support/browser.js').Visit} */
let receiver;

before(async () => {
  site = await serveSite();
  [sender, receiver] = await Promise.all([visit(), visit({ locale: 'zh-CN' })]);
  await sender.context.grantPermissions(['clipboard-read', 'clipboard-write']);
});

after(async () => {
  await Promise.all([sender.endClean(), receiver.endClean()]);
  await site.close();
});

/** Steps and losses, to the last bit. @param {Page} page @returns {Promise<(number | null)[][]>} */
const curveOf = (page) =>
  page.locator('#chart-loss').evaluate((chart) => /** @type {any} */ (chart).data.slice(0, 2));

/** @param {Page} page */
async function trainSteps(page) {
  for (let step = 1; step <= STEPS; step++) {
    await page.locator('#step').click();
    await page.waitForFunction(
      (wanted) => document.querySelector('#step-count')?.getAttribute('data-value') === wanted,
      String(step),
    );
  }
}

test('a shared link gives another browser the same network and the same training', async () => {
  const { page } = sender;
  await openPage(page, site.url);
  await waitForData(page);
  await page.locator('#tab-build').click();
  await page.locator('[data-preset="tensorflow"]').click();
  await page.locator('[data-layer="fc"]').waitFor();
  await page.waitForSelector('.build-state[data-busy="false"]');
  await setField(page, 'seed', 11);
  await setField(page, 'learningRate', 0.004);
  await setField(page, 'batchSize', 32);
  await page.locator('#start-random').click();
  await page.waitForFunction((start) => {
    const base64 = location.hash.slice(start).replaceAll('-', '+').replaceAll('_', '/');
    return base64 !== '' && JSON.parse(atob(base64)).seed === 11;
  }, '#network='.length);
  await page.locator('#share').click();
  await page.locator('.share-answer').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(await page.locator('.share-answer input').inputValue(), link);
  assert.ok(link.startsWith(`${site.url}#network=`), link.slice(0, 80));
  await page.locator('.share-answer button').click();

  const other = receiver.page;
  await openPage(other, link);
  await other.waitForFunction(() => document.querySelector('.data:not(.loading)'), undefined, {
    timeout: LONG,
  });
  assert.equal(await other.locator('#tab-build').getAttribute('aria-selected'), 'true');
  assert.equal(await other.locator('training-panel input[name="batchSize"]').inputValue(), '32');
  const names = (/** @type {Page} */ at) =>
    at
      .locator('.build-row[data-layer]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-layer')));
  await other.locator('[data-layer="fc"]').waitFor();
  assert.deepEqual(await names(other), await names(page));

  await Promise.all([trainSteps(page), trainSteps(other)]);
  const [mine, theirs] = [await curveOf(page), await curveOf(other)];
  assert.deepEqual(
    mine[0],
    Array.from({ length: STEPS }, (_, index) => index + 1),
  );
  assert.ok(Number(mine[1][STEPS - 1]) < Number(mine[1][0]));
  assert.deepEqual(theirs, mine);
});

test('the address follows what is changed, and a reload keeps what was trained', async () => {
  const { page } = receiver;
  const before = page.url();
  await page.locator('#tab-judge').click();
  await page.waitForFunction((earlier) => location.href !== earlier, before);
  await page.reload();
  await page.waitForSelector('#train:not([disabled])', { timeout: LONG });
  assert.equal(await stepCount(page), STEPS);
  assert.equal(await page.locator('#tab-judge').getAttribute('aria-selected'), 'true');
});

test('a link over trained work offers the work back, also after a reload', async () => {
  const { page } = receiver;
  const description = {
    input: [1, 28, 28],
    layers: [
      { type: 'Flatten', name: 'flat' },
      { type: 'Linear', name: 'only', out_features: 10 },
    ],
  };
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    toFragment({ description, seed: 4, training: { batchSize: 16 } }),
  );
  await notice(page, 'earlier').waitFor();
  assert.equal(await stepCount(page), 0);
  assert.equal(await page.locator('training-panel input[name="seed"]').inputValue(), '4');
  await page.locator('#tab-build').click();
  await page.locator('[data-layer="only"]').waitFor();
  await page.reload();
  await page.waitForSelector('#train:not([disabled])', { timeout: LONG });
  await page.locator('[data-layer="only"]').waitFor();
  await notice(page, 'earlier').locator('button').first().click();
  await page.waitForFunction(
    (steps) => document.querySelector('#step-count')?.getAttribute('data-value') === steps,
    String(STEPS),
  );
  await page.locator('[data-layer="conv2"]').waitFor();
  assert.equal(await notice(page, 'earlier').count(), 0);
});

test('links that are damaged, newer or impossible say so and change nothing', async () => {
  const { page } = sender;
  const steps = await stepCount(page);
  const layers = [{ type: 'Linear', name: 'fc', out_features: 10 }];
  const impossible = toFragment({ description: { input: [1, 28, 28], layers } });
  const wide = { type: 'Conv2d', out_channels: 512, kernel_size: 3, padding: 1 };
  const heavy = [wide, { ...wide, name: 'wider' }, { type: 'Flatten' }, ...layers];
  const large = toFragment({ description: { input: [1, 28, 28], layers: heavy } });
  const newer = `#network=${Buffer.from('{"version":9}').toString('base64url')}`;
  for (const [hash, words] of /** @type {const} */ ([
    ['#network=abc', /damaged/],
    [newer, /newer version/],
    [impossible, /cannot be built/],
    [large, /256 MiB/],
  ])) {
    await page.evaluate((text) => {
      location.hash = text;
    }, hash);
    await page.waitForFunction(
      (source) =>
        new RegExp(source).test(document.querySelector('[data-notice="link"]')?.textContent ?? ''),
      words.source,
    );
    await page.waitForFunction(
      (count) => document.querySelector('#step-count')?.getAttribute('data-value') === count,
      String(steps),
    );
    await page.locator('[data-layer="conv2"]').waitFor();
  }
});
