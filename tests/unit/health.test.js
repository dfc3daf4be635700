import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ask } from '../../web/app/look/ask.js';
import { createSession } from '../../web/module/index.js';
import { mnistFile } from './support/mnist.js';
import { createPageNodeWorker } from './support/workers.js';

/** Twins that run as in training, and check-ups of the layers, against sums over single answers. */

/** @typedef {import('../../web/module/session/session.js').Session} Session */

const SIZE = 784;
const COUNT = 80;
/** What the parts take at once. */
const SEEN = 32;
const CHECKED = 64;

/** @type {Session} */
let session;
/** @type {Uint8Array} */
let images;
/** @type {Uint8Array} */
let labels;

before(async () => {
  session = await createSession({ createWorker: createPageNodeWorker });
  images = (await mnistFile('t10k-images-idx3-ubyte')).slice(16, 16 + COUNT * SIZE);
  labels = (await mnistFile('t10k-labels-idx1-ubyte')).slice(8, 8 + COUNT);
});

after(() => session.dispose());

/** @param {object[]} layers */
async function build(layers) {
  await session.build(/** @type {any} */ ({ input: [1, 28, 28], layers }), { seed: 4 });
  const set = { images, labels };
  await session.request('useImages', { train: set, test: set });
}

/** @param {Uint8Array} inputs @param {number} layer */
async function outputsOf(inputs, layer) {
  const [found] = await session.request('activations', { inputs, layers: [layer] });
  return found.data;
}

