import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { runMain, SetupError } from './lib/errors.js';
import { writeAtomically } from './lib/files.js';
import { inRepo } from './lib/paths.js';
import { ensureProject } from './lib/project.js';
import { stopOnSignals } from './lib/run.js';
import { say } from './lib/stages.js';

/**
 * How long a page with a pad takes, from navigation with an empty cache, until a first drawing has
 * been read: the packed elements, engine and weights from this machine, in a fresh context of a
 * running browser each time. A window that was just opened loads the browser's own pages, so the
 * visit begins when it is at rest.
 */

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });

const SETTLE_MS = 2000;

/** Any static server, and one that grants threads. */
const KINDS = { plain: { isolated: false }, isolated: { isolated: true } };

/** @typedef {keyof typeof KINDS} Kind */

const MOUNTS = [
  { prefix: '/convscope/', folder: inRepo('build', 'package') },
  { prefix: '/', folder: inRepo('scripts', 'bench', 'page') },
];

/** @returns {Promise<Record<Kind, number[]>>} milliseconds, in the order of measuring; both take turns */
async function measure() {
  const { launchBrowser } = await import('./bench/browser.js');
  const { serveFolders } = await import('./bench/server.js');
  const sites = {
    plain: await serveFolders(MOUNTS, KINDS.plain),
    isolated: await serveFolders(MOUNTS, KINDS.isolated),
  };
  const { browser } = await launchBrowser();
  /** @type {Record<Kind, number[]>} */
  const times = { plain: [], isolated: [] };
  try {
    for (let round = 0; round < Number(values.rounds); ++round) {
      times.plain.push(await visit(browser, sites.plain.url));
      times.isolated.push(await visit(browser, sites.isolated.url));
    }
    return times;
  } finally {
    await browser.close();
    await Promise.all([sites.plain.close(), sites.isolated.close()]);
  }
}

/** @param {import('playwright-core').Browser} browser @param {string} url */
async function visit(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.waitForTimeout(SETTLE_MS);
  await page.goto(`${url}/first-reading.html`);
  const { digit, readMs } = await read(page);
  if (digit !== '1') throw new SetupError(`A drawn 1 was read as ${digit}.`);
  await context.close();
  return Number(readMs);
}

/** @param {import('playwright-core').Page} page */
async function read(page) {
  const told = page.locator('html[data-read-ms]');
  await told.waitFor({ state: 'attached' });
  return told.evaluate((element) => ({ .../** @type {HTMLElement} */ (element).dataset }));
}

await runMain(async () => {
  stopOnSignals();
  await ensureProject();
  const { ensurePackage } = await import('./lib/package/pack.js');
  await ensurePackage();
  const before = loadavg()[0];
  const timesMs = await measure();
  for (const [kind, times] of Object.entries(timesMs)) {
    const sorted = [...times].sort((a, b) => a - b);
    const [least, median, most] = [0, sorted.length >> 1, sorted.length - 1].map((i) => sorted[i]);
    say(
      `First reading after navigation, ${kind} page: median ${median.toFixed(0)} ms of ` +
        `${sorted.length} (${least.toFixed(0)} to ${most.toFixed(0)}), load ${before.toFixed(1)}`,
    );
  }
  const file = inRepo('build', 'bench', 'first-reading.json');
  await writeAtomically(file, `${JSON.stringify({ timesMs, load: before }, null, 2)}\n`);
  return 0;
});
