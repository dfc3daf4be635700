/** Models that are imported, beside what ONNX Runtime makes of them. */

import { importOnnx } from '../../../web/module/interop/onnx/import.js';
import { assertClose, own, randomNumbers, sizeOf } from './interop.js';
import { onnxModel } from './onnx-models.js';
import { runOnnx } from './onnxruntime.js';

/** @typedef {import('../../../web/module/engine/engine.js').Engine} Engine */

/** @param {Engine} engine @param {Uint8Array} model */
export function createImported(engine, model) {
  const { description, weights } = importOnnx(model);
  const network = own(engine.createNetwork(description, { maxBatch: 4 }));
  network.loadWeights(weights);
  return network;
}

/**
 * Imports a model and compares it with ONNX Runtime, on values of both signs.
 *
 * @param {Engine} engine
 * @param {(number | string)[]} extents of the input; a text stands for an extent that may be any
 * @param {import('./onnx-models.js').NodeText[]} nodes
 * @param {import('../../../web/module/interop/protobuf.js').Message} [changes] to the model
 */
export async function compareImported(engine, extents, nodes, changes) {
  const model = onnxModel(extents, nodes, changes);
  const network = createImported(engine, model);
  const count = Number(extents[0]) || 2;
  const { input, layers } = network.info;
  const random = randomNumbers(11);
  const values = Float32Array.from({ length: count * sizeOf(input) }, () => random() - 0.5);
  network.setInput(values);
  network.forward(count);
  const last = layers.length - 1;
  const shape = [count, ...layers[last].outputShape];
  const ours = { shape, values: network.activations(last, count) };
  const theirs = await runOnnx(model, [count, ...input], values);
  assertClose(ours, theirs, nodes[0]?.op ?? 'the model');
}
