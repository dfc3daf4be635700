import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { formatNumber } from '../web/app/benchmark/format.js';
import { tablesOf } from '../web/app/benchmark/tables.js';
import { launchBrowser } from './bench/browser.js';
import { help, readDeviceOptions } from './bench/device-options.js';
import { downloadSizes } from './bench/sizes.js';
import { formatTable } from './bench/table.js';
import { runMain, SetupError } from './lib/errors.js';
import { writeAtomically } from './lib/files.js';
import { inRepo } from './lib/paths.js';
import { ensureProject } from './lib/project.js';
import { stopOnSignals } from './lib/run.js';
import { servePage } from './lib/serve.js';
import { say } from './lib/stages.js';
import { ensureToolchain } from './lib/toolchain.js';

/** @typedef {import('../web/app/benchmark/result.js').Result} Result */
/** @typedef {import('../web/app/benchmark/benchmark-view.js').BenchmarkView} BenchmarkView */
/** @typedef {Awaited<ReturnType<typeof downloadSizes>>} Sizes */

/**
 * Lets the page measure and waits for its result, however long that takes.
 *
 * @param {string} url
 * @returns {Promise<{ result: Result, version: string }>}
 */
async function measure(url) {
  const { browser, page } = await launchBrowser();
  try {
    await page.exposeFunction('sayProgress', (/** @type {string} */ text) => say(text));
    await page.goto(url);
    const { problem, result } = await page.evaluate(watchRun);
    if (!result) throw new SetupError(`The page could not measure: ${problem}`);
    return { result, version: browser.version() };
  } finally {
    await browser.close();
  }
}

/** Runs in the page: reports each new step until the run of the view has ended. */
async function watchRun() {
  await customElements.whenDefined('benchmark-view');
  const { run } = /** @type {BenchmarkView} */ (document.querySelector('benchmark-view'));
  const { sayProgress } = /** @type {any} */ (globalThis);
  let said = '';
  run.addEventListener('change', () => {
    const { part, what } = run.progress;
    const text = `${part}: ${what}`;
    if (what !== '' && text !== said) sayProgress(text);
    said = text;
  });
  await run.finished;
  return { result: run.result, problem: run.problem };
}

/** @param {Sizes} sizes */
function sizeTable(sizes) {
  const kilobytes = (/** @type {number} */ bytes) => `${formatNumber(bytes / 1024)} KB`;
  return formatTable(
    ['download (brotli)', 'script', 'wasm', 'both', 'with the first training'],
    sizes.map(({ simd, threads, scriptBytes, wasmBytes, trainingBytes }) => [
      `${simd} SIMD, ${threads ? 'threads' : 'one thread'}`,
      ...[scriptBytes, wasmBytes, scriptBytes + wasmBytes, trainingBytes].map(kilobytes),
    ]),
  );
}

/** The page's own words, in English. */
async function english() {
  const { default: i18next } = await import('i18next');
  const words = JSON.parse(await readFile(inRepo('web', 'app', 'locales', 'en.json'), 'utf8'));
  await i18next.init({
    ...{ lng: 'en', interpolation: { escapeValue: false } },
    resources: { en: { translation: words } },
  });
  return /** @type {import('../web/app/benchmark/tables.js').Translate} */ (i18next.t);
}

/** @param {Result} result @param {Sizes} sizes */
async function print(result, sizes) {
  const tables = tablesOf(result, await english());
  for (const { simd, gflops } of result.rooflines ?? []) {
    console.log(`\nroofline, ${simd} SIMD: ${formatNumber(gflops)} GFLOP/s`);
  }
  for (const { title, note, heads, rows } of tables) {
    console.log(`\n${title}\n${note}\n\n${formatTable(heads, rows)}`);
  }
  console.log(`\n${sizeTable(sizes)}\n`);
}

await runMain(async () => {
  const options = readDeviceOptions(process.argv.slice(2));
  if (!options) {
    console.log(help);
    return 0;
  }
  stopOnSignals();
  await ensureProject();
  await ensureToolchain(['browser']);
  const [load] = loadavg();
  const served = await servePage({ port: 0 });
  try {
    const { result, version } = await measure(`${served.url}benchmark.html?${options.query}`);
    const downloads = await downloadSizes();
    await print(result, downloads);
    const whole = { load, chromium: version, ...result, downloads };
    await writeAtomically(options.out, `${JSON.stringify(whole, null, 2)}\n`);
    say(`written to ${options.out}; load of the machine at the start: ${load.toFixed(1)}`);
  } finally {
    await served.close();
  }
  return 0;
});
