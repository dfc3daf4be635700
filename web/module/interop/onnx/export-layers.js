/** Every layer of the engine as ONNX nodes that predict as it does. */

import { ConvscopeError } from '../../errors.js';
import { constants, convolution, transposedConvolution } from './export-convolution.js';
import { alongAxis, batchNorm, dropout } from './export-normalization.js';
import { adaptiveAvgPool, adaptiveMaxPool, avgPool, maxPool } from './export-pooling.js';
import { float, int, string } from './graph-builder.js';

/** @typedef {import('../../engine/network.js').LayerInfo} LayerInfo */
/** @typedef {import('../safetensors.js').Tensor} Tensor */

/**
 * A layer and where it goes.
 *
 * @typedef {object} Place
 * @property {LayerInfo} layer
 * @property {string[]} inputs names of values
 * @property {string} output name of the value that the last node must give
 * @property {import('./graph-builder.js').GraphBuilder} graph
 * @property {(name: string) => Tensor | undefined} tensor of the layer, for instance 'weight'
 */

/** @param {Place} place */
const linear = (place) =>
  place.graph.node('Gemm', [...place.inputs, ...constants(place, 'weight', 'bias')], place.output, {
    transB: int(1),
  });

/** @param {Place} place */
function silu({ inputs, output, graph }) {
  const gate = graph.node('Sigmoid', inputs, `${output}/gate`);
  graph.node('Mul', [inputs[0], gate], output);
}

/** @param {string} opType @returns {(place: Place) => unknown} */
const plain =
  (opType) =>
  ({ inputs, output, graph }) =>
    graph.node(opType, inputs, output);

/** @type {Readonly<Record<string, (place: Place) => unknown>>} */
const emitters = {
  Conv2d: convolution,
  ConvTranspose2d: transposedConvolution,
  MaxPool2d: maxPool,
  AvgPool2d: avgPool,
  AdaptiveAvgPool2d: adaptiveAvgPool,
  AdaptiveMaxPool2d: adaptiveMaxPool,
  ReLU: plain('Relu'),
  LeakyReLU: ({ layer, inputs, output, graph }) =>
    graph.node('LeakyRelu', inputs, output, { alpha: float(Number(layer.options.negative_slope)) }),
  Sigmoid: plain('Sigmoid'),
  Tanh: plain('Tanh'),
  GELU: ({ layer, inputs, output, graph }) =>
    graph.node('Gelu', inputs, output, { approximate: string(String(layer.options.approximate)) }),
  SiLU: silu,
  Softmax: (place) => alongAxis(place, 'Softmax'),
  LogSoftmax: (place) => alongAxis(place, 'LogSoftmax'),
  BatchNorm1d: batchNorm,
  BatchNorm2d: batchNorm,
  Dropout: dropout,
  Flatten: plain('Flatten'),
  Linear: linear,
  Identity: plain('Identity'),
  Add: (place) => plain(place.inputs.length === 2 ? 'Add' : 'Sum')(place),
  Concat: (place) => alongAxis(place, 'Concat'),
};

/** @param {Place} place */
export function addLayer(place) {
  const { type, name } = place.layer;
  const emit = Object.hasOwn(emitters, type) ? emitters[type] : null;
  if (!emit) {
    const message = `${type}(${name}): expected a layer with a counterpart in ONNX, got ${type}`;
    throw new ConvscopeError('Unsupported', message, { layer: name });
  }
  emit(place);
}
