/**
 * Nodes that compute with shapes and other constants. The batch's extent stands as 0 in a shape:
 * Reshape takes that as "as many as the input has".
 */

import { refuse } from './refusal.js';

/** @typedef {import('./node.js').Node} Node */
/** @typedef {import('./tensors.js').Constant} Constant */
/** @typedef {import('./importer.js').Importer} Importer */

const MOST_VALUES = 64;

/** @param {ArrayLike<number>} values @returns {Constant} */
const list = (values) => ({ shape: [values.length], values });

/** @param {number} value @returns {Constant} */
const scalar = (value) => ({ shape: [], values: [value] });

/** The value of a node Constant. @param {Node} node @returns {Constant} */
export function constantOfNode(node) {
  const tensor = node.tensor('value');
  if (tensor) return tensor;
  const many = node.floats('value_floats') ?? node.ints('value_ints', undefined);
  if (many) return list(many);
  if (node.has('value_float')) return scalar(node.float('value_float', 0));
  if (node.has('value_int')) return scalar(node.int('value_int', 0));
  return refuse(node, 'expected a value of numbers, got none');
}

/** Shapes are short; whatever else is computed from constants is not imported. @param {Node} node @param {Constant} constant */
function short(node, constant) {
  if (constant.values.length > MOST_VALUES) {
    refuse(node, `expected at most ${MOST_VALUES} values, got ${constant.values.length}`);
  }
  return Array.from(constant.values);
}

/** @param {Node} node @param {Importer} importer */
function shapeOf(node, importer) {
  const { shape } = importer.data(node, 0);
  const start = node.int('start', 0);
  const whole = [importer.batch, ...shape];
  return list(whole.slice(start, node.int('end', whole.length)));
}

/** @param {Node} node @param {Importer} importer */
function gather(node, importer) {
  const values = short(node, importer.constant(node, 0));
  const at = importer.constant(node, 1);
  if (node.int('axis', 0) !== 0)
    refuse(node, `attribute axis: expected 0, got ${node.int('axis', 0)}`);
  const found = short(node, at).map((index) => values.at(index) ?? Number.NaN);
  if (found.some(Number.isNaN)) refuse(node, `expected indices below ${values.length}`);
  return { shape: at.shape, values: found };
}

/** @param {Node} node @param {Importer} importer */
function concat(node, importer) {
  node.ignore('axis');
  return list(node.inputs.flatMap((_, index) => short(node, importer.constant(node, index))));
}

/** Of a list: from starts[0] to ends[0] in steps of 1. @param {Node} node @param {Importer} importer */
function slice(node, importer) {
  const values = short(node, importer.constant(node, 0));
  /** @param {number} index @param {number} usual */
  const number = (index, usual) =>
    node.inputs[index] ? Number(importer.constant(node, index).values[0]) : usual;
  if (number(4, 1) !== 1) refuse(node, `expected steps of 1, got ${number(4, 1)}`);
  return list(values.slice(number(1, 0), number(2, values.length)));
}

/** The same values; whether they are a number or a list of one does not matter. @param {Node} node @param {Importer} importer */
function same(node, importer) {
  node.ignore('axes', 'to', 'saturate');
  return list(short(node, importer.constant(node, 0)));
}

/** @type {Readonly<Record<string, (node: Node, importer: Importer) => Constant>>} */
const constantOperators = {
  Constant: constantOfNode,
  Shape: shapeOf,
  Gather: gather,
  Concat: concat,
  Slice: slice,
  Squeeze: same,
  Unsqueeze: same,
  Cast: same,
  Identity: (node, importer) => importer.constant(node, 0),
};

/**
 * @param {Node} node
 * @param {Importer} importer
 * @returns {Constant | null} null if the node is not one that computes with constants
 */
export function foldConstant(node, importer) {
  if (!Object.hasOwn(constantOperators, node.opType)) return null;
  const whole = node.opType === 'Constant' || node.opType === 'Shape';
  const constant = node.inputs.every((name) => name === '' || importer.isConstant(name));
  return whole || constant ? constantOperators[node.opType](node, importer) : null;
}
