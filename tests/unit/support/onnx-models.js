/** Small ONNX models, written down as their nodes. */

import { float, int, ints, string } from '../../../web/module/interop/onnx/graph-builder.js';
import { DATA_TYPES, modelProto } from '../../../web/module/interop/onnx/schema.js';
import { encodeMessage } from '../../../web/module/interop/protobuf.js';
import { randomNumbers, sizeOf } from './interop.js';

export { float, int, ints, string };

/** @typedef {import('../../../web/module/interop/protobuf.js').Message} Message */

const random = randomNumbers(3);

/** Random values of a shape, a scalar for []. @param {number[]} dims @returns {Message} */
export function weights(...dims) {
  const values = Float32Array.from({ length: sizeOf(dims) }, () => random() - 0.4);
  return { dims, dataType: DATA_TYPES.FLOAT, rawData: new Uint8Array(values.buffer) };
}

/** The same, all above zero. @param {number[]} dims @returns {Message} */
export function variances(...dims) {
  const floatData = Array.from({ length: sizeOf(dims) }, () => random() + 0.5);
  return { dims, dataType: DATA_TYPES.FLOAT, floatData };
}

/** @param {number} value @returns {Message} */
export const scalar = (value) => ({ dims: [], dataType: DATA_TYPES.FLOAT, floatData: [value] });

/** @param {number[]} values @returns {Message} */
export const indices = (...values) => ({
  dims: [values.length],
  dataType: DATA_TYPES.INT64,
  int64Data: values,
});

/**
 * @typedef {object} NodeText
 * @property {string} op
 * @property {string[]} [in] "x" and the outputs of nodes before; left out: the output of the node
 *   before, and the constants
 * @property {Record<string, Message>} [with] constants, by the names of inputs
 * @property {Record<string, Message>} [attributes]
 * @property {string} [domain]
 * @property {string[]} [out]
 */

/** @param {NodeText} text @param {number} index */
function nodeOf({ op, in: inputs, with: constants = {}, attributes = {}, domain, out }, index) {
  const before = index === 0 ? 'x' : `y${index - 1}`;
  return {
    opType: op,
    name: `${op}_${index}`,
    domain,
    input: inputs ?? [before, ...Object.keys(constants)],
    output: out ?? [`y${index}`],
    attribute: Object.entries(attributes).map(([name, value]) => ({ name, ...value })),
  };
}

/** @param {string} name @param {(number | string)[] | undefined} shape */
const valueInfo = (name, shape) => ({
  name,
  type: {
    tensorType: {
      elemType: DATA_TYPES.FLOAT,
      shape: shape && {
        dim: shape.map((one) => (typeof one === 'string' ? { dimParam: one } : { dimValue: one })),
      },
    },
  },
});

/**
 * A model whose input is x and whose output is that of its last node.
 *
 * @param {(number | string)[]} shape of the input; a text stands for an extent that may be any
 * @param {NodeText[]} texts
 * @param {Message} [changes] to the model
 */
export function onnxModel(shape, texts, changes = {}) {
  const node = texts.map(nodeOf);
  const initializer = texts.flatMap(({ with: constants = {} }) =>
    Object.entries(constants).map(([name, tensor]) => ({ name, ...tensor })),
  );
  const output = [valueInfo(node.at(-1)?.output[0] ?? 'x', undefined)];
  const graph = { name: 'test', node, initializer, input: [valueInfo('x', shape)], output };
  const opsetImport = [{ domain: '', version: 20 }];
  return encodeMessage(modelProto, { irVersion: 9, graph, opsetImport, ...changes });
}
