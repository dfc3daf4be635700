/** Constants of an ONNX model: checked first, read when they are needed. */

import { readFloats } from '../numbers.js';
import { rejectModel } from './refusal.js';
import { DATA_TYPES } from './schema.js';

/** @typedef {import('../protobuf.js').Message} Message */

/**
 * A value that does not depend on the input.
 *
 * @typedef {object} Constant
 * @property {number[]} shape
 * @property {ArrayLike<number>} values in row-major order; floats have been rounded to float32
 * @property {boolean} whole whether they are of a type of whole numbers
 */

/** How a type is stored: bytes of one raw value, or the list that stands for them. */
const types = new Map([
  [DATA_TYPES.FLOAT, { size: 4, list: 'floatData', dtype: 'F32' }],
  [DATA_TYPES.DOUBLE, { size: 8, list: 'doubleData', dtype: 'F64' }],
  [DATA_TYPES.FLOAT16, { size: 2, list: 'int32Data', dtype: 'F16' }],
  [DATA_TYPES.BFLOAT16, { size: 2, list: 'int32Data', dtype: 'BF16' }],
  [DATA_TYPES.BOOL, { size: 1, list: 'int32Data', dtype: '' }],
  [DATA_TYPES.INT32, { size: 4, list: 'int32Data', dtype: '' }],
  [DATA_TYPES.INT64, { size: 8, list: 'int64Data', dtype: '' }],
]);

const MOST_AXES = 8;
const EXTERNAL = 1;

/**
 * Whether there is as much data as the shape says; throws InvalidModel if not.
 *
 * @param {Message} tensor
 */
export function checkTensor({ name, dims, dataType, dataLocation, rawData, ...lists }) {
  const label = `tensor ${name || '(without a name)'}`;
  if (dataLocation === EXTERNAL) {
    rejectModel(`${label}: expected its data within the file, got another file's`);
  }
  const type = types.get(dataType);
  if (!type)
    rejectModel(`${label}: expected float, int32, int64 or bool, got the type ${dataType}`);
  const whole = dims.every((/** @type {number} */ dim) => Number.isSafeInteger(dim) && dim >= 0);
  if (!whole || dims.length > MOST_AXES) rejectModel(`${label}: expected a shape, got [${dims}]`);
  const count = dims.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
  const given = rawData ? rawData.length / type.size : lists[type.list].length;
  if (given !== count) {
    rejectModel(`${label}: expected ${count} values for shape [${dims}], got ${given}`);
  }
}

/** @param {number} dataType @param {Uint8Array} bytes */
function readIntegers(dataType, bytes) {
  if (dataType === DATA_TYPES.BOOL) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return dataType === DATA_TYPES.INT64
    ? Array.from({ length: bytes.length / 8 }, (_, i) => Number(view.getBigInt64(i * 8, true)))
    : Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(i * 4, true));
}

/** Halves stand in a list by their bits. @param {string} dtype @param {number[]} bits */
const readBits = (dtype, bits) =>
  readFloats(dtype, new Uint8Array(Uint16Array.from(bits).buffer)) ?? [];

/**
 * @param {Message} tensor one that `checkTensor` has seen
 * @returns {Constant}
 */
export function constantOf(tensor) {
  const { dims, dataType, rawData } = tensor;
  const { list, dtype, size } = /** @type {{list: string, dtype: string, size: number}} */ (
    types.get(dataType)
  );
  const values = () => {
    if (rawData) return readFloats(dtype, rawData) ?? readIntegers(dataType, rawData);
    if (size === 2) return readBits(dtype, tensor[list]);
    return dtype === 'F64' ? Float32Array.from(tensor[list]) : tensor[list];
  };
  return lazy(dims, dtype === '', values);
}

/** @param {number[]} shape @param {boolean} whole @param {() => ArrayLike<number>} read @returns {Constant} */
function lazy(shape, whole, read) {
  /** @type {ArrayLike<number> | null} */
  let values = null;
  return {
    shape,
    whole,
    get values() {
      values ??= read();
      return values;
    },
  };
}
