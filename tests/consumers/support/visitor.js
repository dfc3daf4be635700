/** A browser that visits the consumers of one test file, each in a page of its own. */

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { visit } from '../../browser/support/browser.js';

const PATIENCE = 120_000;

/**
 * Errors and warnings of a page, as they come; that it has no icon is none.
 *
 * @param {import('playwright-core').Page} page
 */
export function problemsOf(page) {
  /** @type {string[]} */
  const problems = [];
  page.on('console', (message) => {
    const isIcon = message.location().url.endsWith('/favicon.ico');
    const isProblem = ['error', 'warning'].includes(message.type()) && !isIcon;
    if (isProblem) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error.stack)));
  return problems;
}

/** Opens the browser before the tests of this file and closes it after them. */
export function useBrowser() {
  /** @type {import('../../browser/support/browser.js').Visit} */
  let visitor;
  before(async () => {
    visitor = await visit();
  });
  after(() => visitor.end());

  return {
    /** @param {string} url @returns {Promise<any>} what the page showed as its result */
    async resultOf(url) {
      const page = await visitor.context.newPage();
      const problems = problemsOf(page);
      await page.goto(url);
      const told = page.locator('html[data-result]');
      await told.waitFor({ state: 'attached', timeout: PATIENCE }).catch((error) => {
        throw new Error(`${error.message}\n${problems.join('\n')}`);
      });
      const text = await told.getAttribute('data-result');
      await page.close();
      assert.deepEqual(problems, []);
      return JSON.parse(String(text));
    },
  };
}
