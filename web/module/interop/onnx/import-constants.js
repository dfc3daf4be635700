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

/**
 * Shapes are short; whatever else is computed from constants is not imported.
 *
 * @param {Node} node
 * @param {Importer} importer
 * @param {number} index of the input
 */
function short(node, importer, index) {
  const { shape, values } = importer.constant(node, index);
  if (values.length > MOST_VALUES) {
    refuse(node, `expected at most ${MOST_VALUES} values, got ${values.length}`);
  }
  return { shape, values: Array.from(values) };
}

/** @param {Node} node @param {Importer} importer @returns {Constant} */
function shapeOf(node, importer) {
  const [name] = node.inputs;
  const whole = importer.isConstant(name)
    ? importer.constant(node, 0).shape
    : [importer.batch, ...importer.data(node).shape];
  return list(whole.slice(node.int('start', 0), node.int('end', whole.length)));
}

/** @param {Node} node @param {Importer} importer @returns {Constant} */
function gather(node, importer) {
  const { values } = short(node, importer, 0);
  const at = short(node, importer, 1);
  const axis = node.int('axis', 0);
  if (axis !== 0) refuse(node, `attribute axis: expected 0, got ${axis}`);
  const found = at.values.map((index) => values.at(index) ?? Number.NaN);
  if (found.some(Number.isNaN)) refuse(node, `expected indices below ${values.length}`);
  return { shape: at.shape, values: found };
}

/** @param {Node} node @param {Importer} importer */
function concat(node, importer) {
  node.ignore('axis');
  const values = node.inputs.flatMap((_, index) => short(node, importer, index).values);
  return values.length <= MOST_VALUES ? list(values) : refuse(node, 'expected a short list');
}

/** Rows of a table, or items of a list, in either direction. @param {Node} node @param {Importer} importer */
function slice(node, importer) {
  const { shape, values } = short(node, importer, 0);
  /** @param {string} name @param {number} index @param {number} usual */
  const number = (name, index, usual) =>
    importer.opset < 10
      ? (node.ints(name, undefined)?.[0] ?? usual)
      : Number(importer.optionalConstant(node, index)?.values[0] ?? usual);
  const [step, axis] = [number('steps', 4, 1), number('axes', 3, 0)];
  if (axis !== 0 || Math.abs(step) !== 1 || shape.length === 0) {
    refuse(node, `expected steps of 1 or -1 along axis 0, got ${step} along axis ${axis}`);
  }
  const width = values.length / shape[0];
  const rows = Array.from({ length: shape[0] }, (_, row) =>
    values.slice(row * width, (row + 1) * width),
  );
  const [start, end] = [number('starts', 1, 0), number('ends', 2, shape[0])];
  const chosen = step === 1 ? rows.slice(start, end) : reversed(rows, start, end);
  return { shape: [chosen.length, ...shape.slice(1)], values: chosen.flat() };
}

/** From start down to what is after end. @template T @param {T[]} items @param {number} start @param {number} end */
function reversed(items, start, end) {
  const first = start < 0 ? start + items.length : start;
  const last = end < 0 ? Math.max(end + items.length, -1) : end;
  return items.slice(last + 1, first + 1).toReversed();
}

/** @param {Node} node @param {Importer} importer @returns {Constant} */
function reshape(node, importer) {
  const { values } = short(node, importer, 0);
  const wanted = short(node, importer, 1).values;
  node.ignore('allowzero');
  const known = wanted.filter((extent) => extent !== -1).reduce((a, b) => a * b, 1);
  const shape = wanted.map((extent) => (extent === -1 ? values.length / known : extent));
  if (shape.reduce((a, b) => a * b, 1) === values.length) return { shape, values };
  return refuse(node, `expected a shape of ${values.length} values, got [${wanted}]`);
}

/** @param {Node} node @param {Importer} importer @returns {Constant} */
function transpose(node, importer) {
  const { shape, values } = short(node, importer, 0);
  const [rows, columns] = shape;
  if (shape.length !== 2 || String(node.ints('perm', [1, 0])) !== '1,0') {
    refuse(node, `expected a table of constants to be turned, got one of shape [${shape}]`);
  }
  const turned = values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
  return { shape: [columns, rows], values: turned };
}

/** @param {Node} node @param {Importer} importer @returns {Constant} */
function constantOfShape(node, importer) {
  const shape = short(node, importer, 0).values;
  const size = shape.reduce((a, b) => a * b, 1);
  if (!(size >= 0 && size <= MOST_VALUES)) refuse(node, `expected a short list, got [${shape}]`);
  return { shape, values: new Array(size).fill(Number(node.tensor('value')?.values[0] ?? 0)) };
}

/** The same values; whether they are a number or a list of one does not matter. @param {Node} node @param {Importer} importer */
function same(node, importer) {
  node.ignore('axes', 'to', 'saturate');
  return importer.constant(node, 0);
}

/**
 * Arithmetic on extents. The batch, which stands as 0, is none that could be reckoned with.
 *
 * @param {(a: number, b: number) => number} operate
 * @returns {(node: Node, importer: Importer) => Constant}
 */
const arithmetic = (operate) => (node, importer) => {
  const [a, b] = [short(node, importer, 0), short(node, importer, 1)];
  const fits = a.values.length === b.values.length || b.values.length === 1;
  if (!fits || [...a.values, ...b.values].includes(0)) {
    refuse(node, 'expected the arithmetic of two known extents');
  }
  const values = a.values.map((value, i) => operate(value, b.values[i % b.values.length]));
  return { shape: a.shape, values };
};

/** @type {Readonly<Record<string, (node: Node, importer: Importer) => Constant>>} */
const constantOperators = {
  Add: arithmetic((a, b) => a + b),
  Cast: same,
  Concat: concat,
  Constant: constantOfNode,
  ConstantOfShape: constantOfShape,
  Div: arithmetic((a, b) => Math.trunc(a / b)),
  Gather: gather,
  Identity: same,
  Mul: arithmetic((a, b) => a * b),
  Reshape: reshape,
  Shape: shapeOf,
  Slice: slice,
  Squeeze: same,
  Sub: arithmetic((a, b) => a - b),
  Transpose: transpose,
  Unsqueeze: same,
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
