import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createNetwork, loadEngine, loadNetwork } from '../../web/module/index.js';
import { bandImage } from './support/data.js';
import { bandNetwork } from './support/networks.js';

/** @typedef {import('../../web/module/index.js').ConvNetwork} ConvNetwork */

const SIZE = { size: 8, classes: 4 };
const OPTIONS = { epochs: 2, batchSize: 20, learningRate: 0.02, seed: 5 };

/** @param {number} count @param {number} [first] */
function bands(count, first = 0) {
  const items = Array.from({ length: count }, (_, i) => bandImage(first + i, SIZE));
  const images = new Uint8Array(count * 64);
  for (const [i, { image }] of items.entries()) images.set(image, i * 64);
  return { images, labels: items.map(({ label }) => label) };
}

const train = bands(200);
const validation = bands(80, 500);

/** @type {ConvNetwork[]} */
const made = [];
after(() => {
  for (const network of made) network.dispose();
});

/** @param {import('../../web/module/api/create.js').CreateOptions} [options] */
async function create(options) {
  const network = await createNetwork(bandNetwork, { seed: 3, ...options });
  made.push(network);
  return network;
}

const inWorker = await create();
const here = await create({ worker: false });

test('training in a worker and in the calling thread gives the same weights', async () => {
  /** @type {any[]} */
  const reports = [];
  const onProgress = (/** @type {any} */ progress) => reports.push(progress);
  const options = { ...OPTIONS, validation, onProgress };
  const result = await inWorker.fit(train.images, train.labels, options);
  const other = await here.fit(train.images, train.labels, { ...OPTIONS, validation });
  assert.equal(result.step, 20);
  assert.equal(result.epoch, 2);
  assert.equal(reports.at(-1).step, 20);
  assert.equal(result.validation?.count, 80);
  assert.ok(Number(result.validation?.accuracy) > 0.9, `${result.validation?.accuracy}`);
  assert.deepEqual(other.validation, result.validation);
  assert.deepEqual(await here.save(), await inWorker.save());
  const [first, second] = await Promise.all(
    [here, inWorker].map((network) => network.predict(validation.images)),
  );
  assert.deepEqual(first, second);
});

