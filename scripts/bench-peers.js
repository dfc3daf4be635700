import { cpus, loadavg } from 'node:os';
import { runRounds } from '../web/app/benchmark/rounds.js';
import { measured, spread } from '../web/app/benchmark/statistics.js';
import { openBrowser } from './bench/browser.js';
import { figures } from './bench/figures.js';
import { goals, judge } from './bench/goals.js';
import { ensurePeers } from './bench/install.js';
import { help, readOptions } from './bench/options.js';
import { assetFolder, imageFolder, writeReference } from './bench/reference.js';
import { benchMounts, serveFolders } from './bench/server.js';
import { formatOutcome, formatVerdicts } from './bench/table.js';
import { openTorch } from './bench/torch.js';
import { runMain } from './lib/errors.js';
import { writeAtomically } from './lib/files.js';
import { ensureProject } from './lib/project.js';
import { stopOnSignals } from './lib/run.js';
import { say } from './lib/stages.js';
import { ensureToolchain } from './lib/toolchain.js';

/** @typedef {import('./bench/browser.js').Host} Host */
/** @typedef {import('./bench/contestants.js').Contestant} Contestant */
/** @typedef {import('./bench/figures.js').Figure} Figure */
/** @typedef {import('./bench/goals.js').Outcome} Outcome */
/** @typedef {import('./bench/options.js').Options} Options */

/** Longest time for one answer; who takes longer is stopped. */
const patienceMs = 120_000;
/** Of all measurements of one contestant in one figure, as a multiple of what was asked for. */
const budgetRounds = 10;

/** Others' work that changes little. */
const quietLoad = 0.5;

/** Latency is a median of hundreds of groups of calls anyway. @param {Figure} figure */
const share = ({ kind }) => (kind === 'latency' ? 0.5 : 1);

/**
 * @template T
 * @param {Promise<T>} answer
 * @param {() => Promise<void>} giveUp
 * @returns {Promise<T>}
 */
async function impatiently(answer, giveUp) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${patienceMs / 1000} s`));
      giveUp();
    }, patienceMs);
  });
  try {
    return await Promise.race([answer, /** @type {Promise<never>} */ (late)]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {Record<Contestant['host'], Host | null>} hosts
 * @param {Figure} figure
 * @param {Options} options
 * @returns {Promise<Outcome>}
 */
async function measureFigure(hosts, figure, { contestants, rounds, seconds }) {
  say(figure.title);
  /** @param {Contestant} contestant @param {string} method @param {unknown} args */
  const call = async (contestant, method, args) => {
    const host = hosts[contestant.host];
    if (!host) throw new Error('no Python on this machine can import torch');
    const answer = host.call(contestant, method, args);
    return impatiently(answer, () => host.stop(contestant));
  };
  const entrants = contestants.filter(({ kinds }) => kinds.includes(figure.kind));
  const series = await runRounds({
    contestants: entrants,
    rounds,
    budgetMs: 1000 * seconds * budgetRounds,
    now: () => performance.now(),
    async prepare(contestant) {
      const options = { ...contestant.options, threads: contestant.threads };
      const start = { module: contestant.module, options };
      const note = await call(contestant, 'start', start);
      return (await call(contestant, 'prepare', { figure })) ?? note;
    },
    measure: (contestant) => call(contestant, 'measure', { seconds: seconds * share(figure) }),
  });
  for (const contestant of entrants) await hosts[contestant.host]?.rest(contestant);
  const outcome = { figure, series };
  console.log(`\n${formatOutcome(outcome)}\n`);
  return outcome;
}

/** @param {Options} options @param {Outcome[]} outcomes @param {string[]} versions */
function record(options, outcomes, versions) {
  const { rounds, seconds } = options;
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    machine: { processor: processors[0]?.model, processors: processors.length },
    versions,
    options: { rounds, seconds },
    figures: outcomes.map(({ figure, series }) => ({
      ...figure,
      results: [...series].map(([{ id, title, threads }, one]) => {
        const known = measured(one.values);
        return { id, title, threads, ...one, ...(known.length > 0 ? spread(known) : {}) };
      }),
    })),
    goals: judge(goals, outcomes),
  };
}

/** @param {Options} options */
async function bench(options) {
  await ensureProject({ page: false });
  await ensureToolchain(['browser']);
  const peers = await ensurePeers();
  await writeReference(options.networks);
  const server = await serveFolders(benchMounts(peers, assetFolder, imageFolder));
  const browser = await openBrowser(server.url);
  const torch = await openTorch(assetFolder, imageFolder);
  try {
    return await measureAll(options, { chromium: browser, python: torch });
  } finally {
    for (const opened of [torch, browser, server]) await opened?.close();
  }
}

/** @param {Options} options @param {Record<Contestant['host'], Host | null>} hosts */
async function measureAll(options, hosts) {
  const versions = Object.values(hosts).flatMap((host) => host?.version ?? []);
  say(versions.join('; '));
  const chosen = figures.filter(
    ({ kind, network }) => options.kinds.includes(kind) && options.networks.includes(network),
  );
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const figure of chosen) outcomes.push(await measureFigure(hosts, figure, options));
  return record(options, outcomes, versions);
}

await runMain(async () => {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    console.log(help);
    return 0;
  }
  const [load] = loadavg();
  stopOnSignals();
  const result = { load, ...(await bench(options)) };
  await writeAtomically(options.out, `${JSON.stringify(result, null, 2)}\n`);
  console.log(formatVerdicts(result.goals));
  if (load > quietLoad) {
    say(
      `the machine was not quiet (load ${load.toFixed(1)} at the start): take the figures as rough`,
    );
  }
  say(`written to ${options.out}`);
  return 0;
});
