import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine, presets } from '../../web/module/index.js';
import { idxPair } from './support/data.js';

/**
 * What layers hand on in the cache instead of keeping it shows nowhere but in the time. The presets
 * are large enough for it, with as many images as here.
 */

/** @typedef {import('../../web/module/engine/engine.js').Engine} Engine */
/** @typedef {import('../../web/module/engine/network.js').Network} Network */
/** @typedef {import('../../web/module/engine/dataset.js').Dataset} Dataset */
/** @typedef {(network: Network, dataset: Dataset) => void} Question */

const BATCH = 48;
const IMAGES = 96;
const names = /** @type {(keyof typeof presets)[]} */ (Object.keys(presets));

/** @param {Engine} engine @param {keyof typeof presets} preset */
function prepare(engine, preset) {
  const { description } = presets[preset];
  const network = engine.createNetwork(description, { maxBatch: BATCH, seed: 1 });
  const dataset = engine.createDataset({ shape: [1, 28, 28], classes: 10, expected: IMAGES });
  const { images, labels } = idxPair(IMAGES, { size: 28, classes: 10 });
  dataset.append(images, labels);
  const options = { batch_size: BATCH, lr: 0.01, seed: 2 };
  const trainer = engine.createTrainer(network, dataset, options);
  const dispose = () => {
    network.dispose();
    dataset.dispose();
  };
  return { network, dataset, trainer, dispose };
}

for (const threads of [1, 2]) {
  test(`what is asked between two steps changes nothing of training, ${threads} thread(s)`, async () => {
    const engine = await loadEngine({ training: true, threads });
    /** @type {Question[]} */
    const questions = [
      (network, dataset) => void engine.evaluate(network, dataset, 7, 80),
      (network, dataset) => void engine.evaluate(network, dataset, 0, 3),
      (network) => network.forward(BATCH, { keepActivations: false }),
      (network) => network.forward(1, { keepActivations: false }),
      (network) => network.forward(BATCH),
      (network) => void network.activations(0, 32),
      (network) => void network.backward(),
      (network) => void network.inspect.statistics(0, 8),
    ];
    /** @param {keyof typeof presets} preset @param {Question[]} asked */
    const train = (preset, asked) => {
      const { network, dataset, trainer, dispose } = prepare(engine, preset);
      const losses = Array.from({ length: 9 }, (_, step) => {
        if (asked.length > 0) asked[step % asked.length](network, dataset);
        return trainer.step().loss;
      });
      const weights = network.saveWeights();
      dispose();
      return { losses, weights };
    };
    for (const preset of names) {
      const undisturbed = train(preset, []);
      assert.ok(undisturbed.losses[8] < undisturbed.losses[0], preset);
      assert.deepEqual(train(preset, questions), undisturbed, preset);
    }
    engine.dispose();
  });
}

test('what a pass or a step did not keep is there when it is asked for', async () => {
  const engine = await loadEngine({ training: true });
  for (const preset of names) {
    const { network, trainer, dispose } = prepare(engine, preset);
    const all = () => network.info.layers.map(({ index }) => network.activations(index, BATCH));
    const images = Float32Array.from({ length: BATCH * 784 }, (_, i) => Math.sin(i));
    network.setInput(images);
    network.forward(BATCH);
    const kept = all();
    const probabilities = network.probabilities(BATCH);
    const last = network.info.layers.length - 1;
    const result = () => network.inspect.explain(last, { channel: 0 }, 3).result;
    const explained = result();

    network.setInput(images.map((value) => -value));
    network.forward(BATCH);
    network.setInput(images);
    network.forward(BATCH, { keepActivations: false });
    assert.deepEqual(network.probabilities(BATCH), probabilities, preset);
    assert.deepEqual(all(), kept, preset);
    network.forward(BATCH, { keepActivations: false });
    assert.equal(result(), explained, preset);

    trainer.step();
    const afterStep = all();
    network.forward(BATCH, { training: true, keepMasks: true });
    assert.deepEqual(all(), afterStep, preset);
    dispose();
  }
  engine.dispose();
});
