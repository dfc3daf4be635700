/** Writes a network as an ONNX model. */

import { encodeMessage } from '../protobuf.js';
import { readSafetensors } from '../safetensors.js';
import { checkWeights } from '../weights.js';
import { addLayer } from './export-layers.js';
import { GraphBuilder } from './graph-builder.js';
import { DATA_TYPES, IR_VERSION, modelProto, OPSET } from './schema.js';

/** @typedef {import('../../engine/network.js').NetworkSummary} NetworkSummary */

/** @param {string} name @param {number[]} shape of one input or output; the batch may be any */
function valueInfo(name, shape) {
  const dim = [{ dimParam: 'N' }, ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType: DATA_TYPES.FLOAT, shape: { dim } } } };
}

/**
 * A network for prediction as an ONNX model: the input is called `input` and is (N, C, H, W) or
 * (N, F), every other value is called like the layer that gives it, and the output is that of the
 * last layer, without the loss (for a classifier: logits). Parameters keep PyTorch's names.
 *
 * Source: the ONNX operator specifications, opset 20.
 *
 * @param {NetworkSummary} info the network's `info`
 * @param {Uint8Array} weights made by its `saveWeights`
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {ConvscopeError} InvalidCheckpoint if the weights are not those of this network
 */
export function exportOnnx(info, weights) {
  const { tensors } = readSafetensors(weights);
  checkWeights(info, tensors);
  const graph = new GraphBuilder();
  for (const layer of info.layers) {
    addLayer({
      layer,
      inputs: layer.inputs,
      output: layer.name,
      graph,
      tensor: (name) => tensors.get(`${layer.name}.${name}`),
    });
  }
  const last = info.layers[info.layers.length - 1];
  return encodeMessage(modelProto, {
    irVersion: IR_VERSION,
    producerName: 'convscope',
    graph: {
      node: graph.nodes,
      name: 'convscope',
      initializer: graph.initializers,
      input: [valueInfo('input', info.input)],
      output: [valueInfo(last.name, last.outputShape)],
    },
    opsetImport: [{ domain: '', version: OPSET }],
  });
}