describe('a pass as in training', () => {
  const image = Uint8Array.from({ length: SIZE }, (_, i) => (i * 37) % 256);

  before(() =>
    build([
      { type: 'Conv2d', name: 'c', out_channels: 3, kernel_size: 5, stride: 2 },
      { type: 'BatchNorm2d', name: 'n' },
      { type: 'Dropout', name: 'd', p: 0.25 },
      { type: 'Flatten', name: 'f' },
      { type: 'Linear', name: 'l', out_features: 10 },
    ]),
  );

  test('normalises by the batch of the image and the first training images', async () => {
    const { layers, batch } = await ask(session, 'observe', { image, training: true });
    assert.equal(batch, SEEN);
    const all = new Uint8Array(SEEN * SIZE);
    all.set(image);
    all.set(images.subarray(0, (SEEN - 1) * SIZE), SIZE);
    const convolved = [];
    for (let n = 0; n < SEEN; n += 1) {
      convolved.push(await outputsOf(all.slice(n * SIZE, (n + 1) * SIZE), 0));
    }
    const plane = 144;
    for (let c = 0; c < 3; ++c) {
      const values = convolved.flatMap((map) => [...map.slice(c * plane, (c + 1) * plane)]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      for (let i = c * plane; i < (c + 1) * plane; i += 11) {
        const expected = (convolved[0][i] - mean) / Math.sqrt(variance + 1e-5);
        assert.ok(Math.abs(layers[1].data[i] - expected) < 1e-3, `${i}`);
      }
    }
  });

  test('drops by a mask that stays until another is drawn', async () => {
    const first = await ask(session, 'observe', { image, training: true });
    const [{ layer, data: mask }] = first.masks;
    assert.equal(layer, 2);
    const kept = mask.reduce((sum, value) => sum + value, 0) / mask.length;
    assert.ok(kept > 0.65 && kept < 0.85, `${kept}`);
    first.layers[2].data.forEach((value, i) => {
      const expected = mask[i] === 1 ? first.layers[1].data[i] / 0.75 : 0;
      assert.ok(Math.abs(value - expected) < 1e-5, `${i}`);
    });
    const again = await ask(session, 'observe', { image, training: true });
    assert.deepEqual(again.masks[0].data, mask);
    const other = await ask(session, 'observe', { image, training: true, redraw: true });
    assert.notDeepEqual(other.masks[0].data, mask);
    const { explanation } = await ask(session, 'explain', {
      pass: other.pass,
      layer: 2,
      unit: { channel: 1, y: 5, x: 7 },
    });
    const factor = other.masks[0].data[144 + 5 * 12 + 7] === 1 ? 1 / 0.75 : 0;
    assert.ok(Math.abs(explanation.terms[0].weight - factor) < 1e-6);
  });

  test('leaves the live network as it was, and predicting is predicting', async () => {
    const before = await session.saveWeights();
    await ask(session, 'observe', { image, training: true });
    const { layers, masks, batch } = await ask(session, 'observe', { image, training: false });
    assert.deepEqual(await session.saveWeights(), before);
    assert.deepEqual(masks, []);
    assert.equal(batch, 1);
    assert.deepEqual(layers[4].data, await outputsOf(image, 4));
  });
});

describe('a check-up', () => {
  before(() =>
    build([
      { type: 'Flatten', name: 'f' },
      { type: 'Linear', name: 'l1', out_features: 300 },
      { type: 'ReLU', name: 'r' },
      { type: 'Linear', name: 'l2', out_features: 40 },
      { type: 'Sigmoid', name: 's' },
      { type: 'Linear', name: 'l3', out_features: 10 },
    ]),
  );

  test('counts what single answers say: values, gradients, dead and saturated units', async () => {
    for (let n = 0; n < 6; ++n) {
      await session.stepOnce({ epochs: 99, batchSize: 40, learningRate: 0.1, optimizer: 'Adam' });
    }
    const checkup = await ask(session, 'checkUp', {});
    assert.equal(checkup.images, CHECKED);
    assert.equal(checkup.step, 6);
    const inputs = images.slice(0, CHECKED * SIZE);
    const own = labels.slice(0, CHECKED);
    const { loss, activations, parameters } = await session.request('gradients', {
      inputs,
      labels: own,
    });
    assert.ok(Math.abs((loss ?? 0) - checkup.loss) < 1e-4 * checkup.loss);
    for (const layer of [1, 2, 3, 4, 5]) {
      const values = await outputsOf(inputs, layer);
      const { activation, gradient, units, dead } = checkup.layers[layer];
      assert.equal(activation.minimum, Math.min(...values));
      assert.equal(activation.maximum, Math.max(...values));
      assert.equal(
        activation.counts.reduce((sum, count) => sum + count, 0),
        values.length,
      );
      const middle = (activation.minimum + activation.maximum) / 2;
      const upper = activation.counts.slice(16).reduce((sum, count) => sum + count, 0);
      const close = values.filter((value) => Math.abs(value - middle) < 1e-6).length;
      assert.ok(Math.abs(upper - values.filter((value) => value >= middle).length) <= close);
      const slopes = activations[layer].data;
      const norm = Math.sqrt(slopes.reduce((sum, value) => sum + value * value, 0));
      assert.ok(Math.abs(gradient.norm - norm) < 1e-3 * norm, `${layer}`);
      const silent = Array.from({ length: units }, (_, unit) => unit).filter((unit) =>
        Array.from({ length: CHECKED }, (_, n) => values[n * units + unit]).every((v) => v === 0),
      );
      assert.equal(dead, silent.length);
    }
    assert.ok(checkup.layers[2].dead > 3, `${checkup.layers[2].dead} dead`);
    const sigmoids = await outputsOf(inputs, 4);
    const flat = Array.from({ length: 40 }, (_, unit) => unit).filter((unit) =>
      Array.from({ length: CHECKED }, (_, n) => sigmoids[n * 40 + unit]).every(
        (y) => 4 * y * (1 - y) < 0.05,
      ),
    );
    assert.equal(checkup.layers[4].saturated, flat.length);
    const squares = parameters
      .filter(({ layer }) => layer === 3)
      .flatMap(({ tensors }) => tensors.map(({ data }) => data.reduce((s, v) => s + v * v, 0)));
    const whole = Math.sqrt(squares.reduce((sum, value) => sum + value, 0));
    assert.ok(Math.abs(checkup.layers[3].parameterGradientNorm - whole) < 1e-3 * whole);
  });

  test('is told while training goes on, and no longer when nobody looks', async () => {
    /** @type {import('../../web/app/worker/health.js').Checkup[]} */
    const told = [];
    session.addEventListener('extra', (event) => {
      const { part, data } = /** @type {CustomEvent} */ (event).detail;
      if (part === 'health') told.push(data);
    });
    await ask(session, 'watchHealth', { on: true });
    const { step } = await session.stepOnce();
    assert.equal(told.length, 1);
    assert.equal(told[0].step, step);
    await ask(session, 'watchHealth', { on: false });
    await session.stepOnce();
    assert.equal(told.length, 1);
  });
});
