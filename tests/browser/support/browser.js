import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { servePage } from '../../../scripts/lib/serve.js';

/**
 * @typedef {import('playwright-core').BrowserContext} BrowserContext
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').BrowserContextOptions} ContextOptions
 */

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Settings of a visitor at a desk, reading English. @type {ContextOptions} */
const desktop = { viewport: { width: 1440, height: 900 }, locale: 'en-US', colorScheme: 'light' };

/** @type {ContextOptions} */
export const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};

/**
 * The built page behind a real address: the one that the test runner serves, or else a server of
 * this process.
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export function startPreview() {
  const url = process.env.CONVSCOPE_URL;
  if (url) return Promise.resolve({ url, close: () => Promise.resolve() });
  return servePage({ port: 0 });
}

/**
 * A visitor with a profile of its own.
 * @typedef {object} Visit
 * @property {BrowserContext} context
 * @property {Page} page
 * @property {string[]} problems errors and warnings of the console and uncaught errors, so far
 * @property {() => Promise<void>} end closes the browser
 * @property {() => Promise<void>} endClean closes the browser; fails if there were problems
 */

/**
 * Opens the browser with a fresh profile.
 * @param {ContextOptions} [options]
 * @returns {Promise<Visit>}
 */
export async function visit(options = {}) {
  const profile = await mkdtemp(join(tmpdir(), 'convscope-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CONVSCOPE_CHROMIUM ?? '/usr/bin/chromium',
    args,
    ...desktop,
    ...options,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  /** @type {string[]} */
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error.stack)));
  const end = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const endClean = async () => {
    await end();
    assert.deepEqual(problems, []);
  };
  return { context, page, problems, end, endClean };
}
