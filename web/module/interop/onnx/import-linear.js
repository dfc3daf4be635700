/** Gemm and MatMul as layers, and constants that are added to what a layer gives. */

import { refuse } from './refusal.js';

/** @typedef {import('./node.js').Node} Node */
/** @typedef {import('./importer.js').Importer} Importer */
/** @typedef {import('./importer.js').Data} Data */
/** @typedef {import('./tensors.js').Constant} Constant */

/**
 * @param {ArrayLike<number>} values of `rows` x `columns`
 * @param {number} rows
 * @param {number} columns
 * @param {number} scale
 */
export function transposed(values, rows, columns, scale) {
  const result = new Float32Array(rows * columns);
  for (let r = 0; r < rows; ++r) {
    for (let c = 0; c < columns; ++c) result[c * rows + r] = scale * values[r * columns + c];
  }
  return result;
}

/** @param {ArrayLike<number>} values @param {number} scale */
const scaled = (values, scale) =>
  scale === 1 ? values : Float32Array.from(values, (value) => scale * value);

/**
 * A constant that is added to rows of `count` values, with one for each.
 *
 * @param {Node} node
 * @param {Constant} constant
 * @param {number} count
 * @param {number} scale
 */
function biasOf(node, { shape, values }, count, scale) {
  const last = shape.at(-1) ?? 1;
  if (values.length !== last || (last !== 1 && last !== count) || shape.length > 2) {
    refuse(node, `expected a constant of shape [${count}] to be added, got [${shape}]`);
  }
  return last === count ? scaled(values, scale) : new Float32Array(count).fill(scale * values[0]);
}

/**
 * @param {Node} node
 * @param {Importer} importer
 * @param {{transpose: boolean, alpha: number}} form
 */
function readWeight(node, importer, { transpose, alpha }) {
  const { shape, values } = importer.constant(node, 1);
  const [from, to] = transpose ? [1, 0] : [0, 1];
  const [features] = importer.flat(node).shape;
  if (shape.length !== 2 || shape[from] !== features) {
    const wanted = transpose ? `[outputs, ${features}]` : `[${features}, outputs]`;
    refuse(node, `input 2: expected a weight of shape ${wanted}, got [${shape}]`);
  }
  const weight = transpose ? scaled(values, alpha) : transposed(values, shape[0], shape[1], alpha);
  return {
    outputs: shape[to],
    tensor: { name: 'weight', shape: [shape[to], features], values: weight },
  };
}

/** @param {Node} node @param {Importer} importer */
export function gemm(node, importer) {
  if (node.int('transA', 0) !== 0) refuse(node, 'attribute transA: expected 0, got 1');
  const form = { transpose: node.int('transB', 0) === 1, alpha: node.float('alpha', 1) };
  const beta = node.float('beta', 1);
  const { outputs, tensor } = readWeight(node, importer, form);
  const added = importer.optionalConstant(node, 2);
  const bias = added && {
    name: 'bias',
    shape: [outputs],
    values: biasOf(node, added, outputs, beta),
  };
  importer.addLayer(node, {
    type: 'Linear',
    options: { out_features: outputs, bias: Boolean(bias) },
    inputs: [importer.flat(node)],
    shape: [outputs],
    tensors: bias ? [tensor, bias] : [tensor],
  });
}

/** @param {Node} node @param {Importer} importer */
export function matMul(node, importer) {
  const { outputs, tensor } = readWeight(node, importer, { transpose: false, alpha: 1 });
  importer.addLayer(node, {
    type: 'Linear',
    options: { out_features: outputs, bias: false },
    inputs: [importer.flat(node)],
    shape: [outputs],
    tensors: [tensor],
  });
}

/**
 * Makes a constant the bias of the layer that it is added to, if that has none and nobody else
 * takes its output.
 *
 * @param {Node} node
 * @param {Importer} importer
 * @param {number} which input is the constant
 * @returns {boolean} whether it could be done
 */
export function addBias(node, importer, which) {
  const data = importer.data(node, 1 - which);
  const layer = importer.layerCalled(data.layer);
  const foldable = layer?.type === 'Linear' && layer.bias === false;
  if (!foldable || importer.onlyConsumer(node.inputs[1 - which]) !== node) return false;
  const [count] = data.shape;
  const values = biasOf(node, importer.constant(node, which), count, 1);
  importer.store(node, data.layer, { name: 'bias', shape: [count], values });
  layer.bias = true;
  importer.set(node, data);
  return true;
}
