import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkNames, networks } from '../../web/app/benchmark/networks.js';
import { loadEngine } from '../../web/module/index.js';

test("the benchmarks' networks have the parameters and products that are said of them", async () => {
  const engine = await loadEngine();
  const found = networkNames.map((name) => {
    const network = engine.createNetwork(networks[name].description);
    const { parameterCount, layers } = network.info;
    const products = layers.reduce((sum, { multiplications }) => sum + multiplications, 0);
    network.dispose();
    return [name, parameterCount, (products / 1e6).toFixed(1)];
  });
  // Counted by hand: A is 8*26 + 16*201 + 2570; B is the MNIST example of PyTorch; C has 2 * 48
  // more for its normalisation.
  assert.deepEqual(found, [
    ['A', 5994, '0.3'],
    ['B', 1199882, '12.0'],
    ['C', 20586, '1.1'],
  ]);
});
