import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseCheckpoints, withCheckpoint } from '../../web/app/runs/thinning.js';
import { createSession } from '../../web/module/index.js';
import { mnistSet } from './support/mnist.js';
import { createPageNodeWorker } from './support/workers.js';

/** Looking back at earlier weights, without any trace in those that go on. */

/** @typedef {import('../../web/module/session/session.js').Session} Session */

const COUNT = 200;
const OPTIONS = /** @type {const} */ ({ epochs: 100, batchSize: 20, learningRate: 0.01, seed: 5 });
/** With statistics and random masks, which training must go on with where it was. */
const DESCRIPTION = {
  input: [1, 28, 28],
  layers: [
    { type: 'Conv2d', out_channels: 4, kernel_size: 5, stride: 2 },
    { type: 'BatchNorm2d' },
    { type: 'ReLU' },
    { type: 'Flatten' },
    { type: 'Dropout', p: 0.3 },
    { type: 'Linear', out_features: 10 },
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

const ask = (/** @type {string} */ call, params = {}) =>
  session.request('extra', { part: 'past', call, params });

async function freshNetwork() {
  await session.build(DESCRIPTION, { seed: 3 });
  await session.request('useImages', { train: set, test: set });
}

/** @param {number} count */
async function steps(count) {
  for (let n = 0; n < count; ++n) await session.stepOnce(OPTIONS);
}

const answer = async () =>
  (await session.predictImage({ image: set.images.slice(0, 784) })).probabilities;

/** Weights after 8 and after 16 steps in one go, and what the first ones answer. */
async function straight() {
  await freshNetwork();
  await steps(8);
  const early = await session.saveWeights();
  const said = await answer();
  await steps(8);
  return { early, said, end: await session.saveWeights() };
}

/** Everything that learns or saves, after which the newest weights must be in place. @type {Record<string, () => Promise<unknown>>} */
const ways = {
  'giving them back': () => ask('giveBack'),
  'a step': async () => undefined,
  'another setting': () => session.setTraining({ learningRate: OPTIONS.learningRate }),
  'a start that is paused at once': async () => {
    await session.pause();
  },
};

describe('a look at earlier weights', () => {
  for (const [name, end] of Object.entries(ways)) {
    test(`leaves no trace after ${name}`, async () => {
      const { early, said, end: expected } = await straight();
      await freshNetwork();
      await steps(12);
      const newest = await session.saveWeights();
      const now = await answer();
      await ask('show', { weights: early });
      assert.deepEqual(await answer(), said);
      assert.notDeepEqual(await answer(), now);
      // What is saved meanwhile is the newest.
      assert.deepEqual(await session.saveWeights(), newest);
      await end();
      await steps(4);
      assert.deepEqual(await session.saveWeights(), expected);
    });
  }

  test('is refused while training goes on', async () => {
    await freshNetwork();
    const early = await session.saveWeights();
    await session.train(OPTIONS);
    await assert.rejects(ask('show', { weights: early }), { code: 'InvalidState' });
    await session.pause();
  });

  test('weights that do not fit leave the newest in place', async () => {
    await freshNetwork();
    await steps(2);
    const said = await answer();
    await assert.rejects(ask('show', { weights: new Uint8Array(100) }));
    assert.deepEqual(await answer(), said);
    await ask('giveBack');
    assert.deepEqual(await answer(), said);
  });

  test('other weights that are loaded meanwhile are the new ones', async () => {
    await freshNetwork();
    const first = await session.saveWeights();
    await steps(3);
    const later = await session.saveWeights();
    await ask('show', { weights: first });
    await session.loadWeights(later);
    assert.deepEqual(await session.saveWeights(), later);
    await session.reset({ seed: 3 });
    assert.deepEqual(await session.saveWeights(), first);
  });
});

test('checkpoints come at growing distances and hold the weights of their step', async () => {
  await freshNetwork();
  /** @type {Map<number, Uint8Array>} */
  const found = new Map();
  session.addEventListener('extra', (/** @type {any} */ { detail: { data } }) => {
    if (data.kind === 'checkpoint') found.set(data.step, data.weights);
  });
  await ask('follow', { step: 0 });
  /** @type {Map<number, Uint8Array>} */
  const truth = new Map();
  for (let n = 1; n <= 30; ++n) {
    await steps(1);
    truth.set(n, await session.saveWeights());
  }
  const at = [...found.keys()];
  assert.ok(at.length >= 3 && at.length <= 9, `${at}`);
  assert.ok(
    at.every((step, i) => i === 0 || step >= 1.5 * at[i - 1]),
    `${at}`,
  );
  for (const [step, weights] of found) assert.deepEqual(weights, truth.get(step));
});

test('thinned checkpoints keep both ends and no large gap', () => {
  const at = (/** @type {number} */ step) => ({ step, weights: new Uint8Array(4) });
  let kept = [at(0)];
  for (let step = 1; step <= 4000; ++step) kept = withCheckpoint(kept, at(step));
  assert.ok(kept.length <= 40);
  assert.deepEqual([kept[0].step, kept.at(-1)?.step], [0, 4000]);
  const ratios = kept.slice(1).map(({ step }, i) => (step + 1) / (kept[i].step + 1));
  assert.ok(Math.max(...ratios) <= 2.1, `${ratios}`);
  // Later ones give way when training goes on from before them.
  const back = withCheckpoint(kept, at(10));
  assert.ok(back.every(({ step }) => step <= 10));
  // Large weights leave room for few.
  const large = { step: 1, weights: new Uint8Array(10 * 2 ** 20) };
  let few = [{ ...large, step: 0 }];
  for (let step = 1; step < 50; ++step) few = withCheckpoint(few, { ...large, step });
  assert.equal(few.length, 3);
  assert.deepEqual(
    parseCheckpoints([at(1), { step: 'x' }, at(3)]).map(({ step }) => step),
    [1, 3],
  );
});
