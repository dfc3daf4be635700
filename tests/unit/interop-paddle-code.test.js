import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadEngine } from '../../web/module/index.js';
import { exportPaddle } from '../../web/module/interop/code/paddle.js';
import { readNpy, writeNpy } from '../../web/module/interop/data/npy.js';
import { assertClose, createDisturbed, own, predictMnist } from './support/interop.js';
import { imageNetworks } from './support/interop-networks.js';
import { runTorch, sharedFolder, torchOptions } from './support/torch.js';

const engine = await loadEngine();
after(() => engine.dispose());

/** Paddle has no dilated windows for maxima. */
const refused = ['pools', 'dilated_pool_at_the_edge'];
const networks = Object.entries(imageNetworks).filter(([name]) => !refused.includes(name));

describe('the exported Paddle program, on a stand-in for Paddle', torchOptions, () => {
  let folder = '';
  /** @type {Map<string, {shape: number[], values: Float32Array}>} */
  const expected = new Map();

  before(async () => {
    folder = await sharedFolder();
    for (const [name, description] of networks) {
      const network = createDisturbed(engine, description);
      const { shape, values, outputs } = predictMnist(network);
      expected.set(name, outputs);
      await writeFile(join(folder, `${name}.py`), exportPaddle(network.info, { ema_decay: 0.9 }));
      await writeFile(join(folder, `${name}.safetensors`), network.saveWeights());
      await writeFile(join(folder, `${name}_input.npy`), writeNpy({ shape, data: values }));
    }
    await runTorch('run_exported.py', folder);
  });

  for (const [name] of networks) {
    test(`predicts as the engine does: ${name}`, async () => {
      const { shape, data } = readNpy(await readFile(join(folder, `${name}_output.npy`)));
      const outputs = /** @type {{shape: number[], values: Float32Array}} */ (expected.get(name));
      assertClose({ shape, values: data }, outputs, name);
    });
  }
});

for (const name of refused) {
  test(`what Paddle does not have is named: ${name}`, () => {
    const network = own(engine.createNetwork(imageNetworks[name]));
    assert.throws(() => exportPaddle(network.info), {
      code: 'Unsupported',
      message: /^MaxPool2d\(maxpool\d\): .*dilated windows/,
    });
  });
}
