import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** @typedef {import('playwright-core').Page} Page */

const file = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/**
 * What axe finds wrong on the page as it is now. It does not look at colours: that takes it longest,
 * and tests of their own measure the contrast in both appearances.
 *
 * @param {Page} page
 * @returns {Promise<string[]>} the rule and the elements
 */
export async function violationsOn(page) {
  await page.evaluate(await readFile(file, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = /** @type {any} */ (globalThis);
    const { violations } = await axe.run({
      resultTypes: ['violations'],
      rules: { 'color-contrast': { enabled: false } },
    });
    return violations.map(
      (/** @type {{id: string, nodes: {html: string}[]}} */ { id, nodes }) =>
        `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`,
    );
  });
}
