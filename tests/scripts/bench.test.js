import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { contestants } from '../../scripts/bench/contestants.js';
import { readDeviceOptions } from '../../scripts/bench/device-options.js';
import { figures } from '../../scripts/bench/figures.js';
import { goals, judge } from '../../scripts/bench/goals.js';
import { readOptions } from '../../scripts/bench/options.js';
import { findFile } from '../../scripts/bench/server.js';
import { formatOutcome, formatTable, formatVerdicts } from '../../scripts/bench/table.js';
import { torchEnvironment } from '../../scripts/bench/torch.js';
import { SetupError } from '../../scripts/lib/errors.js';
import { formatNumber } from '../../web/app/benchmark/format.js';
import { optionsFrom } from '../../web/app/benchmark/options.js';
import { runRounds } from '../../web/app/benchmark/rounds.js';
import { measured, median, ratios, spread } from '../../web/app/benchmark/statistics.js';

/** @typedef {import('../../scripts/bench/goals.js').Entrant} Entrant */
/** @typedef {import('../../scripts/bench/goals.js').Family} Family */

test('the median does not depend on the order and lies between the two in the middle', () => {
  assert.equal(median([9, 1, 4]), 4);
  assert.equal(median([10, 2, 4, 1]), 3);
  assert.deepEqual(spread([5, 3, 100]), { median: 5, min: 3, max: 100 });
  assert.deepEqual(measured([null, 3, null, 1]), [3, 1]);
  assert.throws(() => median([]), RangeError);
});

test('ratios pair the rounds that measured both, and say how many times better ours is', () => {
  assert.deepEqual(ratios([10, 20, null, 40], [5, null, 7, 10], true), [2, 4]);
  // Of times, the shorter is the better.
  assert.deepEqual(ratios([10, 20], [30, 10], false), [3, 0.5]);
  assert.deepEqual(ratios([10, 20], [5], true), [2]);
});

/**
 * A race whose clock only moves when somebody is measured.
 *
 * @param {Record<string, number | string>} costs milliseconds of a measurement, or a problem
 * @param {{ rounds: number, budgetMs: number }} options
 */
async function race(costs, { rounds, budgetMs }) {
  let clockMs = 0;
  /** @type {string[]} */
  const order = [];
  const table = await runRounds({
    ...{ contestants: Object.keys(costs), rounds, budgetMs, now: () => clockMs },
    prepare: async (name) => {
      if (name === 'unable') throw new Error('not registered\nat some line');
      return name === 'noted' ? 'a note' : undefined;
    },
    measure: async (name) => {
      order.push(name);
      const cost = costs[name];
      if (typeof cost === 'string') throw new Error(cost);
      clockMs += cost;
      return cost;
    },
  });
  return { order: order.join(' '), table };
}

test('contestants take turns, and each round begins with another one', async () => {
  const { order } = await race({ a: 1, b: 1, c: 1 }, { rounds: 4, budgetMs: 1000 });
  assert.equal(order, 'a b c b c a c a b a b c');
});

test('one that used up its time sits the other rounds out', async () => {
  const { table } = await race({ fast: 1, slow: 60 }, { rounds: 4, budgetMs: 100 });
  assert.deepEqual(table.get('fast')?.values, [1, 1, 1, 1]);
  assert.deepEqual(table.get('slow')?.values, [60, 60, null, null]);
});

test('one that fails keeps what it measured, and the others go on', async () => {
  const costs = { unable: 1, noted: 2, broken: 'it broke' };
  const { table, order } = await race(costs, { rounds: 2, budgetMs: 1000 });
  assert.deepEqual(table.get('unable'), { values: [null, null], problem: 'not registered' });
  assert.deepEqual(table.get('noted'), { values: [2, 2], note: 'a note' });
  assert.deepEqual(table.get('broken'), { values: [null, null], problem: 'it broke' });
  assert.equal(order, 'noted broken noted');
});

/** @param {string} id @param {Family} family @param {number} threads @returns {Entrant} */
const entrant = (id, family, threads) => ({ id, title: id, family, threads });

/** @param {string} id */
const figureNamed = (id) => {
  const found = figures.find((figure) => figure.id === id);
  assert.ok(found);
  return found;
};

/** @param {string} figure @param {[Entrant, (number | null)[]][]} rows */
const outcome = (figure, rows) => ({
  figure: figureNamed(figure),
  series: new Map(rows.map(([one, values]) => [one, { values }])),
});

