/** Every operator that can be imported. */

import { conv, convTranspose } from './import-convolution.js';
import { gemm, matMul } from './import-linear.js';
import { pad } from './import-padding.js';
import { averagePool, globalPool, maxPool } from './import-pooling.js';
import { add, scale } from './import-scaling.js';
import { concat, flatten, reduceMean, reshape, squeeze } from './import-shapes.js';
import { refuse } from './refusal.js';
import { DATA_TYPES } from './schema.js';

/** @typedef {import('./node.js').Node} Node */
/** @typedef {import('./importer.js').Importer} Importer */
/** @typedef {(node: Node, importer: Importer) => unknown} Operator */

/** @param {string} type @param {(node: Node) => Record<string, unknown>} [options] @returns {Operator} */
const elementwise =
  (type, options = () => ({})) =>
  (node, importer) => {
    const input = importer.data(node);
    importer.addLayer(node, { type, options: options(node), inputs: [input], shape: input.shape });
  };

/** @param {Node} node */
function negativeSlope(node) {
  const slope = node.float('alpha', 0.01);
  if (slope >= 0 && slope <= 100) return { negative_slope: slope };
  return refuse(node, `attribute alpha: expected 0 to 100, got ${slope}`);
}

/** @param {Node} node */
function approximation(node) {
  const approximate = node.string('approximate', 'none');
  if (approximate === 'none' || approximate === 'tanh') return { approximate };
  return refuse(node, `attribute approximate: expected none or tanh, got ${approximate}`);
}

/**
 * Before opset 13, the axis and all after it were taken together.
 *
 * @param {string} type
 * @returns {Operator}
 */
const alongAxis = (type) => (node, importer) => {
  const input = importer.data(node);
  const rank = input.shape.length + 1;
  const old = importer.opset < 13;
  const given = node.int('axis', old ? 1 : -1);
  const axis = given < 0 ? given + rank : given;
  const behind = input.shape.slice(axis);
  if (axis < 1 || axis >= rank || (old && behind.some((extent) => extent !== 1))) {
    refuse(node, `attribute axis: expected one axis other than the batch, got ${given}`);
  }
  importer.addLayer(node, { type, options: { dim: axis }, inputs: [input], shape: input.shape });
};

/** @param {Node} node @param {Importer} importer */
function batchNormalization(node, importer) {
  const input = importer.data(node);
  const [channels] = input.shape;
  if (node.int('spatial', 1) !== 1) refuse(node, 'attribute spatial: expected 1, got 0');
  const names = ['weight', 'bias', 'running_mean', 'running_var'];
  const tensors = names.map((name, index) => {
    const { shape, values } = importer.constant(node, index + 1);
    if (String(shape) !== String(channels)) {
      refuse(node, `input ${index + 2}: expected shape [${channels}], got [${shape}]`);
    }
    return { name, shape, values };
  });
  const tracks = node.int('training_mode', 0) === 0;
  importer.addLayer(node, {
    type: input.shape.length === 3 ? 'BatchNorm2d' : 'BatchNorm1d',
    options: {
      eps: node.float('epsilon', 1e-5),
      // ONNX weighs the old value, PyTorch the new one.
      momentum: 1 - node.float('momentum', 0.9),
      track_running_stats: tracks,
    },
    inputs: [input],
    shape: input.shape,
    tensors: tracks ? tensors : tensors.slice(0, 2),
  });
}

/** Of what is float32 already. @param {Node} node @param {Importer} importer */
function cast(node, importer) {
  const to = node.int('to', DATA_TYPES.FLOAT);
  node.ignore('saturate', 'round_mode');
  if (to !== DATA_TYPES.FLOAT) refuse(node, `attribute to: expected float, got the type ${to}`);
  importer.set(node, importer.data(node));
}

/** @param {Node} node @param {Importer} importer */
function dropout(node, importer) {
  const input = importer.data(node);
  const given = importer.optionalConstant(node, 1)?.values[0] ?? node.float('ratio', 0.5);
  node.ignore('seed');
  if (Number(importer.optionalConstant(node, 2)?.values[0] ?? 0) !== 0) {
    refuse(node, 'input 3 (training_mode): expected false, got true');
  }
  if (!(given >= 0 && given <= 1)) refuse(node, `ratio: expected 0 to 1, got ${given}`);
  const options = { p: given };
  importer.addLayer(node, { type: 'Dropout', options, inputs: [input], shape: input.shape });
}

/** @type {Readonly<Record<string, Operator>>} */
const operators = {
  Add: add,
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  Cast: cast,
  Concat: concat,
  Conv: conv,
  ConvTranspose: convTranspose,
  Div: scale,
  Dropout: dropout,
  Flatten: flatten,
  Gelu: elementwise('GELU', approximation),
  Gemm: gemm,
  GlobalAveragePool: globalPool('AdaptiveAvgPool2d'),
  GlobalMaxPool: globalPool('AdaptiveMaxPool2d'),
  Identity: elementwise('Identity'),
  LeakyRelu: elementwise('LeakyReLU', negativeSlope),
  LogSoftmax: alongAxis('LogSoftmax'),
  MatMul: matMul,
  MaxPool: maxPool,
  Mul: scale,
  Pad: pad,
  ReduceMean: reduceMean,
  Relu: elementwise('ReLU'),
  Reshape: reshape,
  Sigmoid: elementwise('Sigmoid'),
  Silu: elementwise('SiLU'),
  Softmax: alongAxis('Softmax'),
  Squeeze: squeeze,
  Sub: scale,
  Sum: add,
  Tanh: elementwise('Tanh'),
};

/** Operators of these are ONNX's own; Gelu is also one of ONNX Runtime's. */
const domains = ['', 'ai.onnx'];

/** @param {Node} node @param {Importer} importer */
export function importNode(node, importer) {
  const { opType, domain } = node;
  const known = domains.includes(domain) || (domain === 'com.microsoft' && opType === 'Gelu');
  if (!importer.fold(node)) {
    if (!known || !Object.hasOwn(operators, opType)) {
      refuse(
        node,
        `expected an operator of the engine's layers, got ${domain}${domain && '.'}${opType}`,
      );
    }
    operators[opType](node, importer);
  }
  node.checkAllRead();
}
