/** The editor of the network. @typedef {import('../support/gallery.js').State} State */

/** @type {State[]} */
export const states = [
  {
    name: 'editor',
    prepare: async (page) => {
      await page.locator('#tab-build').click();
      await page.locator('[data-preset="residual"]').click();
      await page.locator('[data-layer="a_add"]').waitFor();
      await page.waitForSelector('.build-state[data-busy="false"]');
      await page.locator('#view-build').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'editor-refused',
    prepare: async (page) => {
      await page.locator('[data-preset="lenet"]').click();
      await page.locator('[data-layer="conv2"] .build-title').click();
      await page.locator('[data-layer="conv2"] [data-option="kernel_size"] input').fill('15');
      await page.locator('[data-layer="conv2"] > .problem').waitFor();
      await page.locator('[data-layer="conv1"]').scrollIntoViewIfNeeded();
    },
  },
];