test('a goal is judged against the best of its rivals with as many threads', () => {
  const training = outcome('training A', [
    [entrant('ours-1', 'ours', 1), [100, 120, 140]],
    [entrant('ours-2', 'ours', 2), [500, 500, 500]],
    [entrant('slow', 'pytorch', 1), [20, 20, 20]],
    [entrant('good', 'pytorch', 1), [100, 200, 140]],
    [entrant('other', 'pytorch', 2), [900, 900, 900]],
    [entrant('page', 'browser', 1), [9000, 9000, 9000]],
  ]);
  const [one, two] = judge(
    [
      { figure: 'training A', threads: 1, against: ['pytorch'], reach: 0.9 },
      { figure: 'training A', threads: 2, against: ['pytorch'], reach: 0.9 },
    ],
    [training],
  );
  assert.equal(one.best?.id, 'good');
  assert.deepEqual(one.ratio, { median: 1, min: 0.6, max: 1 });
  assert.equal(one.result, 'met');
  assert.equal(two.best?.id, 'other');
  assert.equal(two.result, 'not met');
});

test('the fastest in the browser counts even if it leaves a core idle', () => {
  const rows = outcome('training A', [
    [entrant('ours-2', 'ours', 2), [100]],
    [entrant('single', 'browser', 1), [50]],
    [entrant('double', 'browser', 2), [20]],
  ]);
  const goal = { figure: 'training A', threads: 2, against: /** @type {Family[]} */ (['browser']) };
  const [verdict] = judge([{ ...goal, reach: 2 }], [rows]);
  assert.equal(verdict.best?.id, 'single');
  assert.equal(verdict.result, 'met');
});

test('two threads are judged against one of ours, and less time is better', () => {
  const scaling = { figure: 'latency A', threads: 2, theirThreads: 1, reach: 1.8 };
  const rows = outcome('latency A', [
    [entrant('ours-1', 'ours', 1), [90, 100]],
    [entrant('ours-2', 'ours', 2), [45, 50]],
  ]);
  const [verdict] = judge([{ ...scaling, against: ['ours'] }], [rows]);
  assert.deepEqual(verdict.ratio, { median: 2, min: 2, max: 2 });
});

test('without a rival, or without a common round, nothing is claimed', () => {
  const goal = {
    figure: 'latency A',
    threads: 1,
    against: /** @type {Family[]} */ (['onnxruntime']),
  };
  const list = [{ ...goal, reach: 1.5 }];
  const ours = entrant('ours-1', 'ours', 1);
  const rival = entrant('ort', 'onnxruntime', 1);
  for (const theirs of [
    [null, null],
    [null, 7],
  ]) {
    const rows = outcome('latency A', [
      [ours, [5, null]],
      [rival, theirs],
    ]);
    const [verdict] = judge(list, [rows]);
    assert.equal(verdict.result, 'not measured');
    assert.equal(verdict.ratio, undefined);
  }
  assert.deepEqual(judge(list, []), []);
});

test('every goal names a figure and contestants that there are', () => {
  for (const goal of goals) {
    const { kind } = figureNamed(goal.figure);
    const able = contestants.filter(({ kinds }) => kinds.includes(kind));
    const ours = able.filter(
      ({ family, threads }) => family === 'ours' && threads === goal.threads,
    );
    assert.ok(ours.length > 0, goal.figure);
    const limit = goal.theirThreads ?? goal.threads;
    const rivals = able.filter(
      ({ family, threads }) => goal.against.includes(family) && threads === limit,
    );
    assert.ok(rivals.length > 0, `${goal.figure} against ${goal.against}`);
  }
});

test('a table has a column of one width under each head', () => {
  const text = formatTable(['a', 'long head'], [['value', '1']]);
  assert.deepEqual(text.split('\n'), [
    '| a     | long head |',
    '|-------|-----------|',
    '| value | 1         |',
  ]);
});

test('numbers are short', () => {
  assert.deepEqual([0.98765, 45.678, 456.7, 12345.6].map(formatNumber), [
    ...['0.988', '45.7', '457', '12,346'],
  ]);
});

test('what was skipped says why, and what sat rounds out says in how many it was', () => {
  const figure = figureNamed('training A');
  const text = formatOutcome({
    figure,
    series: new Map([
      [entrant('able', 'browser', 1), { values: [5, null], note: 'by itself' }],
      [entrant('unable', 'browser', 1), { values: [null, null], problem: 'not registered' }],
    ]),
  });
  assert.match(text, /able .*5 \[5\.\.5\] images\/s in 1 of 2 rounds; by itself/);
  assert.match(text, /unable .*skipped: not registered/);
});

test('a verdict shows both medians, the ratio with its spread, the goal and whether it is met', () => {
  const rows = outcome('inference B', [
    [entrant('ours-1', 'ours', 1), [1000, 2000, 3000]],
    [entrant('rival', 'onnxruntime', 1), [1000, 1000, 1000]],
  ]);
  const list = goals.filter(({ figure, threads }) => figure === 'inference B' && threads === 1);
  const [line] = formatVerdicts(judge(list, [rows]))
    .split('\n')
    .slice(2);
  const cells = line.split('|').map((cell) => cell.trim());
  assert.deepEqual(cells.slice(1, -1), [
    ...['inference B, batch 128, 1 thread', '2,000', 'rival', '1,000', '2 [1..3]', '1.3x', 'met'],
  ]);
});

