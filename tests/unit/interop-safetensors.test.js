import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadEngine } from '../../web/module/index.js';
import { readSafetensors, writeSafetensors } from '../../web/module/interop/safetensors.js';
import { weightsFromStateDict } from '../../web/module/interop/weights.js';
import { assertClose, createDisturbed, own, predictMnist } from './support/interop.js';
import { runTorch, sharedFolder, torchOptions } from './support/torch.js';

/** @typedef {import('../../web/module/engine/network.js').NetworkDescription} NetworkDescription */

const engine = await loadEngine();
after(() => engine.dispose());

/** @type {NetworkDescription} */
const description = {
  input: [1, 28, 28],
  layers: [
    { type: 'Conv2d', name: 'conv1', out_channels: 4, kernel_size: 3, stride: 2 },
    { type: 'BatchNorm2d', name: 'bn1' },
    { type: 'ReLU', name: 'relu1' },
    { type: 'ConvTranspose2d', name: 'up', out_channels: 3, kernel_size: 2, stride: 2 },
    { type: 'AvgPool2d', name: 'pool', kernel_size: 2 },
    { type: 'Flatten', name: 'flatten' },
    { type: 'Linear', name: 'fc1', out_features: 12, bias: false },
    { type: 'BatchNorm1d', name: 'bn2' },
    { type: 'Linear', name: 'fc2', out_features: 10 },
  ],
};

describe('PyTorch and safetensors', torchOptions, () => {
  let folder = '';
  const network = engine.createNetwork(description, { maxBatch: 4 });
  after(() => network.dispose());
  /** @param {string} name */
  const read = async (name) => readSafetensors(await readFile(join(folder, name))).tensors;

  /** @param {string} name */
  async function outputOf(name) {
    const output = (await read(name)).get('output');
    return { shape: output?.shape ?? [], values: output?.data ?? [] };
  }

  before(async () => {
    folder = await sharedFolder();
    const saved = createDisturbed(engine, description);
    const { shape, values } = predictMnist(saved);
    const input = writeSafetensors([{ name: 'input', shape, data: values }]);
    await writeFile(join(folder, 'description.json'), JSON.stringify(description));
    await writeFile(join(folder, 'weights.safetensors'), saved.saveWeights());
    await writeFile(join(folder, 'input.safetensors'), input);
    network.loadWeights(saved.saveWeights());
    await runTorch('state_dict.py', folder);
  });

  test('PyTorch loads the weights by its own names and computes the same', async () => {
    assertClose(predictMnist(network).outputs, await outputOf('output.safetensors'), 'ours');
  });

  for (const type of ['float64', 'float32', 'float16', 'bfloat16']) {
    test(`a state_dict of ${type} loads here and computes the same`, async () => {
      const file = await readFile(join(folder, `${type}.safetensors`));
      const loaded = own(engine.createNetwork(description, { maxBatch: 4 }));
      loaded.loadWeights(weightsFromStateDict(file));
      assertClose(predictMnist(loaded).outputs, await outputOf(`${type}_output.safetensors`), type);
    });
  }
});

test('what is written is read again, with its metadata', () => {
  const tensors = [
    { name: 'a.weight', shape: [2, 3], data: Float32Array.of(1, -2, 0.1, 3e38, 1e-40, -0) },
    { name: '__proto__', shape: [], data: Float32Array.of(7) },
    { name: 'empty', shape: [0, 4], data: new Float32Array() },
  ];
  const file = writeSafetensors(tensors, { made: '今天' });
  const again = readSafetensors(file);
  assert.deepEqual([...again.tensors.values()], tensors);
  assert.deepEqual(again.metadata, { made: '今天' });
});

test('the engine reads what is written here, and the other way round', () => {
  const network = createDisturbed(engine, description);
  const { tensors } = readSafetensors(network.saveWeights());
  const names = [...tensors.keys()];
  assert.ok(names.includes('conv1.weight') && names.includes('bn1.running_mean'));
  const copy = own(engine.createNetwork(description, { maxBatch: 4 }));
  copy.loadWeights(writeSafetensors(tensors.values()));
  assert.deepEqual(copy.saveWeights(), network.saveWeights());
});
