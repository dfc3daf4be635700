/** A visitor who stays: the tests of a file are one story on one page. */

import { after } from 'node:test';
import { startPreview, visit } from './browser.js';
import { openPage } from './page.js';

/** @typedef {{url: string, close: () => Promise<void>}} Served */

/**
 * Opens the page for all tests of the file. When they are over there must have been no problems.
 *
 * @template {Served} S
 * @param {() => Promise<S>} serve
 * @param {import('./browser.js').ContextOptions} [options]
 */
export async function welcomeTo(serve, options) {
  const site = await serve();
  const visitor = await visit(options);
  after(async () => {
    await visitor.endClean();
    await site.close();
  });
  const { page } = visitor;
  await openPage(page, site.url);
  return { site, visitor, page };
}

/**
 * The same, for the built page as it is served to everybody.
 *
 * @param {import('./browser.js').ContextOptions} [options]
 */
export const welcome = (options) => welcomeTo(startPreview, options);
