import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadEngine, presets } from '../../web/module/index.js';
import { hashOfTraining } from '../support/determinism.js';
import { idxPair } from './support/data.js';

const plan = JSON.parse(await readFile(new URL('../determinism.json', import.meta.url), 'utf8'));

for (const threads of [1, 2, 3]) {
  test(`100 training steps in Node with ${threads} thread(s) give the weights of the native build, bit for bit`, async () => {
    const engine = await loadEngine({ relaxedSimd: false, threads });
    assert.deepEqual(engine.variant, { relaxedSimd: false, threads, fallback: null });
    // More than once: threads do not meet in the same way each time.
    for (let run = 0; run < 4; ++run) assert.equal(hashOfTraining(engine, plan), plan.hash);
    // A run from another seed differs: the hash sees the weights.
    assert.notEqual(hashOfTraining(engine, { ...plan, networkSeed: 8 }), plan.hash);
    engine.dispose();
  });
}

test('with relaxed SIMD, where Node has it, any number of threads gives the same bits', async (t) => {
  const single = await loadEngine();
  const shared = await loadEngine({ threads: 2 });
  if (!single.variant.relaxedSimd) t.diagnostic('this Node has no relaxed SIMD');
  assert.equal(shared.variant.relaxedSimd, single.variant.relaxedSimd);
  const hash = hashOfTraining(single, plan);
  for (let run = 0; run < 4; ++run) assert.equal(hashOfTraining(shared, plan), hash);
  single.dispose();
  shared.dispose();
});

/** @typedef {import('../../web/module/engine/network.js').Network} Network */
/** @typedef {import('../../web/module/engine/dataset.js').Dataset} Dataset */
/** @typedef {(network: Network, dataset: Dataset) => void} Question */

test('what is asked between two steps changes nothing of training', async () => {
  const images = idxPair(96, { size: 28, classes: 10 });
  for (const threads of [1, 2]) {
    const engine = await loadEngine({ training: true, threads });
    /** @type {Question[]} */
    const questions = [
      (network, dataset) => void engine.evaluate(network, dataset, 7, 80),
      (network, dataset) => void engine.evaluate(network, dataset, 0, 3),
      (network) => network.forward(64, { keepActivations: false }),
      (network) => network.forward(1, { keepActivations: false }),
      (network) => network.forward(64, { training: false }),
      (network) => void network.activations(0, 32),
      (network) => void network.backward(),
      (network) => void network.inspect.statistics(0, 8),
    ];
    /** @param {keyof typeof presets} preset @param {Question[]} asked */
    const train = (preset, asked) => {
      const network = engine.createNetwork(presets[preset].description, { maxBatch: 64, seed: 1 });
      const dataset = engine.createDataset({ shape: [1, 28, 28], classes: 10, expected: 96 });
      dataset.append(images.images, images.labels);
      const trainer = engine.createTrainer(network, dataset, { batch_size: 48, lr: 0.01, seed: 2 });
      const losses = Array.from({ length: 9 }, (_, step) => {
        if (asked.length > 0) asked[step % asked.length](network, dataset);
        return trainer.step().loss;
      });
      const weights = network.saveWeights();
      network.dispose();
      dataset.dispose();
      return { losses, weights };
    };
    for (const preset of /** @type {(keyof typeof presets)[]} */ (Object.keys(presets))) {
      const undisturbed = train(preset, []);
      assert.ok(undisturbed.losses[8] < undisturbed.losses[0], preset);
      assert.deepEqual(train(preset, questions), undisturbed, `${preset}, ${threads} thread(s)`);
    }
    engine.dispose();
  }
});
