import { drawStrokes, LONG, waitForData } from '../support/page.js';
import { digits } from '../support/shapes.js';

/** The network taken apart: the arithmetic of a value, why a class, and what it looks for. */

/** @typedef {import('../support/page.js').Page} Page */

/** @param {Page} page @param {string} topic */
async function open(page, topic) {
  await waitForData(page);
  if (await page.locator('conv-digit-pad #clear').isDisabled()) await drawStrokes(page, digits[4]);
  await page.locator('#tab-look').click();
  await page.locator('look-maps').first().waitFor({ timeout: LONG });
  await page.locator(`label:has(> input[name="look-part"][value="${topic}"])`).click();
}

/** @type {import('../support/gallery.js').State[]} */
export const states = [
  {
    name: 'look-value',
    async prepare(page) {
      await open(page, 'pixel');
      const maps = page.locator('look-maps[data-layer="4"]');
      await maps.evaluate((element) => element.scrollIntoView({ block: 'center' }));
      await maps.locator('.frame').focus();
      await page.keyboard.press('Enter');
      const story = page.locator('pixel-story .steps');
      await story.waitFor({ timeout: LONG });
      await story.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    },
  },
  {
    name: 'look-why',
    async prepare(page) {
      await open(page, 'why');
      await page.locator('look-maps[data-heat="losses"]').waitFor({ timeout: LONG });
    },
  },
  {
    name: 'look-wish',
    async prepare(page) {
      await open(page, 'wish');
      await page.locator('#wish-channel').selectOption('3');
      await page.locator('#search').click();
      await page.locator('.exciting li').first().waitFor({ timeout: LONG });
      await page.locator('#dream').click();
      await page.locator('#dream:not([disabled])').waitFor({ timeout: LONG });
    },
  },
  {
    name: 'look-health',
    async prepare(page) {
      await open(page, 'health');
      await page.locator('.health li').first().waitFor({ timeout: LONG });
    },
  },
];
