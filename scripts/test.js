import { parseArgs } from 'node:util';
import { runMain, SetupError } from './lib/errors.js';
import { ensureFashion } from './lib/fashion.js';
import { ensureData } from './lib/mnist.js';
import { ensureDependencies, requireNode } from './lib/npm.js';
import { stopOnSignals } from './lib/run.js';
import { elapsed, say } from './lib/stages.js';
import { suites } from './lib/suites.js';
import { lastLine, total } from './lib/summaries.js';
import { ensureToolchain } from './lib/toolchain.js';

/** @typedef {import('./lib/suites.js').Suite} Suite */
/** @typedef {import('./lib/summaries.js').Outcome} Outcome */

const names = suites.map((suite) => suite.name).join(', ');
const help = `Sets up what is missing and runs the tests.

  npm test -- [--only <suite>,<suite>…]

  suites: ${names}`;

/**
 * @param {string[]} args
 * @returns {Suite[]} none when only help is asked for
 */
function chosenSuites(args) {
  const { values } = readArgs(args);
  if (values.help) return [];
  if (values.only === undefined) return suites;
  const wanted = values.only.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length === 0) return suites.filter((suite) => wanted.includes(suite.name));
  throw new SetupError(`There is no suite "${unknown.join('", "')}". Suites: ${names}.`, 2);
}

/** @param {string[]} args */
function readArgs(args) {
  try {
    return parseArgs({
      args,
      options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
  } catch (error) {
    throw new SetupError(`${/** @type {Error} */ (error).message}\n\n${help}`, 2);
  }
}

/**
 * A suite that cannot even start is a failed one; the others still run.
 * @param {Suite} suite
 * @param {import('./lib/toolchain.js').Toolchain} tools
 * @returns {Promise<Outcome>}
 */
async function runSuite(suite, tools) {
  try {
    return await suite.run(tools);
  } catch (error) {
    const known = error instanceof SetupError;
    const note = known ? error.message : String(/** @type {Error} */ (error).stack ?? error);
    return { passed: 0, failed: 1, note };
  }
}

/**
 * @param {Suite[]} chosen
 * @returns {Promise<Outcome[]>}
 */
async function runAll(chosen) {
  requireNode();
  await ensureDependencies();
  const tools = await ensureToolchain([...new Set(chosen.flatMap((suite) => suite.needs))]);
  await ensureData();
  await ensureFashion();
  /** @type {string[]} */
  const table = [];
  const outcomes = [];
  for (const suite of chosen) {
    say(`Suite ${suite.name}: ${suite.title}`);
    const before = elapsed();
    const outcome = await runSuite(suite, tools);
    if (outcome.note) console.log(`\n${suite.name}: ${outcome.note}\n`);
    const seconds = (elapsed() - before).toFixed(1).padStart(7);
    const skipped = outcome.skipped ? `, ${outcome.skipped} skipped` : '';
    table.push(`${suite.name.padEnd(8)} ${seconds} s  ${lastLine(outcome)}${skipped}`);
    outcomes.push(outcome);
  }
  console.log(`\n${table.join('\n')}\nall      ${elapsed().toFixed(1).padStart(7)} s`);
  return outcomes;
}

await runMain(async () => {
  const chosen = chosenSuites(process.argv.slice(2));
  if (chosen.length === 0) {
    console.log(help);
    return 0;
  }
  stopOnSignals();
  /** @type {Outcome[]} */
  let outcomes;
  try {
    outcomes = await runAll(chosen);
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    outcomes = [{ passed: 0, failed: 1 }];
  }
  const counts = total(outcomes);
  const code = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
  // Written with a callback, so that nothing is lost when standard output is a pipe.
  await new Promise((done) => process.stdout.write(`${lastLine(counts)}\n`, done));
  process.exit(code);
});
