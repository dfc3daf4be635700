import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { ConvscopeError, loadEngine, presets } from '../../web/module/index.js';
import { layers } from '../../web/module/schemas.js';
import { bandImage, idxPair } from './support/data.js';
import { bandNetwork, linearNetwork } from './support/networks.js';

const engine = await loadEngine();
const OPTIONS = { batch_size: 16, lr: 0.01, seed: 3 };

/** @type {{dispose(): void}[]} */
let owned = [];

/** @template {{dispose(): void}} T @param {T} object @returns {T} */
function own(object) {
  owned.push(object);
  return object;
}

afterEach(() => {
  for (const object of owned.reverse()) object.dispose();
  owned = [];
});

after(() => {
  engine.dispose();
  assert.equal(engine.liveObjects(), 0, 'everything was given back');
});

/** @param {number} [seed] */
const createNetwork = (seed = 1) => own(engine.createNetwork(bandNetwork, { maxBatch: 32, seed }));

/** @param {number} [count] @param {number} [expected] */
function createDataset(count = 64, expected = count) {
  const dataset = own(engine.createDataset({ shape: [1, 8, 8], classes: 4, expected }));
  const { images, labels } = idxPair(count);
  dataset.append(images, labels);
  return dataset;
}

const pixels = (index = 0) => bandImage(index, { size: 8, classes: 4 }).image;

describe('ownership', () => {
  test('disposing is counted, and may be repeated', () => {
    const before = engine.liveObjects();
    const network = engine.createNetwork(bandNetwork);
    assert.equal(engine.liveObjects(), before + 1);
    network.dispose();
    network.dispose();
    network[Symbol.dispose]();
    assert.ok(network.disposed);
    assert.equal(engine.liveObjects(), before);
  });

  test('what was disposed of says so', () => {
    const network = engine.createNetwork(bandNetwork);
    network.dispose();
    assert.throws(() => network.forward(1), { name: 'ConvscopeError', code: 'Disposed' });
    assert.throws(() => network.saveWeights(), { code: 'Disposed' });
  });

  test('a trainer goes with its network or its images', () => {
    const before = engine.liveObjects();
    for (const first of /** @type {const} */ (['network', 'dataset'])) {
      const parts = {
        network: engine.createNetwork(bandNetwork, { maxBatch: 16 }),
        dataset: engine.createDataset({ shape: [1, 8, 8], classes: 4, expected: 8 }),
      };
      const trainer = engine.createTrainer(parts.network, parts.dataset, OPTIONS);
      parts[first].dispose();
      assert.ok(trainer.disposed);
      assert.throws(() => trainer.step(), { code: 'Disposed' });
      parts.network.dispose();
      parts.dataset.dispose();
    }
    assert.equal(engine.liveObjects(), before);
  });

  test('a refused construction leaves nothing behind', () => {
    const before = engine.liveObjects();
    assert.throws(() => engine.createNetwork({ input: [1, 8, 8], layers: [] }));
    assert.throws(() => engine.createDataset({ shape: [0, 8, 8], classes: 4, expected: 8 }));
    assert.equal(engine.liveObjects(), before);
  });
});

