import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { phone, startPreview, visit } from './support/browser.js';
import { LONG, openPage } from './support/page.js';
import { serveSite } from './support/site.js';

/** The view that measures a device. Its figures are compared with each other, never with a clock. */

/** @typedef {import('../../web/app/benchmark/result.js').Result} Result */
/** @typedef {import('./support/page.js').Page} Page */

/** A quick run on a busy machine. */
const PATIENCE = 3 * LONG;

/** @type {{url: string, close: () => Promise<void>}} */
let site;
/** A result that one test measured, for the others. @type {{link: string, result: Result}} */
let shared;

before(async () => {
  site = await startPreview();
  shared = await measureQuickly();
});

/** @type {import('./support/browser.js').Visit | null} */
let visitor = null;

/** @param {Parameters<typeof visit>[0]} [options] */
async function enter(options) {
  visitor = await visit(options);
  return visitor.page;
}

afterEach(async () => {
  const left = visitor;
  visitor = null;
  await left?.endClean();
});

after(() => site.close());

/** @param {Page} page @param {string[]} states */
async function waitForView(page, states) {
  const any = states.map((state) => `.bench[data-state="${state}"]`).join();
  await page.waitForSelector(any, { timeout: PATIENCE });
}

/** @param {Page} page @param {string} button */
async function copied(page, button) {
  await page.locator(button).click();
  await page.locator('.bench-state p').waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Text of all cells, row by row. @param {Page} page @param {string} id */
const cells = (page, id) =>
  page
    .locator(`[data-table="${id}"] tbody tr`)
    .evaluateAll((rows) =>
      rows.map((row) => Array.from(row.children, (cell) => (cell.textContent ?? '').trim())),
    );

/** The first number in a text. @param {string} text */
const numberIn = (text) => Number(/[\d.,]+/.exec(text)?.[0].replaceAll(',', ''));

/** @param {number} shown @param {number} value @param {string} what */
function assertShown(shown, value, what) {
  assert.ok(Math.abs(shown - value) <= 0.006 * Math.abs(value), `${what}: ${shown} for ${value}`);
}

async function measureQuickly() {
  const measuring = await visit({ permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = measuring;
  await openPage(page, site.url);
  await page.locator('page-header .views a[href="./benchmark.html"]').click();
  await page.waitForURL(/benchmark\.html/);
  await page.goto(`${site.url}benchmark.html?quick`);
  await waitForView(page, ['idle']);
  await page.locator('#measure').click();
  await waitForView(page, ['done', 'failed']);
  assert.equal(await page.locator('.bench-state .failed').count(), 0, await text(page));
  /** @type {Result} */
  const result = JSON.parse(await copied(page, '#copy'));
  await assertFigures(page, result);
  const link = await copied(page, '#copy-link');
  await measuring.endClean();
  return { link, result };
}

/** @param {Page} page */
const text = (page) => page.locator('benchmark-view').innerText();

/** What is shown is what was copied. @param {Page} page @param {Result} result */
async function assertFigures(page, { rooflines = [], kernels = [], networks = [] }) {
  for (const { simd, gflops } of rooflines) {
    const shown = await page.locator(`[data-roofline="${simd}"]`).innerText();
    assertShown(numberIn(shown), gflops, `roofline ${simd}`);
  }
  const rows = await cells(page, 'kernels');
  assert.equal(rows.length * rooflines.length, kernels.length);
  for (const [i, { name, forward, gradients }] of kernels.entries()) {
    const row = rows[Math.floor(i / rooflines.length)];
    const column = 1 + 2 * (i % rooflines.length);
    for (const [j, { us, gflops }] of [forward, gradients].entries()) {
      assertShown(numberIn(row[column + j]), gflops ?? us, `${name}, ${row[column + j]}`);
      assert.equal(row[column + j].includes('%'), gflops !== undefined, row[column + j]);
    }
  }
  const figures = await cells(page, 'networks');
  assert.deepEqual(figures.length, networks.length);
  for (const [i, { rows: builds }] of networks.entries()) {
    for (const [j, { spread }] of builds.entries()) {
      assert.ok(spread, `${figures[i][0]}: ${figures[i][j + 1]}`);
      assertShown(numberIn(figures[i][j + 1]), spread.median, figures[i][0]);
    }
  }
}

test('a run has every part, in all builds of the engine', () => {
  const { rooflines, kernels, networks, scaling, startup, device } = shared.result;
  assert.equal(device.isolated, true);
  assert.deepEqual(
    networks?.map(({ network, kind }) => network + kind),
    ['Atraining', 'Alatency', 'Ainference'],
  );
  const threads = [...new Set([1, Math.min(2, device.threads), device.threads])];
  const builds = threads.flatMap((count) =>
    (rooflines ?? []).map(({ simd }) => `${count} ${simd}`),
  );
  for (const rows of [startup, ...(networks ?? []).map((figure) => figure.rows)]) {
    assert.deepEqual(
      rows?.map(({ threads: count, simd }) => `${count} ${simd}`),
      builds,
    );
  }
  assert.ok((kernels?.length ?? 0) > 20);
  const middle = scaling?.map(({ rows }) => rows.find(({ value }) => value === 16)?.ratio);
  assert.deepEqual(middle, Array(2).fill({ median: 1, min: 1, max: 1 }));
});

test('shares are those of the roofline that took turns with the layer', () => {
  const { rooflines = [], kernels = [] } = shared.result;
  for (const { gflops, samples } of rooflines) assert.equal(gflops, Math.max(...samples));
  let compared = 0;
  for (const { name, simd, roofline = 0, forward, gradients } of kernels) {
    assert.ok(roofline > 0, name);
    for (const { gflops, share } of [forward, gradients]) {
      assert.equal(share === undefined, gflops === undefined);
      if (gflops === undefined || share === undefined) continue;
      assertShown(share, gflops / roofline, `${name}, ${simd}`);
      compared += 1;
    }
  }
  assert.ok(compared > 40, `${compared} shares`);
});

test('a link shows the same figures elsewhere, read-only, without measuring or sending', async () => {
  const page = await enter();
  /** @type {string[]} */
  const requests = [];
  page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
  await page.goto(shared.link);
  await waitForView(page, ['shared']);
  await assertFigures(page, shared.result);
  assert.match(await page.locator('.bench-device').innerText(), /Somebody's result/);
  assert.equal(await page.locator('#accuracy').count(), 0);
  const odd = requests.filter(
    (one) => !one.startsWith(`GET ${site.url}`) || /worker|\.wasm/.test(one),
  );
  assert.deepEqual(odd, []);
});

test('a link that is cut short says so', async () => {
  const page = await enter();
  await page.goto(shared.link.slice(0, -40));
  await waitForView(page, ['unreadable']);
  assert.match(await text(page), /no complete result/);
  assert.equal(await page.locator('table').count(), 0);
});

test('a run can be stopped, and the page is as before', async () => {
  const page = await enter();
  await page.goto(`${site.url}benchmark.html`);
  await page.locator('#measure').click();
  await page.locator('#stop').click();
  await waitForView(page, ['idle']);
});

test('without isolation one thread is measured, and the page says why', async () => {
  const host = await serveSite({ isolated: false });
  const page = await enter();
  await page.goto(`${host.url}benchmark.html?quick&parts=startup&run`);
  await waitForView(page, ['done']);
  const rows = await cells(page, 'startup');
  assert.deepEqual([...new Set(rows.map(([name]) => name.split(',')[0]))], ['1 thread']);
  assert.match(await page.locator('.bench-device').innerText(), /one thread only/);
  await host.close();
});

test('on a phone, in both languages: translated, named and without sideways scrolling', async () => {
  const page = await enter({ ...phone, locale: 'zh-CN' });
  await page.goto(shared.link);
  await waitForView(page, ['shared']);
  assert.match(await page.title(), /速度/);
  const chinese = (await text(page)).split(/[\n\t]/).map((line) => line.trim());
  const names = /^(Mozilla.*|ms|SIMD|[\d\s.,%·µGFLOP/s[\]–]+)$/;
  const untranslated = chinese.filter(
    (line) => /[A-Za-z]{2}/.test(line) && !/\p{Script=Han}/u.test(line) && !names.test(line),
  );
  assert.deepEqual(
    untranslated.filter((line) => !/^(A|B|C|LeNet) |softmax/.test(line)),
    [],
  );
  for (const language of ['zh', 'en']) {
    await page.locator(`label:has(> input[name="language"][value="${language}"])`).click();
    await page.evaluate(() => new Promise(requestAnimationFrame));
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(excess, 0, language);
  }
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send('Accessibility.getFullAXTree');
  const roles = ['button', 'link', 'region', 'progressbar', 'textbox', 'radio'];
  const nameless = nodes.filter(
    ({ ignored, role, name }) => !ignored && roles.includes(role?.value) && !name?.value,
  );
  assert.deepEqual(nameless, []);
  const headings = nodes.filter(({ role }) => role?.value === 'heading').length;
  assert.ok(headings >= 6, `${headings} headings`);
});
