import { LONG, scrollToView, setField, waitForData, waitForState } from '../support/page.js';

/** Runs side by side, a step in slow motion, and a look back. */

/** @typedef {import('../support/page.js').Page} Page */

/** Two short runs from the same seed. @param {Page} page */
async function twoRuns(page) {
  await waitForData(page);
  await page.locator('#tab-runs').click();
  await page.locator('.more-settings > summary').click();
  await setField(page, 'stopSteps', 300);
  for (const optimizer of ['Adam', 'SGD']) {
    await page.locator('#start-random').click();
    await waitForState(page, ['idle']);
    await page.locator('select[name="optimizer"]').selectOption(optimizer);
    await page.locator('#train').click();
    await page.locator('[data-notice="stopped"]').waitFor({ timeout: LONG });
    await page.locator('#test-accuracy[data-count="10000"]').waitFor({ timeout: LONG });
  }
  await page.locator('.more-settings > summary').click();
  await page.locator('[data-notice="stopped"] button').last().click();
}

/** @type {import('../support/gallery.js').State[]} */
export const states = [
  {
    name: 'runs',
    async prepare(page) {
      await twoRuns(page);
      await scrollToView(page);
    },
  },
  {
    name: 'step-in-slow-motion',
    async prepare(page) {
      await waitForData(page);
      await page.locator('#tab-runs').click();
      await page.locator('#start-random').click();
      for (const phase of ['forward', 'backward', 'update']) {
        await page.locator(`[data-phase="${phase}"]:not([disabled])`).click({ timeout: LONG });
      }
      await page.locator('.phases').waitFor();
      await page.locator('step-phases').scrollIntoViewIfNeeded();
    },
  },
];