test('options have defaults, and names choose what is timed', () => {
  const all = readOptions([]);
  assert.deepEqual([all?.rounds, all?.seconds, all?.networks], [5, 1, ['A', 'B', 'C']]);
  assert.equal(all?.contestants, contestants);
  assert.equal(readOptions(['--help']), null);
  const some = readOptions([
    ...['--rounds', '2', '--seconds', '0.5', '--networks', 'C,A', '--figures', 'latency'],
    ...['--only', 'ort-web,jax-js-1', '--out', '/somewhere/x.json'],
  ]);
  const names = some?.contestants.filter(({ family }) => family !== 'ours').map(({ id }) => id);
  assert.deepEqual(names, ['jax-js-1', 'ort-web-1', 'ort-web-2']);
  // Every ratio needs ours.
  assert.ok(some?.contestants.some(({ id }) => id === 'ours-1'));
  assert.deepEqual([some?.networks, some?.kinds], [['A', 'C'], ['latency']]);
  assert.deepEqual([some?.rounds, some?.seconds, some?.out], [2, 0.5, '/somewhere/x.json']);
});

test('options that make no sense are refused by name', () => {
  for (const [args, message] of /** @type {[string[], RegExp][]} */ ([
    [['--rounds', '0'], /--rounds expects/],
    [['--seconds', 'x'], /--seconds expects/],
    [['--seconds', '-1'], /--seconds/],
    [['--networks', 'A,D'], /no "D"/],
    [['--figures', 'speed'], /no "speed"/],
    [['--only', 'caffe'], /no "caffe"/],
    [['--fast'], /--fast/],
  ])) {
    assert.throws(() => readOptions(args), message, args.join(' '));
  }
});

test('the server gives files of its folders and nothing outside', () => {
  const mounts = [{ prefix: '/peers/', folder: '/cache/modules' }];
  assert.equal(findFile(mounts, '/peers/a/b.js?x=1'), join('/cache/modules', 'a/b.js'));
  for (const address of [
    '/peers/../secret',
    '/peers/%2e%2e/secret',
    '/peers/..%2Fsecret',
    '/etc',
  ]) {
    assert.equal(findFile(mounts, address), null, address);
  }
});

test('PyTorch runs with its own settings of threads, memory and BLAS', () => {
  const outer = { PATH: '/bin', OPENBLAS_NUM_THREADS: '1', OMP_PROC_BIND: 'true', LD_PRELOAD: 'x' };
  const libraries = { blas: '/blas', jemalloc: '/jemalloc.so', note: '' };
  const env = torchEnvironment(outer, libraries, 2);
  assert.equal(env.PATH, '/bin');
  assert.equal(env.OMP_NUM_THREADS, '2');
  assert.equal(env.LD_LIBRARY_PATH, '/blas');
  assert.equal(env.LD_PRELOAD, '/jemalloc.so:x');
  assert.match(env.MALLOC_CONF ?? '', /dirty_decay_ms:-1/);
  for (const name of ['OPENBLAS_NUM_THREADS', 'OMP_PROC_BIND']) assert.ok(!(name in env), name);
  const none = { blas: null, jemalloc: null, note: '' };
  const bare = torchEnvironment({}, none, 1);
  for (const name of ['LD_LIBRARY_PATH', 'LD_PRELOAD']) assert.ok(!(name in bare), name);
});

test('what the bench of this machine is asked for becomes the query of the page', () => {
  const plain = readDeviceOptions([]);
  assert.deepEqual([...new URLSearchParams(plain?.query)], [['run', '']]);
  assert.match(plain?.out ?? '', /build.bench.bench\.json$/);
  const some = readDeviceOptions([
    ...['--quick', '--accuracy', '--seeds', '2', '--rounds', '3', '--parts', 'kernels,startup'],
  ]);
  const { run, accuracy, seeds, options } = optionsFrom(`?${some?.query}`);
  assert.deepEqual([run, accuracy, seeds], [true, true, [1, 2]]);
  assert.deepEqual([options.quick, options.rounds], [true, 3]);
  assert.deepEqual(options.parts, ['startup', 'kernels']);
  assert.equal(readDeviceOptions(['--help']), null);
  for (const args of [['--parts', 'all'], ['--rounds', '0'], ['--seeds', '-1'], ['--fast']]) {
    assert.throws(() => readDeviceOptions(args), SetupError, args.join(' '));
  }
});
