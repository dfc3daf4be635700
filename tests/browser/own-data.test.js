import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { unzipSync } from 'fflate';
import { welcomeTo } from './support/guest.js';
import {
  clearPad,
  drawStrokes,
  LONG,
  openPage,
  readPrediction,
  waitForData,
} from './support/page.js';
import { serveSite } from './support/site.js';

/** One's own data: drawings with labels, fine-tuning, own classes, import and export, Fashion-MNIST. */

/** @typedef {{x: number, y: number}} Point */

const folder = await mkdtemp(join(tmpdir(), 'convscope-own-'));
after(() => rm(folder, { recursive: true }));
const { site, page } = await welcomeTo(serveSite);
await waitForData(page);
await page.locator('#tab-data').click();
await page.locator('.sets').waitFor();

/** A square with a slanted stroke through it, a little different each time. @param {number} n @returns {Point[][]} */
function crossedSquare(n) {
  const shift = (n % 5) * 0.015;
  const [low, high] = [0.25 + shift, 0.72 + shift];
  return [
    [
      { x: low, y: low },
      { x: high, y: low },
      { x: high, y: high },
      { x: low, y: high },
      { x: low, y: low },
    ],
    [
      { x: low, y: high },
      { x: high, y: low + 0.01 * (n % 4) },
    ],
  ];
}

/** @param {number} n @returns {Point[][]} */
const wedge = (n) => [
  [
    { x: 0.2 + 0.01 * n, y: 0.2 },
    { x: 0.5, y: 0.8 - 0.02 * n },
    { x: 0.8, y: 0.2 + 0.01 * n },
  ],
];

/** @param {number} n @returns {Point[][]} */
const bars = (n) => [
  [
    { x: 0.2, y: 0.3 + 0.01 * n },
    { x: 0.8, y: 0.3 },
  ],
  [
    { x: 0.2, y: 0.7 },
    { x: 0.8, y: 0.7 - 0.01 * n },
  ],
];

/** @param {Point[][]} strokes @param {number} label */
async function drawAs(strokes, label) {
  await clearPad(page);
  await drawStrokes(page, strokes);
  await page.locator(`.label-chips [data-label="${label}"]:not([disabled])`).click();
  await page.waitForFunction(() =>
    /[1-9]/.test(document.querySelector('.label-drawing p')?.textContent ?? ''),
  );
}

/** @param {string} id @param {'before' | 'after'} when */
const tuned = async (id, when) =>
  Number(await page.locator(`#tuned-${id}`).getAttribute(`data-${when}`));

/** @param {string} how @returns {Promise<Buffer>} */
async function exported(how) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator(`[data-export="${how}"]`).click(),
  ]);
  return readFile(await download.path());
}

test('twenty drawings with a label of their own are learnt, and MNIST is not forgotten', async () => {
  for (let n = 0; n < 20; n++) await drawAs(crossedSquare(n), 5);
  assert.equal(await page.locator('.class-row[data-class="5"] .thumb').count(), 20);
  const before = await readPrediction(page);
  await page.locator('#fine-tune').click();
  await page.locator('#tuned-own').waitFor({ timeout: LONG });
  const [own, old] = [await tuned('own', 'after'), await tuned('old', 'after')];
  assert.ok((await tuned('own', 'before')) < 0.5);
  assert.ok(own >= 0.95, `${own} of the drawings`);
  assert.ok(Math.abs(old - (await tuned('old', 'before'))) < 0.01, `MNIST: ${old}`);
  assert.notEqual(before?.digit, 5);
  await page.waitForFunction(() =>
    document.querySelector('.verdict .digit')?.textContent?.includes('5'),
  );
  await page.locator('#untune').click();
  await page.waitForFunction(
    (digit) => document.querySelector('.verdict .digit')?.textContent?.includes(String(digit)),
    before?.digit,
  );
});

test('a drawing can be given another label, deleted, and brought back', async () => {
  const rows = (/** @type {number} */ label) =>
    page.locator(`.class-row[data-class="${label}"] .thumb`);
  await rows(5).first().click();
  await page.locator('.image-tools select').selectOption('2');
  await rows(2).first().waitFor();
  assert.deepEqual([await rows(5).count(), await rows(2).count()], [19, 1]);
  await page.locator('.image-tools button').click();
  await rows(2).first().waitFor({ state: 'detached' });
  await page.locator('#own-undo').click();
  await rows(2).first().waitFor();
});

