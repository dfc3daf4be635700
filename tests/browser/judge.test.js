import assert from 'node:assert/strict';
import { test } from 'node:test';
import { welcomeTo } from './support/guest.js';
import { LONG, waitForData } from './support/page.js';
import { serveSite } from './support/site.js';

/** What the view "Judge" says about the pretrained network, against what the page's engine answers. */

const { page } = await welcomeTo(serveSite);
await waitForData(page);
await page.locator('#tab-judge').click();
await page.waitForSelector('.confusion', { timeout: LONG });

/** The counts of the matrix, row by row. */
async function readMatrix() {
  const texts = await page.locator('.confusion .cell').allTextContents();
  const counts = texts.map((text) => Number(text.replace(/[^\d]/g, '')));
  return Array.from({ length: 10 }, (_, row) => counts.slice(row * 10, row * 10 + 10));
}

test('the matrix counts every test image once, and its diagonal is the accuracy', async () => {
  const matrix = await readMatrix();
  const rows = matrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  // How many images of each digit the test set of MNIST has.
  assert.deepEqual(rows, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  const right = matrix.reduce((sum, row, i) => sum + row[i], 0);
  const accuracy = Number(await page.locator('#judge-accuracy').getAttribute('data-value'));
  assert.equal(Math.round(accuracy * 10_000), right);
  assert.ok(right > 9900);
  const counts = await page
    .locator('#calibration-numbers tr[data-count]')
    .evaluateAll((lines) =>
      lines.map((line) => Number(/** @type {HTMLElement} */ (line).dataset.count)),
    );
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    10_000,
  );
});

test('keys walk through the matrix, and each image shown there is read as its cell says', async () => {
  await page.locator('[data-cell="4-8"]').click();
  await page.keyboard.press('ArrowRight');
  const [, , , , fours] = await readMatrix();
  await page.waitForFunction(
    (count) => document.querySelectorAll('.cell-images .thumb').length === count,
    fours[9],
  );
  const thumbs = page.locator('.cell-images .thumb');
  for (let i = 0; i < Math.min(3, fours[9]); i++) {
    await thumbs.nth(i).click();
    const index = await thumbs.nth(i).getAttribute('data-index');
    await page.waitForFunction(
      (wanted) => document.querySelector('.test-tools small')?.textContent?.includes(wanted ?? ''),
      Number(index).toLocaleString('en'),
    );
    await page.waitForSelector('.reading[aria-busy="false"]');
    assert.match((await page.locator('.verdict .digit').textContent()) ?? '', /9/);
    assert.match((await page.locator('.test-tools p').textContent()) ?? '', /True label: 4/);
  }
});

test('the worst mistakes come by falling loss, and training makes the result stale', async () => {
  const losses = await page
    .locator('.worst li')
    .evaluateAll((items) =>
      items.map((item) => Number(/** @type {HTMLElement} */ (item).dataset.loss)),
    );
  assert.ok(losses.length > 10);
  assert.deepEqual(
    losses,
    losses.toSorted((a, b) => b - a),
  );
  assert.equal(await page.locator('.judge .chip.stale').count(), 0);
  await page.locator('#step').click();
  await page.locator('.judge .chip.stale').waitFor();
});

test('measuring tolerance can be stopped', async () => {
  await page.locator('#measure').click();
  await page.locator('.shift td[data-shift="0,0"]').waitFor({ timeout: LONG });
  await page.locator('#judge-stop').click();
  await page.locator('#judge-stop').waitFor({ state: 'detached' });
  const middle = Number(await page.locator('[data-shift="0,0"]').getAttribute('data-value'));
  assert.ok(middle > 0.95 && middle <= 1, `${middle}`);
});

test('while it is hidden nothing is made anew, and once it is opened it is up to date', async () => {
  const title = page.locator('#judge-title');
  const before = await title.textContent();
  await page.locator('#tab-inside').click();
  await page.getByRole('radio', { name: '中文' }).check({ force: true });
  await page.locator('#tab-inside', { hasText: '看内部' }).waitFor();
  assert.equal(await title.textContent(), before);
  await page.locator('#tab-judge').click();
  await page.locator('#judge-title', { hasText: '它学得怎么样' }).waitFor();
});
