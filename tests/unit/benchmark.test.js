import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runOnce } from '../../web/app/benchmark/accuracy.js';
import { buildsFor, pairsOf } from '../../web/app/benchmark/builds.js';
import { resized } from '../../web/app/benchmark/images.js';
import { CASES, kernelOf } from '../../web/app/benchmark/kernels.js';
import { optionsFrom } from '../../web/app/benchmark/options.js';
import { compare, familyMember, productsOf } from '../../web/app/benchmark/scaling.js';
import createBench from '../../web/app/benchmark/wasm/convscope-bench.js';
import { ratiosOf, rowOf } from '../../web/app/benchmark/whole-networks.js';
import { loadEngine } from '../../web/module/index.js';

/** The parts of the benchmark of a device that compute something. Nothing here is timed. */

/** @typedef {import('../../web/app/benchmark/result.js').Build} Build */

test('the share of a kernel is what it reaches at best of the best roofline beside it', () => {
  const pass = (/** @type {number} */ seconds, /** @type {number} */ rooflineGflops) => ({
    forward: { operations: 4e9, seconds },
    gradients: { operations: 8e9, seconds: 4 * seconds },
    rooflineGflops,
  });
  const passes = [pass(0.5, 12), pass(1, 16)];
  const one = kernelOf({ name: 'some', type: 'Conv2d' }, passes, 'relaxed');
  const { roofline, forward, gradients } = one;
  assert.equal(roofline, 16);
  assert.deepEqual(forward, { us: 5e5, gflops: 8, share: 0.5 });
  assert.deepEqual(gradients, { us: 2e6, gflops: 4, share: 0.25 });
  const pool = kernelOf({ name: 'pool', type: 'MaxPool2d' }, passes, 'plain');
  assert.deepEqual(pool.forward, { us: 5e5 });
});

test('the engine has as many cases as the progress counts', async () => {
  const file = new URL('../../web/app/benchmark/wasm/convscope-bench.wasm', import.meta.url);
  const module = await createBench({ locateFile: () => file.href });
  const cases = module.cases();
  assert.equal(cases.length, CASES);
  assert.equal(new Set(cases.map(({ name }) => name)).size, CASES);
  const { forward, gradients, rooflineGflops } = module.measure(0, 0);
  // A: 128 images, 24 x 24 places, 8 channels, 25 products and sums; no input gradient.
  assert.equal(forward.operations, 128 * 576 * 8 * 25 * 2);
  assert.equal(gradients.operations, forward.operations);
  assert.ok(forward.seconds > 0 && gradients.seconds > 0 && rooflineGflops > 0);
});

test('one, two and all threads are compared, with both kinds of SIMD where there are two', () => {
  const names = (/** @type {Build[]} */ builds) =>
    builds.map(({ threads, simd }) => threads + simd);
  assert.deepEqual(names(buildsFor({ threads: 1, relaxedSimd: false })), ['1plain']);
  assert.deepEqual(names(buildsFor({ threads: 2, relaxedSimd: true })), [
    ...['1plain', '1relaxed', '2plain', '2relaxed'],
  ]);
  assert.deepEqual(names(buildsFor({ threads: 8, relaxedSimd: false })), [
    ...['1plain', '2plain', '8plain'],
  ]);
  const pairs = pairsOf(buildsFor({ threads: 2, relaxedSimd: true }));
  assert.deepEqual(
    pairs.map(({ better, base }) => names([better, base]).join('/')),
    ['2plain/1plain', '2relaxed/1relaxed', '1relaxed/1plain', '2relaxed/2plain'],
  );
});

test('ratios of builds pair the rounds, and say how many times faster the better one is', () => {
  const rows = [
    rowOf({ threads: 1, simd: 'plain' }, [100, 200, null]),
    rowOf({ threads: 2, simd: 'plain' }, [200, 300, 500]),
  ];
  assert.deepEqual(rows[0].spread, { median: 150, min: 100, max: 200 });
  const [speed] = ratiosOf(rows, true);
  assert.deepEqual(speed.spread, { median: 1.75, min: 1.5, max: 2 });
  const [latency] = ratiosOf(rows, false);
  assert.ok(latency.spread.max < 1, 'of times, the longer is the slower');
  const failed = rowOf({ threads: 1, simd: 'plain' }, [null], 'out of memory');
  assert.deepEqual(failed, { threads: 1, simd: 'plain', values: [null], problem: 'out of memory' });
});

test('the cost of a product is compared with the row in the middle, round by round', () => {
  const rows = compare(
    [
      { value: 8, products: 128, values: [16, 32] },
      { value: 16, products: 256, values: [32, 32] },
      { value: 32, products: 512, values: [96, null] },
    ],
    16,
  );
  assert.deepEqual(rows[0].ratio, { median: 1.5, min: 1, max: 2 });
  assert.deepEqual(rows[1].ratio, { median: 1, min: 1, max: 1 });
  assert.deepEqual(rows[2].ratio, { median: 1.5, min: 1.5, max: 1.5 });
  assert.equal(rows[2].usPerImage?.median, 96);
});

