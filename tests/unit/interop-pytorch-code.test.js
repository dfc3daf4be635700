import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadEngine } from '../../web/module/index.js';
import { exportPyTorch } from '../../web/module/interop/code/pytorch.js';
import { readNpy, writeNpy } from '../../web/module/interop/data/npy.js';
import { comparePrograms } from './support/exported-programs.js';
import { assertClose, createDisturbed, own, predictMnist } from './support/interop.js';
import { imageNetworks } from './support/interop-networks.js';
import { mnistFile } from './support/mnist.js';
import { runTorch, sharedFolder, torchOptions } from './support/torch.js';

/** @typedef {import('../../web/module/engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../../web/module/engine/trainer.js').TrainerOptions} TrainerOptions */

const engine = await loadEngine();
after(() => engine.dispose());

/** @type {Record<string, NetworkDescription>} */
const networks = {
  ...imageNetworks,
  odd_names: {
    input: [1, 28, 28],
    layers: [
      { type: 'Flatten', name: '1st' },
      { type: 'Linear', name: 'a-b', out_features: 4 },
      { type: 'Linear', name: 'lambda', out_features: 5 },
      { type: 'Linear', name: 'train', out_features: 3 },
    ],
  },
};

const COUNT = 32;

/**
 * One step, so that the order of the images does not matter. The bias before a batch normalisation
 * has a gradient of rounding errors alone, which eps keeps from being scaled up.
 *
 * @type {Record<string, TrainerOptions>}
 */
const trainings = {
  sgd: { optimizer: 'SGD', lr: 0.05, momentum: 0.9, nesterov: true, weight_decay: 0.01 },
  rmsprop: { optimizer: 'RMSprop', lr: 0.001, alpha: 0.9, momentum: 0, eps: 1e-3 },
  adam: { optimizer: 'Adam', lr: 0.002, clip_grad_norm: 0.5, weight_decay: 0.1 },
  adamw: {
    optimizer: 'AdamW',
    lr: 0.003,
    beta1: 0.8,
    eps: 1e-3,
    schedule: { type: 'cosine', warmup_steps: 2 },
  },
  average: { optimizer: 'SGD', lr: 0.1, ema_decay: 0.4, schedule: { type: 'one_cycle' } },
  steps: { optimizer: 'SGD', lr: 0.1, momentum: 0, schedule: { type: 'step', gamma: 0.5 } },
};

/** @type {NetworkDescription} */
const trained = {
  input: [1, 28, 28],
  layers: [
    { type: 'Conv2d', name: 'conv1', out_channels: 4, kernel_size: 3, stride: 2 },
    { type: 'BatchNorm2d', name: 'bn1' },
    { type: 'ReLU' },
    { type: 'MaxPool2d', kernel_size: 2 },
    { type: 'Conv2d', name: 'conv2', out_channels: 4, kernel_size: 3, frozen: true },
    { type: 'BatchNorm2d', name: 'bn2', frozen: true },
    { type: 'Flatten' },
    { type: 'Linear', out_features: 10 },
  ],
  loss: { type: 'CrossEntropyLoss', label_smoothing: 0.1, weight: [1, 2, 1, 1, 1, 3, 1, 1, 1, 1] },
};

/** What the engine's trainer makes of the network in one step. @param {TrainerOptions} options */
async function trainHere(options) {
  const network = createDisturbed(engine, trained, COUNT);
  const before = network.saveWeights();
  const dataset = own(engine.createDataset({ shape: [1, 28, 28], classes: 10, expected: COUNT }));
  const images = (await mnistFile('t10k-images-idx3-ubyte')).slice(0, 16 + COUNT * 784);
  const labels = (await mnistFile('t10k-labels-idx1-ubyte')).slice(0, 8 + COUNT);
  for (const file of [images, labels]) new DataView(file.buffer).setUint32(4, COUNT);
  dataset.append(images, labels);
  dataset.close();
  const trainer = own(engine.createTrainer(network, dataset, { batch_size: COUNT, ...options }));
  trainer.step();
  trainer.useAverage((options.ema_decay ?? 0) > 0);
  return { network, before, labels: labels.slice(8) };
}

comparePrograms('the exported PyTorch program', engine, Object.entries(networks), (info) =>
  exportPyTorch(info),
);

describe('the exported PyTorch program trains', torchOptions, () => {
  let folder = '';
  /** @type {Map<string, {shape: number[], values: Float32Array}>} */
  const expected = new Map();
  /** @param {string} name @param {string | Uint8Array} data */
  const write = (name, data) => writeFile(join(folder, name), data);
  /** @param {string} name */
  async function result(name) {
    const { shape, data } = readNpy(await readFile(join(folder, `${name}.npy`)));
    return { shape, values: data };
  }

  before(async () => {
    folder = await sharedFolder();
    for (const [name, options] of Object.entries(trainings)) {
      const { network, before, labels } = await trainHere(options);
      const { shape, values, outputs } = predictMnist(network, COUNT);
      expected.set(`train_${name}`, outputs);
      await write(
        `train_${name}.py`,
        exportPyTorch(network.info, { batch_size: COUNT, ...options }),
      );
      await write(`train_${name}.safetensors`, before);
      await write(`train_${name}_input.npy`, writeNpy({ shape, data: values }));
      await write(`train_${name}_targets.npy`, writeNpy({ shape: [COUNT], data: labels }));
    }
    await runTorch('run_exported.py', folder);
  });

  for (const name of Object.keys(trainings)) {
    test(`as the engine does: ${name}`, async () => {
      const outputs = /** @type {{shape: number[], values: Float32Array}} */ (
        expected.get(`train_${name}`)
      );
      const before = await result(`train_${name}_output`);
      const after = await result(`train_${name}_trained`);
      assert.notDeepEqual(before.values, after.values, 'it learnt something');
      assertClose(after, outputs, name, 1e-4);
    });
  }
});

test('names that Python does not take are replaced', () => {
  const network = own(engine.createNetwork(networks.odd_names));
  const source = exportPyTorch(network.info);
  assert.match(source, /RENAMED = \{.*"a-b": "layer_a_b".*"lambda": "layer_lambda"/);
});
