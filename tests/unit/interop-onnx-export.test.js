import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../web/module/index.js';
import { exportOnnx } from '../../web/module/interop/onnx/export.js';
import { layers as schemas } from '../../web/module/schemas.js';
import {
  assertClose,
  createDisturbed,
  goldenNetworks,
  own,
  predictMnist,
} from './support/interop.js';
import { imageNetworks } from './support/interop-networks.js';
import { runOnnx } from './support/onnxruntime.js';

/** @typedef {import('../../web/module/engine/network.js').NetworkDescription} NetworkDescription */

const engine = await loadEngine();
after(() => engine.dispose());

const golden = await goldenNetworks();

/** @param {string} name @param {NetworkDescription} description */
async function compare(name, description) {
  const network = createDisturbed(engine, description);
  const model = exportOnnx(network.info, network.saveWeights());
  const { shape, values, outputs } = predictMnist(network);
  assertClose(await runOnnx(model, shape, values), outputs, name);
}

describe('ONNX Runtime gives what the engine gives, on MNIST', () => {
  for (const [name, description] of Object.entries(imageNetworks)) {
    test(name, () => compare(name, description));
  }
  for (const { name, description } of golden) test(name, () => compare(name, description));
});

test('every layer and every option is exported in some test', () => {
  const descriptions = [...Object.values(imageNetworks), ...golden.map((one) => one.description)];
  const layers = descriptions.flatMap((description) => description.layers);
  for (const { type, options } of schemas) {
    const used = layers.filter((layer) => layer.type === type);
    assert.ok(used.length > 0, type);
    // Whether weights are frozen does not matter in prediction.
    for (const { name, values, default: usual } of options.filter(
      ({ name }) => name !== 'frozen',
    )) {
      const given = new Set(used.map((layer) => JSON.stringify(layer[name] ?? usual)));
      if (values) assert.equal(given.size, values.length, `all values of ${type}.${name}`);
      else assert.ok(given.size > 1, `more than one value of ${type}.${name}`);
    }
  }
});

test('weights of another network are refused by name', () => {
  const network = own(engine.createNetwork(imageNetworks.classifier));
  const other = own(engine.createNetwork(imageNetworks.residual));
  assert.throws(() => exportOnnx(network.info, other.saveWeights()), {
    code: 'InvalidCheckpoint',
    message: /expected a tensor of shape/,
  });
});