test('an export brought back gives the same bytes, and drawings survive a reload', async () => {
  const idx = unzipSync(new Uint8Array(await exported('toIdxZip')));
  const names = Object.keys(idx);
  const files = names.map((name) => join(folder, name));
  await Promise.all(files.map((file, i) => writeFile(file, idx[names[i]])));
  const csv = join(folder, 'drawings.csv');
  await writeFile(csv, await exported('toCsv'));
  const zip = join(folder, 'drawings.zip');
  await writeFile(zip, await exported('toZip'));
  await openPage(page, site.url);
  await page.locator('.class-row[data-class="5"] .thumb').first().waitFor();
  assert.equal(await page.locator('.class-row .thumb').count(), 20);
  for (const given of [files, [csv], [zip]]) {
    const count = await page.locator('.set').count();
    await page.locator('input[type="file"][data-folder="false"]').setInputFiles(given);
    await page.waitForFunction((n) => document.querySelectorAll('.set').length > n, count);
    await page.waitForFunction(() => document.querySelectorAll('.class-row .thumb').length === 20);
    const again = unzipSync(new Uint8Array(await exported('toIdxZip')));
    const [images] = names.filter((name) => name.includes('images'));
    const sorted = (/** @type {Uint8Array} */ file) =>
      Array.from({ length: 20 }, (_, i) =>
        Buffer.from(file.subarray(16 + i * 784, 16 + (i + 1) * 784)).toString('hex'),
      ).sort();
    assert.deepEqual(sorted(again[images]), sorted(idx[images]), given[0]);
  }
});

test('files that are no images are refused with a reason, and nothing is lost', async () => {
  const bad = join(folder, 'bad.csv');
  await writeFile(bad, 'label,a\n1,x\n');
  const count = await page.locator('.set').count();
  await page.locator('input[type="file"][data-folder="false"]').setInputFiles([bad]);
  await page.locator('.own-data .problem').waitFor();
  assert.match((await page.locator('.problem').textContent()) ?? '', /CSV/);
  assert.equal(await page.locator('.set').count(), count);
  assert.equal(await page.locator('.class-row .thumb').count(), 20);
});

test('own classes are drawn, learnt and read by their names', async () => {
  await page.locator('.new-classes input').fill('wedge, bars');
  await page.locator('.new-classes button').click();
  await page.locator('.label-chips button').nth(2).waitFor({ state: 'detached' });
  for (let n = 0; n < 10; n++) {
    for (const [label, strokes] of [wedge(n), bars(n)].entries()) {
      await drawAs(strokes, label);
      // The pad empties itself for the next drawing.
      await page.locator('conv-digit-pad #clear[disabled]').waitFor({ state: 'attached' });
    }
  }
  // The page's own button learns what is chosen here.
  await page.locator('#train').click();
  await page.waitForSelector('.chip.state[data-state="finished"]', { timeout: LONG });
  for (const [strokes, name] of /** @type {const} */ ([
    [wedge(4.5), 'wedge'],
    [bars(4.5), 'bars'],
  ])) {
    await clearPad(page);
    await drawStrokes(page, strokes);
    await page.waitForFunction(
      (wanted) => document.querySelector('.verdict .digit')?.textContent?.includes(wanted),
      name,
    );
  }
  const shown = page.locator('conv-predictions .name');
  assert.deepEqual(await shown.allTextContents(), ['wedge', 'bars']);
  // Its network waits while another data set is chosen.
  await page.locator('label:has(> input[name="dataset"][value="mnist"])').click();
  await page.waitForFunction(() => document.querySelectorAll('.label-chips button').length !== 2);
  await page.locator('.set', { hasText: 'wedge bars' }).click();
  await page.waitForFunction(() =>
    document.querySelector('.verdict .digit')?.textContent?.includes('bars'),
  );
});

test('Fashion-MNIST comes on demand, with names for its classes', async () => {
  assert.equal(site.requests.filter((path) => path.includes('fashion')).length, 0);
  await page.locator('label:has(> input[name="dataset"][value="fashion"])').click();
  await page.waitForFunction(
    () => /Fashion-MNIST: 60,000/.test(document.querySelector('.data')?.textContent ?? ''),
    undefined,
    { timeout: LONG },
  );
  await page.locator('label:has(> input[name="source"][value="test"])').click();
  // The first test image of Fashion-MNIST is an ankle boot.
  await page.waitForFunction(() =>
    document.querySelector('.test-tools p')?.textContent?.includes('True label: Boot'),
  );
  await page.locator('label:has(> input[name="dataset"][value="mnist"])').click();
  await waitForData(page);
  await page.locator('#tab-inside').click();
  await page.locator('.chip.pretrained').waitFor({ timeout: LONG });
});
