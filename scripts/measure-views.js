import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { runMain } from './lib/errors.js';
import { writeAtomically } from './lib/files.js';
import { inRepo } from './lib/paths.js';
import { ensureProject } from './lib/project.js';
import { stopOnSignals } from './lib/run.js';
import { servePage } from './lib/serve.js';
import { say } from './lib/stages.js';

/**
 * Trains with all views open and with none, in turns: how smooth the page stays, and how much of the
 * throughput is left. `--built` measures the page as it lies in dist.
 */

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '2' },
    built: { type: 'boolean', default: false },
  },
});

/** @typedef {import('./bench/views.js').Window} Window */

/** @param {string} url */
async function measure(url) {
  const { launchBrowser } = await import('./bench/browser.js');
  const { closeViews, measureWindow, openTraining, openViews, viewNames } = await import(
    './bench/views.js'
  );
  const { browser } = await launchBrowser();
  try {
    const desk = { viewport: { width: 1440, height: 900 }, locale: 'en-US' };
    const [bare, full] = await Promise.all([browser.newPage(desk), browser.newPage(desk)]);
    for (const page of [bare, full]) {
      await page.bringToFront();
      await openTraining(page, url);
    }
    const names = await viewNames(full);
    await openViews(full, names);
    await closeViews(bare);
    const seconds = Number(values.seconds);
    /** @type {Window[]} */
    const closed = [];
    /** @type {Window[]} */
    const open = [];
    const measureClosed = async () => {
      await bare.bringToFront();
      closed.push(await measureWindow(bare, 'none', seconds));
    };
    await measureClosed();
    for (let round = 0; round < Number(values.rounds); ++round) {
      for (const name of names) {
        await full.bringToFront();
        await full.locator(`#tab-${name}`).click();
        open.push(await measureWindow(full, name, seconds));
        await measureClosed();
      }
    }
    return { closed, open };
  } finally {
    await browser.close();
  }
}

await runMain(async () => {
  stopOnSignals();
  if (!values.built) await ensureProject();
  const { summarize } = await import('./bench/views.js');
  const served = await servePage({ port: 0 });
  const before = loadavg()[0];
  try {
    const { closed, open } = await measure(served.url);
    const result = { ...summarize(closed, open), load: [before, loadavg()[0]] };
    const percent = (/** @type {number} */ share) => `${Math.round(share * 100)} %`;
    const ms = (/** @type {number} */ time) => `${time.toFixed(1)} ms`;
    for (const line of result.lines) {
      say(
        `${line.view.padEnd(8)} ${Math.round(line.imagesPerSecond)} images/s, ${percent(line.share)} of those without views; ` +
          `frames: 99 % within ${ms(line.p99)}, longest ${ms(line.longest)}`,
      );
    }
    say(`no views: ${Math.round(result.closed)} images/s`);
    say(
      `all: ${percent(result.share)} of the throughput, 99 % of ${result.frames} frames within ${ms(result.p99)}; ` +
        `load ${result.load.map((load) => load.toFixed(1)).join(' to ')}`,
    );
    const file = inRepo('build', 'bench', 'views.json');
    await writeAtomically(file, `${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await served.close();
  }
  return 0;
});