describe('typed errors through the border', () => {
  /** @param {Record<string, unknown>} layer */
  const build = (layer) =>
    engine.createNetwork({
      input: [1, 8, 8],
      layers: [/** @type {any} */ (layer), ...linearNetwork.layers],
    });

  test('a wrong option names layer, expectation and value', () => {
    const broken = { type: 'Conv2d', name: 'edge', out_channels: 2, kernel_size: 0 };
    try {
      build(broken);
      assert.fail('was accepted');
    } catch (error) {
      assert.ok(error instanceof ConvscopeError);
      assert.equal(error.code, 'InvalidOption');
      assert.equal(error.layer, 'edge');
      assert.match(error.message, /Conv2d\(edge\): expected kernel_size >= 1, got 0/);
    }
  });

  test('unknown layers, unknown options, kernels larger than the image', () => {
    assert.throws(() => build({ type: 'Conv9d' }), { code: 'InvalidDescription' });
    assert.throws(() => build({ type: 'ReLU', speed: 9 }), { name: 'ConvscopeError' });
    assert.throws(() => build({ type: 'Conv2d', out_channels: 1, kernel_size: 9 }), {
      code: 'ShapeMismatch',
    });
  });

  test('seeds that are no whole numbers', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 60]) {
      assert.throws(() => engine.createNetwork(bandNetwork, { seed }), { code: 'InvalidOption' });
    }
  });

  test('a network too large for the memory', () => {
    const description = {
      input: [1, 8, 8],
      layers: [{ type: 'Flatten' }, { type: 'Linear', out_features: 60000 }],
    };
    assert.throws(() => engine.createNetwork(description, { maxBatch: 65536 }), {
      code: 'OutOfMemory',
    });
  });

  test('a label outside the classes', () => {
    const network = createNetwork();
    network.setPixels(pixels());
    network.forward(1);
    network.setLabels([4]);
    assert.throws(() => network.backward(), { code: 'LabelOutOfRange' });
  });

  test('a pair of files that is wrong adds nothing', () => {
    const dataset = createDataset(8, 64);
    const { images, labels } = idxPair(8);
    assert.throws(() => dataset.append(images.subarray(1), labels), { code: 'InvalidData' });
    assert.throws(() => dataset.append(images, labels.subarray(0, 12)), { code: 'InvalidData' });
    assert.throws(() => dataset.append(new Uint8Array(0), labels), { code: 'InvalidData' });
    const wrong = labels.slice();
    wrong[wrong.length - 1] = 4;
    assert.throws(() => dataset.append(images, wrong), { code: 'LabelOutOfRange' });
    assert.equal(dataset.size, 8);
  });

  test('indices outside', () => {
    const network = createNetwork();
    const dataset = createDataset(8);
    for (const index of [-1, 8, 0.5, Number.NaN]) {
      assert.throws(() => dataset.at(index), { code: 'OutOfRange' });
      assert.throws(() => network.activation(index), { code: 'OutOfRange' });
    }
    assert.throws(() => network.forward(33), { code: 'OutOfRange' });
    assert.throws(() => network.setPixels(new Uint8Array(63)), { code: 'ShapeMismatch' });
    assert.throws(() => network.setPixels(new Uint8Array(64 * 33)), { code: 'OutOfRange' });
  });

  test('trainer options', () => {
    const network = createNetwork();
    const dataset = createDataset(8);
    for (const wrong of [
      { batch_size: 0 },
      { batch_size: 33 },
      { batch_size: 8, optimizer: /** @type {any} */ ('Magic') },
      { batch_size: 8, lr: Number.NaN },
      { batch_size: 8, lr: -1 },
      /** @type {any} */ ({ batch_size: 8, speed: 3 }),
    ]) {
      assert.throws(() => engine.createTrainer(network, dataset, wrong), {
        code: 'InvalidOption',
      });
    }
  });
});

describe('looking inside', () => {
  test('shapes and counts of the description agree with the data', () => {
    const network = createNetwork();
    network.setPixels(pixels());
    network.forward(1);
    for (const layer of network.info.layers) {
      const size = layer.outputShape.reduce((product, side) => product * side, 1);
      assert.equal(network.activation(layer.index).length, size);
      const tensors = network.parameters(layer.index);
      const count = tensors.reduce((sum, { data }) => sum + data.length, 0);
      assert.equal(count, layer.parameterCount);
    }
    assert.deepEqual(
      network.states(1).map(({ name }) => name),
      ['running_mean', 'running_var'],
    );
    const sum = network.probabilities().reduce((total, value) => total + value, 0);
    assert.ok(Math.abs(sum - 1) < 1e-6);
  });

  test('each sample of a batch has its own activations', () => {
    const network = createNetwork();
    const both = new Uint8Array(128);
    both.set(pixels(0), 0);
    both.set(pixels(1), 64);
    network.setPixels(both);
    network.forward(2);
    const second = network.activation(6, 1);
    const rows = network.probabilities(2).slice(4);
    network.setPixels(pixels(1));
    network.forward(1);
    assert.deepEqual(network.activation(6), second);
    assert.deepEqual(network.probabilities(), rows);
  });

  test('a lent view shows what the copy shows, and the growth of the memory is survived', () => {
    const network = createNetwork();
    network.setPixels(pixels());
    network.forward(1);
    const copy = network.activation(0);
    network.withActivation(0, (values, shape) => {
      assert.deepEqual(shape, [4, 8, 8]);
      assert.deepEqual(values.slice(0, copy.length), copy);
    });
    const grown = () =>
      network.withActivation(0, () => {
        const large = { shape: [1, 28, 28], classes: 10, expected: 100_000 };
        own(engine.createDataset(large));
      });
    assert.throws(grown, { code: 'MemoryGrown' });
    assert.deepEqual(network.activation(0), copy);
  });

  test('gradients follow the loss', () => {
    const network = createNetwork();
    network.setPixels(pixels());
    network.forward(1);
    network.setLabels([0]);
    const { loss, count } = network.backward();
    assert.equal(count, 1);
    const probabilities = network.probabilities();
    assert.ok(Math.abs(loss + Math.log(probabilities[0])) < 1e-5);
    const gradient = network.activationGradient(6);
    for (const [index, value] of gradient.entries()) {
      assert.ok(Math.abs(value - (probabilities[index] - (index === 0 ? 1 : 0))) < 1e-6);
    }
    assert.ok(network.inputGradient().some((value) => value !== 0));
    assert.equal(network.parameterGradients(0)[0].data.length, 36);
  });

  test('the schemas document every layer in both languages', () => {
    const types = layers.map(({ type }) => type);
    for (const { type } of bandNetwork.layers) assert.ok(types.includes(type), type);
    for (const { doc, options } of layers) {
      assert.ok(doc.en && doc.zh);
      for (const option of options) assert.ok(option.doc.en && option.doc.zh && option.kind);
    }
  });

  test('the presets build, and the pretrained one is small', () => {
    for (const { description } of Object.values(presets)) {
      const network = own(engine.createNetwork(description));
      assert.equal(network.info.classes, 10);
    }
    const { parameterCount } = own(engine.createNetwork(presets.digits.description)).info;
    assert.ok(parameterCount <= 75_000, `${parameterCount} parameters`);
  });
});