test('the arithmetic of the family is that counted by hand', async () => {
  const engine = await loadEngine();
  const network = engine.createNetwork(familyMember({ width: 16, depth: 2, size: 28 }));
  const products = network.info.layers.map(({ multiplications }) => multiplications);
  network.dispose();
  engine.dispose();
  const first = 784 * 16 * 9;
  const inner = 196 * 16 * 16 * 9;
  const linear = 196 * 16 * 10;
  const update = { parameters: 100, batch: 4 };
  assert.equal(productsOf(products, 'inference', update), first + 2 * inner + linear);
  const gradients = 2 * first + 3 * (2 * inner + linear);
  assert.equal(productsOf(products, 'training', update), gradients + 250);
});

test('images are made larger by repeating pixels and smaller by leaving some out', () => {
  const pixels = Uint8Array.from({ length: 784 }, (_, i) => (i + (i / 28) * 5) & 255);
  const double = resized(pixels, 56);
  const half = resized(pixels, 14);
  assert.equal(double.length, 56 * 56);
  const places = [0, 41, 13 * 56 + 7, 55 * 56 + 55];
  for (const [y, x] of places.map((place) => [Math.floor(place / 56), place % 56])) {
    assert.equal(double[y * 56 + x], pixels[(y >> 1) * 28 + (x >> 1)]);
  }
  assert.equal(half[3 * 14 + 5], pixels[6 * 28 + 10]);
  assert.deepEqual(resized(pixels, 28), pixels);
});

test('the address says what to measure, and what makes no sense in it is left out', () => {
  const none = optionsFrom('');
  assert.deepEqual([none.run, none.accuracy, none.options.quick], [false, false, false]);
  const some = optionsFrom('?run&rounds=3&seconds=0.5&parts=kernels,startup&networks=B&accuracy');
  assert.deepEqual([some.run, some.accuracy], [true, true]);
  assert.deepEqual(some.options.parts, ['startup', 'kernels']);
  assert.deepEqual([some.options.rounds, some.options.seconds], [3, 0.5]);
  assert.deepEqual(some.options.networks, ['B']);
  const odd = optionsFrom('?rounds=-1&seconds=x&networks=Z&seeds=1,two');
  assert.deepEqual(odd.options, { ...none.options, networks: [] });
  assert.deepEqual(odd.seeds, none.seeds);
});

/**
 * A session that learns as the test says: each look at the test images finds what is next.
 *
 * @param {{ full: boolean, quick: number, all: number }[]} looks
 */
function learner(looks) {
  const session = new EventTarget();
  let next = 0;
  let timeMs = 0;
  let paused = false;
  /** @type {string[]} */
  const calls = [];
  const say = (/** @type {string} */ name, /** @type {object} */ detail) =>
    session.dispatchEvent(new CustomEvent(name, { detail }));
  const go = () => {
    if (paused || next >= looks.length) return;
    timeMs += 1000;
    const { full, quick, all } = looks[next++];
    const epoch = looks.slice(0, next).filter((look) => look.full).length;
    say('evaluation', { step: next * 10, epoch, full, accuracy: full ? all : quick });
    if (full) say('state', { state: 'finished' });
    else setImmediate(go);
  };
  Object.assign(session, {
    async train() {
      calls.push('train');
      paused = false;
      go();
    },
    async pause() {
      paused = true;
    },
    async resume() {
      paused = false;
      if (!looks[next - 1].full) go();
    },
  });
  return {
    calls,
    run: (/** @type {number} */ epochs) =>
      runOnce({
        ...{ session: /** @type {any} */ (session), settings: { batchSize: 64, seed: 1 }, epochs },
        look: async () => {
          timeMs += 500;
          return looks[next - 1].all;
        },
        ...{ onLook: () => undefined, now: () => timeMs },
      }),
  };
}

test('the time to an accuracy is that of the first look at all images that found it', async () => {
  const { run } = learner([
    { full: false, quick: 0.9, all: 0.9 },
    { full: false, quick: 0.985, all: 0.979 },
    { full: false, quick: 0.99, all: 0.984 },
    { full: true, quick: 0.99, all: 0.991 },
    { full: false, quick: 0.97, all: 0.97 },
    { full: false, quick: 0.992, all: 0.994 },
  ]);
  const { seconds, curve } = await run(9);
  // A second from look to look, while the looks themselves stop the clock; none is taken where the
  // quick one was too far off.
  assert.deepEqual(seconds, [3, 4, 6]);
  assert.deepEqual(
    curve.map(([, images, accuracy]) => [images, accuracy]),
    [
      [20 * 64, 0.979],
      [30 * 64, 0.984],
      [40 * 64, 0.991],
      [60 * 64, 0.994],
    ],
  );
});

test('a run that does not get there ends after its passes and says so', async () => {
  const poor = { full: true, quick: 0.5, all: 0.985 };
  const { run, calls } = learner([poor, poor, poor]);
  const { seconds, curve } = await run(2);
  assert.deepEqual(seconds, [1, null, null]);
  assert.equal(curve.length, 2);
  assert.deepEqual(calls, ['train', 'train']);
});
