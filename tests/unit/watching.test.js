import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { trainingOperations } from '../../web/app/runs/operations.js';
import { Pace } from '../../web/app/runs/pace.js';
import { addValues, emptySeries, parseSeries } from '../../web/app/runs/series.js';
import { smooth } from '../../web/app/runs/smoothing.js';
import { askWatcher } from '../../web/app/runs/watching.js';
import { createSession } from '../../web/module/index.js';
import { training } from '../../web/module/schemas.js';
import { mnistSet } from './support/mnist.js';
import { createPageNodeWorker } from './support/workers.js';

/** Figures of a training that goes on, and what ends it. */

/** @typedef {import('../../web/module/session/session.js').Session} Session */

const COUNT = 256;
const OPTIONS = /** @type {const} */ ({ epochs: 1000, batchSize: COUNT, optimizer: 'SGD' });
const DESCRIPTION = {
  input: [1, 28, 28],
  layers: [
    { type: 'Conv2d', name: 'conv', out_channels: 3, kernel_size: 5, stride: 2 },
    { type: 'Tanh', name: 'tanh' },
    { type: 'Flatten', name: 'flat' },
    { type: 'Linear', name: 'fc', out_features: 10 },
  ],
};

/** @type {Session} */
let session;
/** @type {{images: Uint8Array, labels: Uint8Array}} */
let set;

before(async () => {
  session = await createSession({ createWorker: createPageNodeWorker });
  set = await mnistSet(COUNT);
});

after(() => session.dispose());

async function freshNetwork(images = set) {
  await session.build(DESCRIPTION, { seed: 3 });
  await session.request('useImages', { train: images, test: images });
}

/** The next event that fits. @param {string} type @param {(detail: any) => boolean} fits @returns {Promise<any>} */
function next(type, fits) {
  return new Promise((resolve) => {
    const listen = (/** @type {any} */ { detail }) => {
      if (!fits(detail)) return;
      session.removeEventListener(type, listen);
      resolve(detail);
    };
    session.addEventListener(type, listen);
  });
}

const inState = (/** @type {string} */ wanted) => next('state', ({ state }) => state === wanted);

const report = (/** @type {string} */ kind) => next('extra', ({ data }) => data.kind === kind);

const NO_LIMITS = { steps: null, seconds: null };

describe('figures between two steps', () => {
  test('the norms are those of the gradient of the whole batch, by layer', async () => {
    const few = { images: set.images.slice(0, 64 * 784), labels: set.labels.slice(0, 64) };
    await freshNetwork(few);
    // The first step takes all images once, in any order.
    const { parameters } = await session.request('gradients', {
      inputs: few.images,
      labels: few.labels,
    });
    await askWatcher(session, 'follow', { limits: NO_LIMITS });
    const reported = report('figures');
    await session.stepOnce({ ...OPTIONS, batchSize: 64, learningRate: 0.125 });
    const { figures } = (await reported).data;
    assert.equal(figures.step, 1);
    assert.equal(figures.learningRate, 0.125);
    assert.deepEqual(
      figures.gradientNorms.map((/** @type {any} */ { layer }) => layer),
      [0, 3],
    );
    for (const { layer, norm } of figures.gradientNorms) {
      const tensors = parameters.find((each) => each.layer === layer)?.tensors ?? [];
      const squares = tensors.flatMap(({ data }) => [...data]);
      const expected = Math.hypot(...squares);
      assert.ok(Math.abs(norm - expected) < 1e-4 * expected, `${layer}: ${norm}, ${expected}`);
    }
  });

  test('there are no more before the page has taken the last ones', async () => {
    await freshNetwork();
    await askWatcher(session, 'follow', { limits: NO_LIMITS });
    let count = 0;
    const counting = (/** @type {any} */ { detail }) => {
      if (detail.data.kind === 'figures') ++count;
    };
    session.addEventListener('extra', counting);
    const first = report('figures');
    await session.train(OPTIONS);
    await first;
    const { step } = await next('progress', () => true);
    await next('progress', (progress) => progress.step >= step + 40);
    assert.equal(count, 1);
    const second = report('figures');
    await askWatcher(session, 'taken', {});
    await second;
    session.removeEventListener('extra', counting);
    await session.pause();
  });
});

