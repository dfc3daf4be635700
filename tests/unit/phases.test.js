import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createSession } from '../../web/module/index.js';
import { mnistSet } from './support/mnist.js';
import { createPageNodeWorker } from './support/workers.js';

/** A step in three parts is an ordinary step, and its figures are those of its batch. */

/** @typedef {import('../../web/module/session/session.js').Session} Session */

const COUNT = 60;
const DESCRIPTION = {
  input: [1, 28, 28],
  layers: [
    { type: 'Conv2d', name: 'conv', out_channels: 4, kernel_size: 5, stride: 2 },
    { type: 'BatchNorm2d', name: 'norm' },
    { type: 'ReLU', name: 'relu' },
    { type: 'Flatten', name: 'flat' },
    { type: 'Dropout', name: 'drop', p: 0.3 },
    { type: 'Linear', name: 'fc', out_features: 10 },
  ],
};
const PLAIN = {
  ...DESCRIPTION,
  layers: [
    ...DESCRIPTION.layers.slice(0, 1),
    ...DESCRIPTION.layers.slice(2, 4),
    DESCRIPTION.layers[5],
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

/** @param {import('../../web/module/index.js').NetworkDescription} description */
async function freshNetwork(description) {
  await session.build(description, { seed: 3 });
  await session.request('useImages', { train: set, test: set });
}

/** @param {any} options @returns {Promise<import('../../web/app/worker/phases.js').Phases>} */
const slowly = (options) =>
  session.request('extra', { part: 'phases', call: 'step', params: { options } });

const giveBack = () => session.request('extra', { part: 'past', call: 'giveBack', params: {} });

const OPTIONS = {
  epochs: 50,
  batchSize: 20,
  optimizer: 'AdamW',
  learningRate: 0.01,
  weightDecay: 0.1,
};

test('ten steps, some of them in parts, end with the same bits as ten ordinary ones', async () => {
  await freshNetwork(DESCRIPTION);
  for (let n = 0; n < 10; ++n) await session.stepOnce(/** @type {any} */ (OPTIONS));
  const expected = await session.saveWeights();
  await freshNetwork(DESCRIPTION);
  for (let n = 0; n < 10; ++n) {
    const kind = n % 3;
    if (kind === 0) await session.stepOnce(/** @type {any} */ (OPTIONS));
    else assert.equal((await slowly(OPTIONS)).step, n + 1);
    // Either all three parts, or the next step comes before the last one is told.
    if (kind === 1) await giveBack();
  }
  assert.deepEqual(await session.saveWeights(), expected);
});

test('the views keep the old weights until the update, and what is saved is new', async () => {
  await freshNetwork(DESCRIPTION);
  await session.stepOnce(/** @type {any} */ (OPTIONS));
  const image = set.images.slice(0, 784);
  const old = await session.predictImage({ image });
  const oldWeights = await session.saveWeights();
  const { lent } = await slowly(OPTIONS);
  assert.equal(lent, true);
  assert.deepEqual(await session.predictImage({ image }), old);
  assert.notDeepEqual(await session.saveWeights(), oldWeights);
  await giveBack();
  assert.notDeepEqual(await session.predictImage({ image }), old);
});

test('loss, gradients and changes are those of the batch and of plain gradient descent', async () => {
  await freshNetwork(PLAIN);
  const labelled = { inputs: set.images, labels: set.labels };
  const { loss, parameters, activations } = await session.request('gradients', labelled);
  const outputs = await session.request('activations', {
    inputs: set.images,
    layers: [0, 1, 2, 3],
  });
  const { correct } = await session.request('evaluate', labelled);
  const weights = (await session.parameters(0))[0].data;
  const rate = 0.25;
  // One batch of all images, so their order does not matter.
  const options = {
    epochs: 2,
    batchSize: COUNT,
    optimizer: 'SGD',
    momentum: 0,
    weightDecay: 0,
    learningRate: rate,
  };
  const seen = await slowly(options);
  const near = (/** @type {number} */ a, /** @type {number} */ b) =>
    assert.ok(Math.abs(a - b) < 1e-4 * Math.max(1e-3, Math.abs(b)), `${a}, ${b}`);
  near(seen.loss, loss ?? Number.NaN);
  near(seen.lossBefore, loss ?? Number.NaN);
  assert.equal(seen.correct, correct);
  assert.equal(seen.count, COUNT);
  for (const { layer, tensors } of parameters) {
    const values = tensors.flatMap(({ data }) => [...data]);
    near(seen.layers[layer].parameterNorm ?? Number.NaN, Math.hypot(...values));
    near(
      seen.layers[layer].largestChange ?? Number.NaN,
      rate * Math.max(...values.map((value) => Math.abs(value))),
    );
  }
  assert.equal(seen.layers[1].parameterNorm, null);
  for (const { layer, data } of outputs) {
    const { norm, minimum, maximum } = seen.layers[layer].activation;
    near(norm, Math.hypot(...data));
    assert.deepEqual([minimum, maximum].map(Math.fround), [Math.min(...data), Math.max(...data)]);
  }
  assert.equal(activations.length, 4);
  for (const { layer, data } of activations) {
    near(seen.layers[layer].gradientNorm, Math.hypot(...data));
  }
  const { tensor } = seen;
  assert.deepEqual(tensor?.before, weights);
  for (const [i, value] of weights.entries()) {
    near(tensor?.after[i] ?? Number.NaN, value - rate * (tensor?.gradient[i] ?? Number.NaN));
  }
  await giveBack();
  assert.deepEqual((await session.parameters(0))[0].data, tensor?.after);
  const now = await session.request('gradients', labelled);
  near(seen.lossAfter, now.loss ?? Number.NaN);
  assert.ok(seen.lossAfter < seen.lossBefore);
});

test('the last step of a run leaves the newest weights in place for the look at the test images', async () => {
  await freshNetwork(PLAIN);
  const seen = await slowly({ epochs: 1, batchSize: COUNT });
  assert.equal(seen.lent, false);
  assert.ok(Math.abs(seen.lossAfter - seen.lossBefore) > 0);
});
