/**
 * Nodes that compute with shapes and other constants. The batch's extent stands as 0 in a shape:
 * Reshape takes that as "as many as the input has".
 */

import { transposed } from './import-linear.js';
import { refuse } from './refusal.js';
import { DATA_TYPES } from './schema.js';

/** @typedef {import('./node.js').Node} Node */
/** @typedef {import('./tensors.js').Constant} Constant */
/** @typedef {import('./importer.js').Importer} Importer */

const MOST_VALUES = 64;

/** @param {ArrayLike<number>} values @param {boolean} whole @returns {Constant} */
const list = (values, whole) => ({ shape: [values.length], values, whole });

/** @param {number} value @param {boolean} whole @returns {Constant} */
const scalar = (value, whole) => ({ shape: [], values: [value], whole });

/** The value of a node Constant. @param {Node} node @returns {Constant} */
export function constantOfNode(node) {
  const tensor = node.tensor('value');
  if (tensor) return tensor;
  const floats = node.floats('value_floats');
  if (floats) return list(floats, false);
  const ints = node.ints('value_ints', undefined);
  if (ints) return list(ints, true);
  if (node.has('value_float')) return scalar(node.float('value_float', 0), false);
  if (node.has('value_int')) return scalar(node.int('value_int', 0), true);
  return refuse(node, 'expected a value of numbers, got none');
}

/**
 * Shapes are short; what is computed from longer constants is not imported.
 *
 * @param {Node} node
 * @param {Importer} importer
 * @param {number} index of the input
 */
function short(node, importer, index) {
  const { shape, values, whole } = importer.constant(node, index);
  if (values.length > MOST_VALUES) {
    refuse(node, `expected at most ${MOST_VALUES} values, got ${values.length}`);
  }
  return { shape, values: Array.from(values), whole };
}

/** @param {Node} node @param {Importer} importer @returns {Constant} */
function shapeOf(node, importer) {
  const [name] = node.inputs;
  const whole = importer.isConstant(name)
    ? importer.constant(node, 0).shape
    : [importer.batch, ...importer.data(node).shape];
  return list(whole.slice(node.int('start', 0), node.int('end', whole.length)), true);
}

/** @param {Node} node @param {Importer} importer @returns {Constant} */
function gather(node, importer) {
  const { values, whole } = short(node, importer, 0);
  const at = short(node, importer, 1);
  const axis = node.int('axis', 0);
  if (axis !== 0) refuse(node, `attribute axis: expected 0, got ${axis}`);
  const found = at.values.map((index) => values.at(index) ?? Number.NaN);
  if (found.some(Number.isNaN)) refuse(node, `expected indices below ${values.length}`);
  return { shape: at.shape, values: found, whole };
}

/** @param {Node} node @param {Importer} importer */
function concat(node, importer) {
  node.ignore('axis');
  const parts = node.inputs.map((_, index) => short(node, importer, index));
  const values = parts.flatMap((part) => part.values);
  if (values.length > MOST_VALUES) refuse(node, 'expected a short list');
  return list(
    values,
    parts.every(({ whole }) => whole),
  );
}

/** Rows of a table, or items of a list, in either direction. @param {Node} node @param {Importer} importer */
function slice(node, importer) {
  const { shape, values, whole } = short(node, importer, 0);
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
  return { shape: [chosen.length, ...shape.slice(1)], values: chosen.flat(), whole };
}

/** From start down to what is after end. @template T @param {T[]} items @param {number} start @param {number} end */
function reversed(items, start, end) {
  const first = start < 0 ? start + items.length : start;
  const last = end < 0 ? Math.max(end + items.length, -1) : end;
  return items.slice(last + 1, first + 1).toReversed();
}

/** @param {Node} node @param {Importer} importer @returns {Constant} */
function reshape(node, importer) {
  const { values, whole } = importer.constant(node, 0);
  const wanted = short(node, importer, 1).values;
  node.ignore('allowzero');
  const known = wanted.filter((extent) => extent !== -1).reduce((a, b) => a * b, 1);
  const shape = wanted.map((extent) => (extent === -1 ? values.length / known : extent));
  if (shape.reduce((a, b) => a * b, 1) === values.length) return { shape, values, whole };
  return refuse(node, `expected a shape of ${values.length} values, got [${wanted}]`);
}

/** @param {Node} node @param {Importer} importer @returns {Constant} */
function transpose(node, importer) {
  const { shape, values, whole } = importer.constant(node, 0);
  const [rows, columns] = shape;
  if (shape.length !== 2 || String(node.ints('perm', [1, 0])) !== '1,0') {
    refuse(node, `expected a table of constants to be turned, got one of shape [${shape}]`);
  }
  return { shape: [columns, rows], values: transposed(values, rows, columns, 1), whole };
}

/** @param {Node} node @param {Importer} importer @returns {Constant} */
function constantOfShape(node, importer) {
  const shape = short(node, importer, 0).values;
  const size = shape.reduce((a, b) => a * b, 1);
  if (!(size >= 0 && size <= MOST_VALUES)) refuse(node, `expected a short list, got [${shape}]`);
  const given = node.tensor('value');
  const values = new Array(size).fill(Number(given?.values[0] ?? 0));
  return { shape, values, whole: given?.whole ?? false };
}

/** The same values; whether they are a number or a list of one does not matter. @param {Node} node @param {Importer} importer */
function same(node, importer) {
  node.ignore('axes');
  return importer.constant(node, 0);
}

/** @param {Node} node @param {Importer} importer @returns {Constant} */
function cast(node, importer) {
  const { shape, values, whole } = importer.constant(node, 0);
  const to = node.int('to', DATA_TYPES.FLOAT);
  node.ignore('saturate', 'round_mode');
  if (to === DATA_TYPES.FLOAT || to === DATA_TYPES.DOUBLE) return { shape, values, whole: false };
  if (to !== DATA_TYPES.INT32 && to !== DATA_TYPES.INT64) {
    refuse(node, `attribute to: expected float, double, int32 or int64, got the type ${to}`);
  }
  return { shape, values: whole ? values : Array.from(values, Math.trunc), whole: true };
}

/**
 * Arithmetic on extents or numbers. The batch, which stands as 0 among extents, is none that could
 * be reckoned with.
 *
 * @param {(a: number, b: number, whole: boolean) => number} operate
 * @returns {(node: Node, importer: Importer) => Constant}
 */
const arithmetic = (operate) => (node, importer) => {
  const [a, b] = [short(node, importer, 0), short(node, importer, 1)];
  const fits = a.values.length === b.values.length || b.values.length === 1;
  const whole = a.whole && b.whole;
  if (!fits || (whole && [...a.values, ...b.values].includes(0))) {
    refuse(node, 'expected the arithmetic of two known extents');
  }
  const values = a.values.map((value, i) => operate(value, b.values[i % b.values.length], whole));
  return { shape: a.shape, values, whole };
};

/** @type {Readonly<Record<string, (node: Node, importer: Importer) => Constant>>} */
const constantOperators = {
  Add: arithmetic((a, b) => a + b),
  Cast: cast,
  Concat: concat,
  Constant: constantOfNode,
  ConstantOfShape: constantOfShape,
  Div: arithmetic((a, b, whole) => (whole ? Math.trunc(a / b) : a / b)),
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
