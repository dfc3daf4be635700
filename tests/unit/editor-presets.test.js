import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { presets } from '../../web/app/editor/presets.js';
import { loadEngine } from '../../web/module/index.js';

/** The networks to begin with, against what their sources say, by hand. */

/** @type {import('../../web/module/index.js').Engine} */
let engine;

before(async () => {
  engine = await loadEngine({ threads: 1 });
});

after(() => engine.dispose());

/** A square convolution with bias. @param {number} from @param {number} to @param {number} side */
const conv = (from, to, side) => to * from * side * side + to;

/** @param {number} from @param {number} to */
const linear = (from, to) => from * to + to;

/** Without bias, and behind it a batch normalisation. @param {number} from @param {number} to @param {number} side */
const normed = (from, to, side) => to * from * side * side + 2 * to;

/** @type {Record<string, [parameters: number, published: number | null]>} */
const counts = {
  norm: [conv(1, 16, 5) + 32 + conv(16, 32, 5) + 64 + linear(512, 64) + 128 + linear(64, 10), null],
  lenet: [
    conv(1, 6, 5) + conv(6, 16, 5) + linear(400, 120) + linear(120, 84) + linear(84, 10),
    61_706,
  ],
  tensorflow: [conv(1, 8, 5) + conv(8, 16, 5) + linear(256, 10), 5994],
  pytorch: [conv(1, 32, 3) + conv(32, 64, 3) + linear(9216, 128) + linear(128, 10), 1_199_882],
  residual: [
    normed(1, 16, 3) +
      2 * normed(16, 16, 3) +
      (normed(16, 32, 3) + normed(32, 32, 3) + normed(16, 32, 1)) +
      (normed(32, 64, 3) + normed(64, 64, 3) + normed(32, 64, 1)) +
      linear(64, 10),
    null,
  ],
  mlp: [linear(784, 512) + linear(512, 512) + linear(512, 10), 669_706],
  linear: [linear(784, 10), 7850],
  sigmoid: [linear(784, 30) + 3 * linear(30, 30) + linear(30, 10), null],
};

for (const { name, description, training } of presets) {
  test(`${name}: parameters as counted by hand and as published`, () => {
    const [counted, published] = counts[name];
    const network = engine.createNetwork(description);
    assert.equal(network.info.parameterCount, counted);
    if (published !== null) assert.equal(counted, published);
    assert.equal(network.info.outputs, 10);
    network.dispose();
  });

  test(`${name}: the loss falls with its own settings`, () => {
    const batch = 16;
    const network = engine.createNetwork(description, { maxBatch: batch, seed: 1 });
    const images = engine.createDataset({ shape: [1, 28, 28], classes: 10, expected: batch });
    const pixels = Uint8Array.from({ length: batch * 784 }, (_, i) => (i * 7919) % 251);
    images.appendInputs(
      pixels,
      Uint8Array.from({ length: batch }, (_, i) => i % 10),
    );
    images.close();
    const trainer = engine.createTrainer(network, images, {
      batch_size: batch,
      optimizer: training.optimizer,
      lr: training.learningRate,
    });
    const losses = Array.from({ length: 40 }, () => trainer.step().loss);
    assert.ok(losses[39] < losses[0], `${losses[0]} -> ${losses[39]}`);
    for (const handle of [trainer, images, network]) handle.dispose();
  });
}
