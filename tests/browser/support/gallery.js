import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { phone, visit } from './browser.js';
import {
  drawStrokes,
  openPage,
  readPrediction,
  waitForData,
  waitForState,
  waitForStep,
} from './page.js';
import { digits } from './shapes.js';

/** Pictures of the main states of the page, in both languages and appearances, wide and narrow. */

/** @typedef {import('./page.js').Page} Page */

/** @type {{name: string, prepare: (page: Page) => Promise<void>}[]} */
const states = [
  { name: 'empty', prepare: async () => undefined },
  { name: 'drawn', prepare: (page) => drawStrokes(page, digits[3]).then(() => undefined) },
  { name: 'test-image', prepare: showTestImage },
  { name: 'training', prepare: train },
  { name: 'inside', prepare: lookInside },
];

/** @param {Page} page */
async function showTestImage(page) {
  await waitForData(page);
  await page.locator('input[name="source"][value="test"]').check({ force: true });
  await page.locator('.strip button').nth(3).click();
  await readPrediction(page);
}

/** @param {Page} page */
async function train(page) {
  await page.locator('input[name="source"][value="drawing"]').check({ force: true });
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

/** Pictures show what is drawn in the next frames. @param {Page} page */
function drawn(page) {
  return page.evaluate(async () => {
    for (let i = 0; i < 20; i++) await new Promise(requestAnimationFrame);
  });
}

/**
 * @param {string} url of the page
 * @param {string} folder for the pictures
 * @returns {Promise<string[]>} the files
 */
export async function takePictures(url, folder) {
  await mkdir(folder, { recursive: true });
  /** @type {string[]} */
  const files = [];
  for (const locale of ['zh-CN', 'en-US']) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      for (const [device, options] of Object.entries({ desktop: {}, phone })) {
        const visitor = await visit({ ...options, locale, colorScheme });
        await openPage(visitor.page, url);
        for (const { name, prepare } of states) {
          await prepare(visitor.page);
          await drawn(visitor.page);
          const file = join(folder, `${device}-${colorScheme}-${locale.slice(0, 2)}-${name}.png`);
          await visitor.page.screenshot({ path: file });
          files.push(file);
        }
        await visitor.endClean();
      }
    }
  }
  return files;
}
