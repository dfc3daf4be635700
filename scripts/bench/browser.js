import { program } from '../lib/programs.js';

/** @typedef {import('./contestants.js').Contestant} Contestant */

/**
 * Something that contestants run in.
 *
 * @typedef {object} Host
 * @property {(contestant: Contestant, method: string, args: unknown) => Promise<any>} call
 * @property {(contestant: Contestant) => Promise<void>} rest between two figures
 * @property {(contestant: Contestant) => Promise<void>} stop when it does not answer
 * @property {string} version
 * @property {() => Promise<void>} close
 */

// The page is never seen; Chromium must not slow it down for that.
const args = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-swiftshader',
];

/** A headless browser with one page, fit for measuring. */
export async function launchBrowser() {
  const { chromium } = await import('playwright-core');
  const executablePath = process.env.CONVSCOPE_CHROMIUM ?? program('browser');
  const browser = await chromium.launch({ executablePath, args });
  return { browser, page: await browser.newPage() };
}

/**
 * Opens the page on which engines are compared.
 *
 * @param {string} url
 * @returns {Promise<Host>}
 */
export async function openBrowser(url) {
  const { browser, page } = await launchBrowser();
  await page.goto(`${url}/scripts/bench/page/index.html`);
  await page.waitForFunction(() => 'bench' in globalThis && crossOriginIsolated);
  /** @param {Contestant} contestant */
  const stop = ({ id }) =>
    page.evaluate((name) => /** @type {any} */ (globalThis).bench.stop(name), id);
  return {
    version: `Chromium ${browser.version()}`,
    async call({ id }, method, parameters) {
      const { value, problem } = await page.evaluate(
        ([name, work, given]) => /** @type {any} */ (globalThis).bench.call(name, work, given),
        /** @type {[string, string, unknown]} */ ([id, method, parameters]),
      );
      if (problem !== undefined) throw new Error(problem);
      return value;
    },
    // A fresh worker for each figure: what the others left in memory cannot matter.
    rest: stop,
    stop,
    close: () => browser.close(),
  };
}
