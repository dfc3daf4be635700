import { clearPad, drawStrokes, scrollToView } from '../support/page.js';
import { digits } from '../support/shapes.js';

/** Drawings that were kept under labels. */

/** @type {import('../support/gallery.js').State[]} */
export const states = [
  {
    name: 'own-data',
    async prepare(page) {
      await page.locator('#tab-data').click();
      await page.locator('label:has(> input[name="source"][value="drawing"])').click();
      for (const digit of [3, 7, 4]) {
        await clearPad(page);
        await drawStrokes(page, digits[digit]);
        await page.locator(`.label-chips [data-label="${digit}"]:not([disabled])`).click();
        await page.locator(`.class-row[data-class="${digit}"] .thumb`).waitFor();
      }
      await scrollToView(page);
    },
  },
];
