import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checks } from './checks.js';
import { buildEngine, makeTargets, sanitizedBuild, sanitizerEnv, wasmBuild } from './engine.js';
import { filesBelow, readIfThere } from './files.js';
import { fuzzers } from './fuzz.js';
import { ensurePage } from './page.js';
import { inRepo, logFolder } from './paths.js';
import { program } from './programs.js';
import { tryRun } from './run.js';
import { servePage } from './serve.js';
import { say } from './stages.js';
import { doctestOutcome, nodeOutcome } from './summaries.js';

/** @typedef {import('./summaries.js').Outcome} Outcome */
/** @typedef {import('./toolchain.js').Toolchain} Toolchain */

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} title
 * @property {import('./toolchain.js').Extra[]} needs
 * @property {(tools: Toolchain) => Promise<Outcome>} run
 */

const minutes = 60_000;

/** In the order in which they run. @type {Suite[]} */
export const suites = [
  {
    name: 'checks',
    title: 'format, lint and types',
    needs: ['checks'],
    run: (tools) => runChecks(checks, tools),
  },
  { name: 'native', title: 'engine, with sanitizers', needs: ['native'], run: runNative },
  {
    name: 'fuzz',
    title: 'engine, against made-up input',
    needs: ['native'],
    run: (tools) => runChecks(fuzzers, tools),
  },
  { name: 'wasm', title: 'engine, as WebAssembly', needs: [], run: runWasm },
  { name: 'unit', title: 'npm module', needs: ['torch'], run: runUnit },
  { name: 'page', title: 'build of the page', needs: [], run: runPage },
  {
    name: 'scripts',
    title: 'set-up and build scripts',
    needs: [],
    run: () => runNode('scripts', { args: [] }),
  },
  { name: 'browser', title: 'page in Chromium', needs: ['browser'], run: runBrowser },
  { name: 'package', title: 'npm package and its consumers', needs: ['browser'], run: runPackage },
];

/**
 * @param {import('./checks.js').Check[]} list
 * @param {Toolchain} tools
 * @returns {Promise<Outcome>}
 */
async function runChecks(list, tools) {
  const outcome = { passed: 0, failed: 0 };
  for (const check of list) {
    const problem = await check.run(tools);
    if (problem) console.log(problem);
    outcome[problem ? 'failed' : 'passed'] += 1;
    say(`  ${check.name}: ${problem ? 'FAILED' : 'ok'}`);
  }
  return outcome;
}

/**
 * @param {Toolchain} tools
 * @returns {Promise<Outcome>}
 */
async function runNative(tools) {
  const build = sanitizedBuild(tools);
  await makeTargets(build, ['convscope_tests']);
  const options = { name: 'test-native', env: sanitizerEnv() };
  return runDoctest(join(build.folder, 'convscope_tests'), [], options);
}

/**
 * @param {Toolchain} tools
 * @returns {Promise<Outcome>}
 */
async function runWasm(tools) {
  await buildEngine(tools, ['convscope_tests']);
  const file = join(wasmBuild(tools).folder, 'convscope_tests.js');
  return runDoctest(process.execPath, [file], { name: 'test-wasm' });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import('./run.js').RunOptions} options
 */
async function runDoctest(command, args, options) {
  const all = { ...options, timeout: 8 * minutes, echo: true };
  const result = await tryRun(command, [...args, '--no-colors=true'], all);
  return doctestOutcome(result.output, result);
}

/**
 * @param {Toolchain} tools
 * @returns {Promise<Outcome>}
 */
async function runUnit(tools) {
  await buildEngine(tools);
  return runNode('unit');
}

/**
 * @param {Toolchain} tools
 * @returns {Promise<Outcome>}
 */
async function runPage(tools) {
  await buildEngine(tools);
  await ensurePage();
  const made = await filesBelow(inRepo('dist'));
  return made.some((file) => file.endsWith('index.html'))
    ? { passed: 1, failed: 0 }
    : { passed: 0, failed: 1, note: 'dist/index.html was not made' };
}

/**
 * @param {Toolchain} tools
 * @returns {Promise<Outcome>}
 */
async function runBrowser(tools) {
  await buildEngine(tools);
  await ensurePage();
  const served = await servePage({ port: 0 });
  try {
    const env = { CONVSCOPE_URL: served.url, CONVSCOPE_CHROMIUM: program('browser') };
    // One file at a time: some tests measure how smoothly the page runs, and two pages that train
    // with all cores take longer beside each other than one after the other.
    return await runNode('browser', { args: alone, env });
  } finally {
    await served.close();
  }
}

/**
 * @param {Toolchain} tools
 * @returns {Promise<Outcome>}
 */
async function runPackage(tools) {
  await buildEngine(tools);
  const env = { CONVSCOPE_CHROMIUM: program('browser') };
  return runNode('consumers', { args: alone, env });
}

/** Node would leave a core free, and on two cores that is half of them. */
const pairs = ['--test-concurrency=2'];
const alone = ['--test-concurrency=1'];

/**
 * Runs the test files in a folder of tests/ with Node's own test runner.
 * @param {string} name
 * @param {{args?: string[], env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<Outcome>}
 */
async function runNode(name, { args = pairs, env: extraEnv = {} } = {}) {
  const files = await filesBelow(inRepo('tests', name), (path) => path.endsWith('.test.js'));
  if (files.length === 0) return { passed: 0, failed: 1, note: `no test file in tests/${name}` };
  const report = join(logFolder, `report-${name}.json`);
  await mkdir(logFolder, { recursive: true });
  await rm(report, { force: true });
  const result = await tryRun(process.execPath, [...nodeArgs(report), ...args, ...files], {
    name: `test-${name}`,
    timeout: 15 * minutes,
    echo: true,
    env: nodeEnv(extraEnv),
  });
  return nodeOutcome(await readIfThere(report), result);
}

/** @param {string} report */
function nodeArgs(report) {
  const reporter = new URL('./node-reporter.js', import.meta.url).href;
  return [
    '--test',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${reporter}`,
    `--test-reporter-destination=${report}`,
  ];
}

/** @param {NodeJS.ProcessEnv} extra */
function nodeEnv(extra) {
  const env = { ...process.env, ...extra };
  // Set when these scripts are themselves under test; it would silence the reporters.
  delete env.NODE_TEST_CONTEXT;
  return env;
}
