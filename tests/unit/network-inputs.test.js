import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createNetwork, loadEngine } from '../../web/module/index.js';

/** @typedef {import('../../web/module/index.js').ConvNetwork} ConvNetwork */

/** @type {ConvNetwork[]} */
const made = [];
after(() => {
  for (const network of made) network.dispose();
});

describe('inputs of other kinds', () => {
  const SIDE = 6;
  const PIXELS = 3 * SIDE * SIDE;

  /** Images whose brightest channel is the class; as grey images all would be alike. */
  function colours(/** @type {number} */ count) {
    const images = new Uint8Array(count * PIXELS);
    const labels = Array.from({ length: count }, (_, n) => (n * 7) % 3);
    for (const i of images.keys()) {
      const [n, channel] = [Math.floor(i / PIXELS), Math.floor((i % PIXELS) / SIDE ** 2)];
      images[i] = (channel === labels[n] ? 160 : 80) + ((i * 31) % 50);
    }
    return { images, labels };
  }

  const colour = colours(90);
  const asFloats = (/** @type {Uint8Array} */ bytes) => Float32Array.from(bytes, (v) => v / 255);
  const floats = { images: asFloats(colour.images), labels: colour.labels };
  const options = { epochs: 20, batchSize: 15, learningRate: 0.01, seed: 2 };

  /** @param {number[]} input */
  async function createFor(input) {
    /** @type {import('../../web/module/engine/network.js').NetworkDescription['layers']} */
    const layers = [{ type: 'Flatten' }, { type: 'Linear', out_features: 3 }];
    if (input.length === 3) {
      const convolution = { type: 'Conv2d', out_channels: 8, kernel_size: 3 };
      layers.unshift(convolution, { type: 'ReLU' });
    } else {
      layers.shift();
    }
    const network = await createNetwork({ input, layers }, { worker: false });
    made.push(network);
    return network;
  }

  test('three channels, as bytes and as floats, train to the same weights', async () => {
    const [first, second] = [await createFor([3, SIDE, SIDE]), await createFor([3, SIDE, SIDE])];
    const result = await first.fit(colour.images, colour.labels, {
      ...options,
      validation: floats,
    });
    await second.fit(floats.images, floats.labels, options);
    assert.equal(result.validation?.accuracy, 1);
    assert.deepEqual(await second.save(), await first.save());
    const [bytes, numbers] = [
      await first.evaluate(colour.images, colour.labels),
      await first.evaluate(floats.images, floats.labels),
    ];
    assert.equal(bytes.accuracy, 1);
    assert.deepEqual(numbers, bytes);
  });

  test('floats are not bound to 0 to 1', async () => {
    const network = await createFor([3, SIDE, SIDE]);
    const images = floats.images.map((value) => 40 * (value - 0.5));
    await network.fit(images, floats.labels, options);
    assert.equal((await network.evaluate(images, floats.labels)).accuracy, 1);
    assert.deepEqual((await network.predict(images)).labels, floats.labels);
  });

  test('flat features train', async () => {
    const network = await createFor([2]);
    const points = Float32Array.from({ length: 180 }, (_, i) => Math.sin(i * i) + (i % 2));
    const labels = Array.from({ length: 90 }, (_, n) => Number(points[2 * n] > points[2 * n + 1]));
    const result = await network.fit(points, labels, { ...options, epochs: 100 });
    assert.ok(result.accuracy > 0.9, `${result.accuracy}`);
  });

  test('what is not finite is told as divergence, and the weights stay', async () => {
    const network = await createFor([2]);
    const before = await network.save();
    const points = new Float32Array(30).fill(Number.NaN);
    const training = network.fit(points, new Uint8Array(15), options);
    await assert.rejects(training, { code: 'Diverged' });
    assert.deepEqual(await network.save(), before);
  });

  test('more inputs than are copied at once keep their order', async () => {
    const network = await createFor([2]);
    const count = 2500;
    const points = Float32Array.from({ length: 2 * count }, (_, i) => ((i * i) % 997) / 500 - 1);
    const { labels } = await network.predict(points);
    assert.ok(new Set(labels).size > 1);
    const engine = await loadEngine();
    const dataset = engine.createDataset({ shape: [2], classes: 3, expected: count, floats: true });
    dataset.appendInputs(points, Uint8Array.from(labels));
    const own = engine.createNetwork(network.description, { maxBatch: 64 });
    own.loadWeights(await network.save());
    assert.equal(engine.evaluate(own, dataset, 0, count).correct, count);
    for (const handle of [dataset, own, engine]) handle.dispose();
  });
});
