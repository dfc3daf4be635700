import {
  drawStrokes,
  readPrediction,
  waitForData,
  waitForState,
  waitForStep,
} from '../support/page.js';
import { digits } from '../support/shapes.js';

/** The page as it is met first: reading, training, looking inside. */

/** @typedef {import('../support/page.js').Page} Page */

/** @type {import('../support/gallery.js').State[]} */
export const states = [
  { name: 'empty', prepare: async () => undefined },
  { name: 'drawn', prepare: (page) => drawStrokes(page, digits[3]).then(() => undefined) },
  { name: 'test-image', prepare: showTestImage },
  { name: 'training', prepare: train },
  { name: 'inside', prepare: lookInside },
];

/** @param {Page} page */
async function showTestImage(page) {
  await waitForData(page);
  await page.locator('label:has(> input[name="source"][value="test"])').click();
  await page.locator('.strip button').nth(3).click();
  await readPrediction(page);
}

/** @param {Page} page */
async function train(page) {
  await page.locator('label:has(> input[name="source"][value="drawing"])').click();
  await page.locator('#start-random').click();
  await page.locator('.chip.random').waitFor();
  await page.locator('#train').click();
  await waitForStep(page, 300);
  await page.locator('#train').click();
  await waitForState(page, ['paused']);
  await page.evaluate(() => scrollTo(0, 0));
}

/** @param {Page} page */
async function lookInside(page) {
  const layer = page.locator('conv-layer').nth(4);
  await layer.locator('details.weights > summary').click();
  await layer.evaluate((element) =>
    element.scrollIntoView({ behavior: 'instant', block: 'start' }),
  );
  await page.waitForFunction(() => {
    const maps = document
      .querySelectorAll('conv-layer')[4]
      ?.shadowRoot?.querySelector('conv-kernels');
    return /** @type {any} */ (maps)?.picture;
  });
}
