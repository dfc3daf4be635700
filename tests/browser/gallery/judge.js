import { LONG, scrollToView, waitForData } from '../support/page.js';

/** How good the network is: the matrix with a chosen cell, and the mistakes. */

/** @type {import('../support/gallery.js').State[]} */
export const states = [
  {
    name: 'judge',
    async prepare(page) {
      await waitForData(page);
      await page.locator('#tab-judge').click();
      await page.locator('[data-cell="4-9"]').click({ timeout: LONG });
      await scrollToView(page);
    },
  },
];