describe('what ends a training', () => {
  test('a number of steps, exactly, and again so many from the next start', async () => {
    await freshNetwork();
    for (const expected of [17, 34]) {
      await askWatcher(session, 'follow', { limits: { steps: 17, seconds: null } });
      const stopped = report('stopped');
      const paused = inState('paused');
      const { step } = await (async () => {
        const last = next('progress', (progress) => progress.step === expected);
        await (expected === 17 ? session.train(OPTIONS) : session.resume());
        return last;
      })();
      assert.equal(step, expected);
      assert.equal((await stopped).data.by, 'steps');
      await paused;
    }
    // One more by hand is the 35th.
    assert.equal((await session.stepOnce()).step, 35);
  });

  test('a time', async () => {
    await freshNetwork();
    await askWatcher(session, 'follow', { limits: { steps: null, seconds: 0.3 } });
    const stopped = report('stopped');
    const paused = inState('paused');
    const start = performance.now();
    await session.train(OPTIONS);
    assert.equal((await stopped).data.by, 'seconds');
    await paused;
    assert.ok(performance.now() - start >= 300);
  });

  test('a target holds for all test images, or training goes on', async () => {
    await freshNetwork();
    await askWatcher(session, 'follow', { limits: NO_LIMITS });
    await session.train({ ...OPTIONS, learningRate: 0.02 });
    await next('progress', ({ step }) => step >= 30);
    const goesOn = await askWatcher(session, 'confirm', { target: 1, slice: 100 });
    assert.equal(goesOn?.reached, false);
    assert.equal(goesOn?.count, COUNT);
    await next('progress', ({ step }) => step > (goesOn?.step ?? Infinity));
    const met = await askWatcher(session, 'confirm', { target: 0.2, slice: 100 });
    assert.equal(met?.reached, true);
    assert.equal(session.state, 'paused');
    // The weights are those that were judged.
    const { correct } = await session.request('evaluate', {
      inputs: set.images,
      labels: set.labels,
    });
    assert.equal(Math.round((met?.accuracy ?? 0) * COUNT), correct);
    assert.equal((await session.stepOnce()).step, (met?.step ?? 0) + 1);
  });

  test('the optimisers take all that the engine knows of them', async () => {
    const [{ options }] = training;
    const optimizers = options.find(({ name }) => name === 'optimizer')?.values ?? [];
    assert.deepEqual(optimizers, ['SGD', 'RMSprop', 'Adam', 'AdamW']);
    const weights = [];
    for (const nesterov of [false, true]) {
      await freshNetwork();
      for (let n = 0; n < 3; ++n) await session.stepOnce({ ...OPTIONS, engine: { nesterov } });
      weights.push(await session.saveWeights());
    }
    assert.notDeepEqual(weights[0], weights[1]);
    await assert.rejects(session.setTraining({ engine: /** @type {any} */ ({ nesterof: true }) }), {
      code: 'InvalidOption',
    });
  });
});

test('a step takes as many operations as one counts by hand', () => {
  const cost = { multiplications: 6, additions: 4, frozen: false };
  const layers = [
    { ...cost, name: 'a', inputs: ['input'], parameterCount: 5 },
    { ...cost, name: 'b', inputs: ['a'], parameterCount: 0 },
    { ...cost, name: 'c', inputs: ['b'], parameterCount: 5 },
  ];
  // a: forward and parameters; b: forward and input; c: all three.
  assert.equal(trainingOperations(layers), 20 + 20 + 30);
  const frozen = layers.map((layer) => (layer.name === 'a' ? { ...layer, frozen: true } : layer));
  assert.equal(trainingOperations(frozen), 10 + 10 + 20);
});

test('the time left is that of the nearest limit', () => {
  const pace = new Pace();
  const none = Number.POSITIVE_INFINITY;
  assert.equal(pace.left({ passes: 1, steps: none, seconds: none }), null);
  pace.add({ time: 100, passes: 0, steps: 0 });
  pace.add({ time: 104, passes: 0.25, steps: 200 });
  assert.equal(pace.left({ passes: 0.75, steps: none, seconds: none }), 12);
  assert.equal(pace.left({ passes: 0.75, steps: 100, seconds: none }), 2);
  assert.equal(pace.left({ passes: 0.75, steps: 100, seconds: 1.5 }), 1.5);
  pace.add({ time: 114, passes: 0.5, steps: 300 });
  pace.add({ time: 115, passes: 0.6, steps: 310 });
  // Only the last ten seconds count: from 104 to 115.
  assert.ok(Math.abs((pace.left({ passes: none, steps: 10, seconds: none }) ?? 0) - 1) < 1e-12);
});

test('series stay bounded, and other quantities begin a new one', () => {
  let series = emptySeries();
  for (let step = 1; step <= 2001; ++step) series = addValues(series, step, { a: step, b: 1 });
  assert.ok(series.steps.length <= 300 && series.steps.length > 125, `${series.steps.length}`);
  assert.equal(series.steps.at(-1), 2001);
  assert.ok(series.columns.b.every((value) => value === 1));
  assert.ok(series.columns.a.every((value, i) => value <= series.steps[i]));
  assert.deepEqual(addValues(series, 2002, { c: 5 }), { steps: [2002], columns: { c: [5] } });
  assert.deepEqual(parseSeries(JSON.parse(JSON.stringify(series))), series);
  assert.deepEqual(parseSeries({ steps: [1], columns: { a: [1, 2] } }), emptySeries());
});

test('smoothing keeps what is constant and begins at the first value', () => {
  assert.deepEqual(smooth([4, 2, null], 0), [4, 2, null]);
  assert.ok(smooth([3, 3, 3], 0.9).every((value) => Math.abs((value ?? 0) - 3) < 1e-12));
  // (1/4 * 4 + 1/2 * 1) / (1/4 + 1/2)
  const [first, gap, second] = smooth([4, null, 1], 0.5);
  assert.deepEqual([first, gap], [4, null]);
  assert.ok(Math.abs((second ?? 0) - 2) < 1e-12);
});