describe('a trained network', () => {
  test('predicts single images and batches of any size, as bytes and as numbers', async () => {
    const { probabilities, shape, labels } = await inWorker.predict(train.images);
    assert.deepEqual(shape, [200, 4]);
    const right = labels.filter((label, i) => label === train.labels[i]).length;
    assert.ok(right > 180, `${right} of 200`);
    const single = await inWorker.predict(train.images.subarray(64 * 150, 64 * 151));
    assert.deepEqual(single.shape, [1, 4]);
    assert.deepEqual(single.probabilities, probabilities.slice(600, 604));
    const numbers = Float32Array.from(train.images, (value) => value / 255);
    assert.deepEqual((await inWorker.predict(numbers)).probabilities, probabilities);
  });

  test('evaluates bytes and numbers alike', async () => {
    const bytes = await inWorker.evaluate(validation.images, validation.labels);
    assert.equal(bytes.count, 80);
    const { labels } = await inWorker.predict(validation.images);
    const right = labels.filter((label, i) => label === validation.labels[i]).length;
    assert.equal(bytes.accuracy, right / 80);
    const numbers = Float32Array.from(validation.images, (value) => value / 255);
    const other = await inWorker.evaluate(numbers, validation.labels);
    assert.equal(other.accuracy, bytes.accuracy);
    assert.ok(Math.abs(other.loss - bytes.loss) < 1e-6);
  });

  test('shows its activations, as the engine gives them', async () => {
    const images = train.images.subarray(0, 64 * 70);
    const [conv, fc] = await inWorker.activations(images, { layers: ['conv1', 6] });
    assert.deepEqual(conv.shape, [70, 4, 8, 8]);
    assert.equal(fc.name, 'fc');
    const engine = await loadEngine();
    const network = engine.createNetwork(bandNetwork);
    network.loadWeights(await inWorker.save());
    network.setPixels(images.subarray(64 * 69));
    network.forward();
    assert.deepEqual(conv.data.slice(69 * 256), network.activation(0));
    assert.deepEqual(fc.data.slice(69 * 4), network.activation(6));
    network.dispose();
    engine.dispose();
  });

  test('explains an activation: window times kernel, products, sums and bias', async () => {
    const image = train.images.subarray(64, 128);
    const place = { layer: 'conv1', channel: 2, y: 3, x: 4 };
    const { rule, windows, bias, result } = await inWorker.explain(image, place);
    assert.equal(rule, 'weighted_sum');
    assert.equal(windows.length, 1);
    const [{ source, channel, products, sum }] = windows;
    assert.deepEqual([source, channel, products.length], ['input', 0, 9]);
    assert.deepEqual([products[0].y, products[0].x], [2, 3]);
    assert.equal(products[0].value, Math.fround(image[2 * 8 + 3] / 255));
    for (const { value, weight, product } of products) assert.equal(product, value * weight);
    assert.ok(Math.abs(sum + bias - result) < 1e-5);
    const [{ data }] = await inWorker.activations(image, { layers: [0] });
    assert.equal(result, data[2 * 64 + 3 * 8 + 4]);
    const last = await inWorker.explain(image, { layer: 'fc', channel: 1 });
    assert.equal(last.windows.length, 64);
    assert.equal(last.windows[5].source, 'dropout');
  });

  test('tells what an activation depends on', async () => {
    const place = { layer: 'pool1', channel: 0, y: 1, x: 1 };
    const { size, sources } = await inWorker.receptiveField(place);
    assert.deepEqual(size, [4, 4]);
    assert.equal(sources[0].name, 'input');
    assert.deepEqual(sources[0].box.slice(1), [
      [1, 4],
      [1, 4],
    ]);
  });

  test('gives gradients that central differences confirm', async () => {
    const numbers = Float32Array.from(train.images.subarray(0, 128), (value) => value / 255);
    const labels = [1, 2];
    const { loss, input, activations, parameters } = await inWorker.gradients(numbers, { labels });
    assert.deepEqual(input.shape, [2, 1, 8, 8]);
    assert.deepEqual(activations[0].shape, [2, 4, 8, 8]);
    assert.deepEqual(
      parameters.map(({ layer }) => layer),
      [0, 1, 6],
    );
    const at = input.data.findIndex((value) => Math.abs(value) > 1e-2);
    const step = 1e-3;
    const losses = [];
    for (const sign of [-1, 1]) {
      const moved = numbers.slice();
      moved[at] += sign * step;
      losses.push((await inWorker.evaluate(moved, labels)).loss);
    }
    const slope = (losses[1] - losses[0]) / (2 * step);
    assert.ok(Math.abs(slope - input.data[at]) < 0.02 * Math.abs(slope) + 1e-3);
    assert.ok(Math.abs((losses[0] + losses[1]) / 2 - Number(loss)) < 1e-3);
    const score = await inWorker.gradients(numbers, { output: 3 });
    assert.equal(score.loss, null);
    assert.deepEqual(score.parameters, []);
    assert.deepEqual([...(score.activations.at(-1)?.data ?? [])], [0, 0, 0, 1, 0, 0, 0, 1]);
  });

  test('comes back from its file', async () => {
    const file = await inWorker.save();
    const again = await loadNetwork(file, { worker: false });
    made.push(again);
    assert.deepEqual(again.description, bandNetwork);
    assert.deepEqual(await again.predict(validation.images), await here.predict(validation.images));
    assert.deepEqual(await again.save(), file);
    await again.load(file);
  });
});

