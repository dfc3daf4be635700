/** Runs exported programs on MNIST images, and compares what they compute with the engine. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { readNpy, writeNpy } from '../../../web/module/interop/data/npy.js';
import { assertClose, createDisturbed, predictMnist } from './interop.js';
import { runTorch, sharedFolder, torchOptions } from './torch.js';

/** @typedef {import('../../../web/module/engine/engine.js').Engine} Engine */
/** @typedef {import('../../../web/module/engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../../../web/module/engine/network.js').NetworkSummary} NetworkSummary */

/**
 * Declares a test for each network; one run of Python serves them all.
 *
 * @param {string} title
 * @param {Engine} engine
 * @param {[name: string, description: NetworkDescription][]} networks
 * @param {(info: NetworkSummary) => string} exportProgram
 */
export function comparePrograms(title, engine, networks, exportProgram) {
  describe(title, torchOptions, () => {
    let folder = '';
    /** @type {Map<string, ReturnType<typeof predictMnist>['outputs']>} */
    const expected = new Map();

    before(async () => {
      folder = await sharedFolder();
      for (const [name, description] of networks) {
        const network = createDisturbed(engine, description);
        const { shape, values, outputs } = predictMnist(network);
        expected.set(name, outputs);
        await writeFile(join(folder, `${name}.py`), exportProgram(network.info));
        await writeFile(join(folder, `${name}.safetensors`), network.saveWeights());
        await writeFile(join(folder, `${name}_input.npy`), writeNpy({ shape, data: values }));
      }
      await runTorch('run_exported.py', folder);
    });

    for (const [name] of networks) {
      test(`predicts as the engine does: ${name}`, async () => {
        const { shape, data } = readNpy(await readFile(join(folder, `${name}_output.npy`)));
        const outputs = expected.get(name) ?? { shape: [], values: [] };
        assertClose({ shape, values: data }, outputs, name);
      });
    }
  });
}
