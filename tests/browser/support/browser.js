import assert from 'node:assert/strict';
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
 * The browser of this process, while it has visitors or had one lately.
 * @type {Promise<import('playwright-core').Browser> | undefined}
 */
let browser;
let visitors = 0;
/** @type {NodeJS.Timeout | undefined} */
let leaving;

/** How long a browser waits for the next visitor: starting one takes longer than most visits. */
const IDLE_MS = 1000;

function enter() {
  clearTimeout(leaving);
  visitors += 1;
  browser ??= chromium.launch({
    executablePath: process.env.CONVSCOPE_CHROMIUM ?? '/usr/bin/chromium',
    args,
  });
  return browser;
}

function leave() {
  visitors -= 1;
  if (visitors > 0) return;
  leaving = setTimeout(async () => {
    const last = browser;
    browser = undefined;
    await (await last)?.close();
  }, IDLE_MS);
}

/**
 * A visitor with a profile of its own, which nobody else sees and which ends with the visit.
 * @typedef {object} Visit
 * @property {BrowserContext} context
 * @property {Page} page
 * @property {string[]} problems errors and warnings of the console and uncaught errors, so far
 * @property {() => Promise<void>} end closes the page and forgets the profile
 * @property {() => Promise<void>} endClean the same; fails if there were problems
 */

/**
 * Opens a page with a fresh profile.
 * @param {ContextOptions} [options]
 * @returns {Promise<Visit>}
 */
export async function visit(options = {}) {
  const context = await (await enter()).newContext({ ...desktop, ...options });
  const page = await context.newPage();
  /** @type {string[]} */
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error.stack)));
  const end = async () => {
    await context.close();
    leave();
  };
  const endClean = async () => {
    await end();
    assert.deepEqual(problems, []);
  };
  return { context, page, problems, end, endClean };
}