describe('progress and its end', () => {
  test('can be iterated over', async () => {
    const network = await create();
    const steps = [];
    const training = network.fit(train.images, train.labels, OPTIONS);
    for await (const { step } of training) steps.push(step);
    assert.equal(steps.at(-1), 20);
    assert.equal((await training).step, 20);
  });

  test('a signal stops training between two steps, and it can go on', async () => {
    const network = await create();
    const stop = new AbortController();
    const training = network.fit(train.images, train.labels, {
      ...OPTIONS,
      epochs: 1e6,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await assert.rejects(training, { name: 'ConvscopeError', code: 'Aborted' });
    const before = await network.save();
    assert.deepEqual(await network.save(), before);
    const { step } = await network.fit(train.images, train.labels, OPTIONS);
    assert.ok(step > 20);
  });

  test('a signal that has fired stops everything before it begins', async () => {
    const signal = AbortSignal.abort();
    const aborted = { code: 'Aborted' };
    await assert.rejects(createNetwork(bandNetwork, { signal }), aborted);
    await assert.rejects(inWorker.predict(train.images, { signal }), aborted);
    await assert.rejects(inWorker.evaluate(train.images, train.labels, { signal }), aborted);
    await assert.rejects(inWorker.fit(train.images, train.labels, { signal }), aborted);
    await assert.rejects(
      inWorker.gradients(train.images.slice(0, 64), { labels: [0], signal }),
      aborted,
    );
  });

  for (const worker of [true, false]) {
    test(`disposing of a network ends what is under way (worker: ${worker})`, async () => {
      const network = await create({ worker });
      const training = network.fit(train.images, train.labels, { ...OPTIONS, epochs: 1e6 });
      assert.throws(() => network.fit(train.images, train.labels), { code: 'InvalidState' });
      setTimeout(() => network.dispose(), 50);
      await assert.rejects(training, { name: 'WorkerError', code: 'Disposed' });
      await assert.rejects(network.predict(train.images), { code: 'Disposed' });
      network.dispose();
    });
  }

  test('what a listener throws ends the training', async () => {
    const network = await create({ worker: false });
    const onProgress = () => {
      throw new RangeError('mine');
    };
    const training = network.fit(train.images, train.labels, {
      ...OPTIONS,
      epochs: 1e6,
      onProgress,
    });
    await assert.rejects(training, { name: 'RangeError', message: 'mine' });
  });
});

describe('bad arguments are told, with what was expected and what came', () => {
  const { images, labels } = bands(4);
  /** @type {[string, () => unknown, object][]} */
  const cases = [
    [
      'no typed array',
      () => inWorker.predict(/** @type {any} */ ([1])),
      { code: 'InvalidData', message: /expected a Uint8Array or Float32Array, got Array/ },
    ],
    [
      'half an image',
      () => inWorker.predict(images.subarray(32)),
      { code: 'ShapeMismatch', message: /expected \(N, 1, 8, 8\), 64 values each; got 224/ },
    ],
    [
      'too few labels',
      () => inWorker.evaluate(images, [1]),
      { code: 'ShapeMismatch', message: /labels: expected 4, got 1/ },
    ],
    [
      'a label too large',
      () => inWorker.evaluate(images, [0, 1, 2, 4]),
      { code: 'LabelOutOfRange', message: /0 to 3, got 4/ },
    ],
    [
      'an unknown layer',
      () => inWorker.activations(images, { layers: ['conv9'] }),
      { code: 'OutOfRange', message: /expected one of conv1, .*; got conv9/ },
    ],
    [
      'a unit outside',
      () => inWorker.explain(images.subarray(0, 64), { layer: 0, channel: 4 }),
      { code: 'OutOfRange' },
    ],
    [
      'two inputs to explain',
      () => inWorker.explain(images, { layer: 0, channel: 0 }),
      { code: 'OutOfRange', message: /at most 1, got 4/ },
    ],
    [
      'an unknown output',
      () => inWorker.gradients(images, { output: 9 }),
      { code: 'InvalidArgument' },
    ],
    [
      'an unknown option',
      () => inWorker.fit(images, labels, /** @type {any} */ ({ learning: 1 })),
      { code: 'InvalidOption' },
    ],
    [
      'no file',
      () => loadNetwork(new Uint8Array(3)),
      { code: 'InvalidData', message: /at least 8 bytes, got 3/ },
    ],
    [
      'a header beyond the file',
      () => loadNetwork(new Uint8Array(64).fill(255)),
      { code: 'InvalidData' },
    ],
    [
      'weights without a description',
      async () => loadNetwork(await bareWeights()),
      { code: 'InvalidData', message: /expected convscope.network/ },
    ],
  ];
  for (const [name, call, expected] of cases) {
    test(name, () => assert.rejects(async () => call(), expected));
  }
  test('images that are neither bytes nor floats', () => {
    const numbers = /** @type {any} */ (new Float64Array(64));
    assert.throws(() => inWorker.fit(numbers, [0]), {
      code: 'InvalidData',
      message: /expected a Uint8Array or Float32Array, got Float64Array/,
    });
  });

  test('labels that do not fit into a byte', async () => {
    const network = await createNetwork(
      { input: [2], layers: [{ type: 'Linear', out_features: 300 }] },
      { worker: false },
    );
    made.push(network);
    const message = /0 to 255, got 256/;
    await assert.rejects(network.evaluate(new Float32Array(2), [256]), {
      code: 'LabelOutOfRange',
      message,
    });
    assert.equal((await network.evaluate(new Float32Array(2), [255])).count, 1);
  });
});

async function bareWeights() {
  const engine = await loadEngine();
  const network = engine.createNetwork(bandNetwork);
  const weights = network.saveWeights();
  network.dispose();
  engine.dispose();
  return weights;
}
