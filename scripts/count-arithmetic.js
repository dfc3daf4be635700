import { join } from 'node:path';
import { formatNumber } from '../web/app/benchmark/format.js';
import { axes, MIDDLE } from '../web/app/benchmark/scaling.js';
import { Counter } from './bench/arithmetic.js';
import { formatTable } from './bench/table.js';
import { ensurePackages } from './lib/apt.js';
import { countedBuild, makeTargets } from './lib/engine.js';
import { runMain, SetupError } from './lib/errors.js';
import { readIfThere } from './lib/files.js';
import { ensureDependencies, requireNode } from './lib/npm.js';
import { inRepo } from './lib/paths.js';
import { stopOnSignals, which } from './lib/run.js';
import { say } from './lib/stages.js';
import { thisSystem } from './lib/system.js';
import { ensureToolchain } from './lib/toolchain.js';

/** @typedef {import('../web/app/benchmark/result.js').Axis} Axis */
/** @typedef {import('../web/app/benchmark/result.js').Scaling} Scaling */
/** @typedef {import('./bench/arithmetic.js').Counted} Counted */
/** @typedef {import('./bench/arithmetic.js').Kind} Kind */

/**
 * How much arithmetic the engine makes for an image when batch, width, depth or image size change,
 * counted by Valgrind in a build of the same sources for this machine; and, where the last
 * `npm run bench` timed the same networks, how the time follows it.
 */

const note = `Operations on floating-point numbers and instructions of all kinds for one image, counted
natively (128-bit vectors, a product and a sum are two); then the time of the last \`npm run bench\` for
a product of plain sums, an operation and an instruction, as multiples of the row in the middle.`;

const counters = [
  { package: 'valgrind', command: 'valgrind' },
  { package: 'binutils', command: 'objdump' },
];

async function ensureCounters() {
  if (process.arch !== 'x64') throw new SetupError('Operations are counted on x86-64 only.');
  if (thisSystem().kind === 'debian') await ensurePackages(counters, 'counting operations');
  const missing = counters.find(({ command }) => !which(command));
  if (missing) throw new SetupError(`${missing.command}, which counts, is not on PATH.`);
}

/** @returns {Promise<Scaling[]>} */
async function timed() {
  const text = await readIfThere(inRepo('build', 'bench', 'bench.json'));
  return text ? (JSON.parse(text).scaling ?? []) : [];
}

/**
 * @param {Counted[]} counted
 * @param {number} middle
 * @param {Scaling | undefined} times
 */
function rowsOf(counted, middle, times) {
  const base = counted.find(({ value }) => value === middle)?.count;
  const timeOf = (/** @type {number} */ value) => times?.rows.find((row) => row.value === value);
  return counted.map(({ value, count }) => {
    const time = timeOf(value)?.ratio?.median;
    const products = (timeOf(value)?.products ?? 0) / (timeOf(middle)?.products ?? 1);
    const per = (/** @type {number} */ amount, /** @type {number} */ most = 1) =>
      time === undefined ? '' : formatNumber((time * products * most) / amount);
    return [
      ...[value, count.operations, count.instructions].map(formatNumber),
      ...[per(products), per(count.operations, base?.operations)],
      per(count.instructions, base?.instructions),
    ];
  });
}

await runMain(async () => {
  stopOnSignals();
  requireNode();
  await ensureDependencies();
  await ensureCounters();
  const build = countedBuild(await ensureToolchain(['native']));
  await makeTargets(build, ['convscope_steps']);
  const counter = new Counter(join(build.folder, 'convscope_steps'));
  await counter.open();
  const scaling = await timed();
  console.log(`\n${note}`);
  for (const by of /** @type {Axis[]} */ (Object.keys(axes))) {
    for (const kind of /** @type {Kind[]} */ (['inference', 'training'])) {
      const counted = await counter.series(by, kind);
      const times = scaling.find((one) => one.by === by && one.kind === kind);
      const heads = [by, 'operations', 'instructions', '/ product', '/ operation', '/ instruction'];
      console.log(`\n${kind}\n\n${formatTable(heads, rowsOf(counted, MIDDLE[by], times))}`);
    }
  }
  say('counted');
  return 0;
});
