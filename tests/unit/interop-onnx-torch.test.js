import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadEngine } from '../../web/module/index.js';
import { importOnnx } from '../../web/module/interop/onnx/import.js';
import { readSafetensors } from '../../web/module/interop/safetensors.js';
import { assertClose, own } from './support/interop.js';
import { runTorch, sharedFolder, torchOptions } from './support/torch.js';

/** @typedef {import('../../web/module/interop/safetensors.js').Tensor} Tensor */

const engine = await loadEngine();
after(() => engine.dispose());

/** The layers that the importer makes of the networks in torch/export_onnx.py. */
const layers = {
  classifier: 'Conv2d ReLU MaxPool2d Conv2d Tanh Flatten Linear LogSoftmax',
  classifier_unfolded: 'Conv2d BatchNorm2d ReLU MaxPool2d Conv2d Tanh Flatten Linear LogSoftmax',
  classifier_old: 'Conv2d ReLU MaxPool2d Conv2d Tanh Flatten Linear LogSoftmax',
  residual: 'Conv2d Conv2d GELU SiLU Add Concat AdaptiveAvgPool2d Flatten Linear',
  residual_unfolded: 'Conv2d Conv2d GELU SiLU Add Concat AdaptiveAvgPool2d Flatten Linear',
  residual_old_unfolded: 'Conv2d Conv2d GELU SiLU Add Concat AdaptiveAvgPool2d Flatten Linear',
  mean_over_pixels: 'BatchNorm2d BatchNorm2d Conv2d LeakyReLU AdaptiveAvgPool2d Flatten Linear',
  pools: 'AvgPool2d AvgPool2d MaxPool2d MaxPool2d',
  transposed: 'Conv2d ConvTranspose2d Sigmoid Softmax',
  transposed_unfolded: 'Conv2d BatchNorm2d ConvTranspose2d Sigmoid Softmax',
  features: 'Flatten Linear BatchNorm1d GELU Linear',
};

describe('what PyTorch exports gives here what it gives there', torchOptions, () => {
  let folder = '';
  before(async () => {
    folder = await sharedFolder();
    await runTorch('export_onnx.py', folder);
  });

  for (const [name, types] of Object.entries(layers)) {
    test(name, async () => {
      const { description, weights } = importOnnx(await readFile(join(folder, `${name}.onnx`)));
      assert.equal(description.layers.map(({ type }) => type).join(' '), types);
      const network = own(engine.createNetwork(description, { maxBatch: 3 }));
      network.loadWeights(weights);
      const reference = join(folder, `${name.replace('_unfolded', '')}.safetensors`);
      const { tensors } = readSafetensors(await readFile(reference));
      const input = /** @type {Tensor} */ (tensors.get('input'));
      const output = /** @type {Tensor} */ (tensors.get('output'));
      network.setInput(input.data);
      network.forward(3);
      network.withActivation(network.info.layers.length - 1, (view, shape) => {
        const ours = { shape: [3, ...shape], values: view };
        assertClose(ours, { shape: output.shape, values: output.data }, name);
      });
    });
  }

  test('modules keep their names', async () => {
    const { description } = importOnnx(await readFile(join(folder, 'classifier_unfolded.onnx')));
    const names = description.layers.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => /\d|fc/.test(String(name))),
      ['conv1', 'bn1', 'conv2', 'fc'],
    );
  });
});
