/** Batch normalisation and dropout as ONNX nodes. */

import { float, int } from './graph-builder.js';

/** @typedef {import('./export-layers.js').Place} Place */

/** @param {Place} place */
export function batchNorm(place) {
  if (place.layer.options.track_running_stats) normalizeBySaved(place);
  else normalizeByBatch(place);
}

/** @param {Place} place @param {string} name @param {number} value what stands there if nothing is learnt */
function channelTensor({ layer, output, graph, tensor }, name, value) {
  if (tensor(name))
    return graph.tensor(/** @type {import('../safetensors.js').Tensor} */ (tensor(name)));
  const [channels] = layer.inputShape;
  const data = new Float32Array(channels).fill(value);
  return graph.tensor({ name: `${output}.${name}`, shape: [channels], data });
}

/** @param {Place} place */
function normalizeBySaved(place) {
  const { layer, inputs, output, graph } = place;
  const tensors = [
    channelTensor(place, 'weight', 1),
    channelTensor(place, 'bias', 0),
    channelTensor(place, 'running_mean', 0),
    channelTensor(place, 'running_var', 1),
  ];
  graph.node('BatchNormalization', [...inputs, ...tensors], output, {
    epsilon: float(Number(layer.options.eps)),
    // ONNX weighs the old value, PyTorch the new one.
    momentum: float(1 - Number(layer.options.momentum)),
  });
}

/**
 * Without running statistics a batch is normalised by its own, in prediction too. Runtimes for
 * prediction have no BatchNormalization that does, so it is written out.
 *
 * @param {Place} place
 */
function normalizeByBatch(place) {
  const { layer, inputs, output, graph } = place;
  const isImage = layer.inputShape.length === 3;
  const axes = graph.indices(`${output}/axes`, isImage ? [0, 2, 3] : [0]);
  /** @param {string} opType @param {string[]} from @param {string} part */
  const node = (opType, from, part) => graph.node(opType, from, `${output}/${part}`);
  const mean = node('ReduceMean', [inputs[0], axes], 'mean');
  const centred = node('Sub', [inputs[0], mean], 'centred');
  const squares = node('Mul', [centred, centred], 'squares');
  const variance = node('ReduceMean', [squares, axes], 'variance');
  const eps = graph.scalar(`${output}/eps`, Number(layer.options.eps));
  const deviation = node('Sqrt', [node('Add', [variance, eps], 'safe_variance')], 'deviation');
  if (!layer.options.affine) {
    graph.node('Div', [centred, deviation], output);
    return;
  }
  const normalized = node('Div', [centred, deviation], 'normalized');
  const scaled = node('Mul', [normalized, alongChannels(place, 'weight')], 'scaled');
  graph.node('Add', [scaled, alongChannels(place, 'bias')], output);
}

/** A tensor of a value for each channel, in a shape that fits the input. @param {Place} place @param {string} name */
function alongChannels({ layer, graph, tensor }, name) {
  const found = /** @type {import('../safetensors.js').Tensor} */ (tensor(name));
  const ones = layer.inputShape.slice(1).map(() => 1);
  return graph.tensor({ ...found, shape: [...found.shape, ...ones] });
}

/** In prediction only downscale_in_infer does anything. @param {Place} place */
export function dropout({ layer, inputs, output, graph }) {
  const p = Number(layer.options.p);
  if (layer.options.mode === 'downscale_in_infer') {
    graph.node('Mul', [...inputs, graph.scalar(`${output}/keep`, 1 - p)], output);
  } else if (p < 1) {
    graph.node('Dropout', [...inputs, graph.scalar(`${output}/ratio`, p)], output);
  } else {
    // ONNX wants a ratio below 1.
    graph.node('Identity', inputs, output);
  }
}

/** @param {Place} place @param {string} opType */
export const alongAxis = ({ layer, inputs, output, graph }, opType) =>
  graph.node(opType, inputs, output, { axis: int(Number(layer.options.dim)) });
