/** Reads an ONNX model as a network. */

import { writeSafetensors } from '../safetensors.js';
import { fuseActivations } from './fusion.js';
import { importNode } from './import-operators.js';
import { Importer } from './importer.js';
import { readModel } from './model.js';
import { rejectModel } from './refusal.js';

/** @typedef {import('../../engine/network.js').NetworkDescription} NetworkDescription */

/**
 * @typedef {object} ImportedModel
 * @property {NetworkDescription} description for `createNetwork` or `build`; the loss is
 *   CrossEntropyLoss for a flat output of at least two values, or else MSELoss
 * @property {Uint8Array<ArrayBuffer>} weights for `loadWeights`
 */

/**
 * A model of the operators that the engine has layers for. Layers take the names of the parameters
 * or nodes, with `_` for what a name may not have. What stands for one layer in several nodes
 * (SiLU, GELU, a product and a bias, padding and a convolution, a computed shape) becomes one.
 *
 * Source: the ONNX operator specifications, opset 7 to 26.
 *
 * @param {Uint8Array} file one model with its data, input (N, C, H, W) or (N, F)
 * @param {import('./model.js').ImportOptions} [options]
 * @returns {ImportedModel}
 * @throws {ConvscopeError} InvalidModel for a file that is no such model; Unsupported for what the
 *   engine does not have, with the node, its operator and the attribute in the message; or for
 *   layers that share weights and would need far more memory than the file
 */
export function importOnnx(file, options = {}) {
  const model = fuseActivations(readModel(file, options));
  const importer = new Importer(model, file.length);
  for (const node of model.nodes) importNode(node, importer);
  const output = importer.result(model.output);
  if (!output) rejectModel(`output ${model.output}: expected it to depend on the input`);
  importer.finish(output);
  const { layers, tensors } = importer;
  const isClassifier = output.shape.length === 1 && output.shape[0] >= 2;
  const loss = isClassifier ? 'CrossEntropyLoss' : 'MSELoss';
  return {
    description: { input: model.inputShape, layers, loss },
    weights: writeSafetensors(tensors.values()),
  };
}
