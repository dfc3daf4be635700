/** Collects the nodes and constants of an ONNX graph. */

import { ATTRIBUTE_TYPES, DATA_TYPES } from './schema.js';

/** @typedef {import('../protobuf.js').Message} Message */
/** @typedef {import('../safetensors.js').Tensor} Tensor */

/** @param {number} i @returns {Message} */
export const int = (i) => ({ i, type: ATTRIBUTE_TYPES.INT });

/** @param {number[]} ints @returns {Message} */
export const ints = (ints) => ({ ints, type: ATTRIBUTE_TYPES.INTS });

/** @param {number} f @returns {Message} */
export const float = (f) => ({ f, type: ATTRIBUTE_TYPES.FLOAT });

/** @param {string} text @returns {Message} */
export const string = (text) => ({
  s: new TextEncoder().encode(text),
  type: ATTRIBUTE_TYPES.STRING,
});

/** @param {ArrayBufferView<ArrayBuffer>} data */
const bytesOf = (data) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

export class GraphBuilder {
  /** @type {Message[]} */
  nodes = [];
  /** @type {Message[]} */
  initializers = [];

  /**
   * Adds a node, which is called like its output.
   *
   * @param {string} opType
   * @param {string[]} inputs
   * @param {string} output
   * @param {Record<string, Message>} [attributes]
   * @returns {string} the output
   */
  node(opType, inputs, output, attributes = {}) {
    const attribute = Object.entries(attributes).map(([name, value]) => ({ name, ...value }));
    this.nodes.push({ opType, name: output, input: inputs, output: [output], attribute });
    return output;
  }

  /** @param {Tensor} tensor @returns {string} its name */
  tensor({ name, shape, data }) {
    const dataType = DATA_TYPES.FLOAT;
    this.initializers.push({ name, dims: shape, dataType, rawData: bytesOf(data) });
    return name;
  }

  /**
   * @param {string} name
   * @param {number[]} values whole numbers
   * @returns {string} the name
   */
  indices(name, values) {
    const rawData = bytesOf(BigInt64Array.from(values, BigInt));
    this.initializers.push({ name, dims: [values.length], dataType: DATA_TYPES.INT64, rawData });
    return name;
  }

  /** @param {string} name @param {number} value @returns {string} the name */
  scalar(name, value) {
    return this.tensor({ name, shape: [], data: Float32Array.of(value) });
  }
}