describe('weights', () => {
  test('saved and loaded, the answers are the same bits', () => {
    const first = createNetwork(1);
    const second = createNetwork(2);
    second.loadWeights(first.saveWeights());
    for (const network of [first, second]) {
      network.setPixels(pixels());
      network.forward(1);
    }
    assert.deepEqual(second.probabilities(), first.probabilities());
  });

  test('weights that do not fit change nothing', () => {
    const network = createNetwork();
    const before = network.saveWeights();
    const other = own(engine.createNetwork(linearNetwork)).saveWeights();
    const cutOff = before.subarray(0, before.length - 3);
    const noise = before.map((byte) => byte ^ 0x55);
    for (const bytes of [other, cutOff, noise, new Uint8Array(0)]) {
      assert.throws(() => network.loadWeights(bytes), { code: 'InvalidCheckpoint' });
      assert.deepEqual(network.saveWeights(), before);
    }
  });

  test('the seed alone decides the weights', () => {
    const network = createNetwork(7);
    const seven = network.saveWeights();
    network.reinitialize(8);
    assert.notDeepEqual(network.saveWeights(), seven);
    network.reinitialize(7);
    assert.deepEqual(network.saveWeights(), seven);
    assert.deepEqual(createNetwork(7).saveWeights(), seven);
  });
});

describe('training', () => {
  /** @param {number} steps @param {import('../../web/module/engine/trainer.js').TrainerOptions} [options] */
  function trained(steps, options = OPTIONS) {
    const network = createNetwork();
    const trainer = own(engine.createTrainer(network, createDataset(), options));
    const losses = Array.from({ length: steps }, () => trainer.step().loss);
    return { network, trainer, losses };
  }

  test('learns', () => {
    const { network, losses } = trained(60);
    assert.ok(losses[59] < losses[0] / 4, `${losses[0]} to ${losses[59]}`);
    const dataset = createDataset();
    const { correct, count } = engine.evaluate(network, dataset, 0, 64);
    assert.equal(count, 64);
    assert.ok(correct >= 60, `${correct} of 64`);
  });

  test('the same seed gives the same bits, another seed others', () => {
    const first = trained(10);
    const second = trained(10);
    assert.deepEqual(second.losses, first.losses);
    assert.deepEqual(second.network.saveWeights(), first.network.saveWeights());
    assert.notDeepEqual(trained(10, { ...OPTIONS, seed: 4 }).losses, first.losses);
  });

  test('a saved state goes on as if nothing had happened', () => {
    const { trainer, network } = trained(6);
    const state = trainer.saveState();
    const expected = [trainer.step().loss, trainer.step().loss];
    const other = createNetwork();
    const resumed = own(engine.createTrainer(other, createDataset(), OPTIONS));
    resumed.loadState(state);
    assert.deepEqual([resumed.step().loss, resumed.step().loss], expected);
    assert.deepEqual(other.saveWeights(), network.saveWeights());
  });

  test('evaluation in portions is evaluation', () => {
    const { network } = trained(5);
    const dataset = createDataset();
    const whole = engine.evaluate(network, dataset, 0, 64);
    const parts = [
      [0, 7],
      [7, 40],
      [47, 17],
    ].map(([first, count]) => engine.evaluate(network, dataset, first, count));
    assert.equal(
      parts.reduce((sum, { correct }) => sum + correct, 0),
      whole.correct,
    );
    const loss = parts.reduce((sum, part) => sum + part.loss, 0);
    assert.ok(Math.abs(loss - whole.loss) < 1e-4 * whole.loss);
  });
});

describe('preparing a drawing', () => {
  test('an empty one is told', () => {
    const { empty, image } = engine.preprocess(new Uint8Array(100 * 80), 100, 80);
    assert.ok(empty);
    assert.ok(image.every((value) => value === 0));
  });

  test('ink is found, and its box', () => {
    const ink = new Uint8Array(100 * 80);
    for (let y = 50; y < 70; ++y) ink.fill(255, y * 100 + 10, y * 100 + 15);
    const { empty, image, box } = engine.preprocess(ink, 100, 80);
    assert.ok(!empty);
    assert.deepEqual(box, { x: 10, y: 50, width: 5, height: 20 });
    assert.equal(image.length, 784);
    // A bar in the middle, whatever the place of the ink.
    assert.ok(image[14 * 28 + 14] > 128);
    assert.equal(image[14 * 28 + 2], 0);
  });

  test('a wrong size is refused', () => {
    assert.throws(() => engine.preprocess(new Uint8Array(10), 3, 3), { code: 'ShapeMismatch' });
    assert.throws(() => engine.preprocess(new Uint8Array(0), 0, 0), { name: 'ConvscopeError' });
  });
});
