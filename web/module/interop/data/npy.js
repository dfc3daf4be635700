/** NumPy's .npy format: a magic text, a header in Python's notation and the values. */

import { invalidData } from './invalid.js';

/** @typedef {Float32Array | Float64Array | Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array} NumberArray */

/**
 * @typedef {object} NumpyArray
 * @property {number[]} shape
 * @property {NumberArray} data in row-major order
 */

const MAGIC = [0x93, ...new TextEncoder().encode('NUMPY')];
const MOST_HEADER_BYTES = 65536;
const MOST_AXES = 32;

/** @typedef {{size: number, make: (count: number) => NumberArray, read: (view: DataView, at: number, little: boolean) => number}} NumberType */

/** @type {Readonly<Record<string, NumberType>>} */
const types = {
  f4: { size: 4, make: (n) => new Float32Array(n), read: (v, i, le) => v.getFloat32(i, le) },
  f8: { size: 8, make: (n) => new Float64Array(n), read: (v, i, le) => v.getFloat64(i, le) },
  u1: { size: 1, make: (n) => new Uint8Array(n), read: (v, i) => v.getUint8(i) },
  b1: { size: 1, make: (n) => new Uint8Array(n), read: (v, i) => v.getUint8(i) },
  i1: { size: 1, make: (n) => new Int8Array(n), read: (v, i) => v.getInt8(i) },
  u2: { size: 2, make: (n) => new Uint16Array(n), read: (v, i, le) => v.getUint16(i, le) },
  i2: { size: 2, make: (n) => new Int16Array(n), read: (v, i, le) => v.getInt16(i, le) },
  u4: { size: 4, make: (n) => new Uint32Array(n), read: (v, i, le) => v.getUint32(i, le) },
  i4: { size: 4, make: (n) => new Int32Array(n), read: (v, i, le) => v.getInt32(i, le) },
  // Labels are the usual content of these, and a double holds them.
  i8: {
    size: 8,
    make: (n) => new Float64Array(n),
    read: (v, i, le) => Number(v.getBigInt64(i, le)),
  },
  u8: {
    size: 8,
    make: (n) => new Float64Array(n),
    read: (v, i, le) => Number(v.getBigUint64(i, le)),
  },
};

/** @param {string} message @returns {never} */
function reject(message) {
  invalidData('.npy', message);
}

/** @param {Uint8Array} file @returns {{text: string, start: number}} */
function readHeader(file) {
  const [major] = file.subarray(6, 8);
  if (file.length < 12 || MAGIC.some((byte, i) => file[i] !== byte)) {
    reject(`expected \\x93NUMPY and a header, got a file of ${file.length} bytes`);
  }
  if (major < 1 || major > 3) reject(`expected version 1 to 3, got ${major}`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const begin = major === 1 ? 10 : 12;
  if (length > MOST_HEADER_BYTES || begin + length > file.length) {
    reject(`expected a header of ${length} bytes, got a file of ${file.length} (truncated?)`);
  }
  const text = new TextDecoder('latin1').decode(file.subarray(begin, begin + length));
  return { text, start: begin + length };
}

/** @param {string} text */
function parseHeader(text) {
  const descr = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z]\d+)'/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text);
  if (!descr || !order || !shape) reject("expected 'descr', 'fortran_order' and 'shape' as header");
  const [, byteOrder, name] = descr;
  if (!Object.hasOwn(types, name)) reject(`expected numbers as descr, got ${name}`);
  const extents = shape[1]
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  if (extents.length > MOST_AXES) reject(`expected at most ${MOST_AXES} axes`);
  return {
    type: types[name],
    little: byteOrder !== '>',
    fortran: order[1] === 'True',
    shape: extents,
  };
}

/**
 * Where each value of a column-major array is in row-major order.
 *
 * @param {number[]} shape
 * @returns {(index: number) => number}
 */
const rowMajor = (shape) => (index) => {
  let rest = index;
  let place = 0;
  const positions = shape.map((extent) => {
    const position = rest % extent;
    rest = Math.floor(rest / extent);
    return position;
  });
  for (const [axis, extent] of shape.entries()) place = place * extent + positions[axis];
  return place;
};

/**
 * @param {Uint8Array} file
 * @returns {NumpyArray} whole numbers of 64 bits as doubles
 * @throws {ConvscopeError} InvalidData
 */
export function readNpy(file) {
  const { text, start } = readHeader(file);
  const { type, little, fortran, shape } = parseHeader(text);
  const count = shape.reduce((product, extent) => product * extent, 1);
  const wanted = count * type.size;
  if (wanted !== file.length - start) {
    reject(`expected ${wanted} bytes for shape (${shape}), got ${file.length - start}`);
  }
  const view = new DataView(file.buffer, file.byteOffset + start, wanted);
  const data = type.make(count);
  const place = fortran && shape.length > 1 ? rowMajor(shape) : (/** @type {number} */ i) => i;
  for (let i = 0; i < count; ++i) data[place(i)] = type.read(view, i * type.size, little);
  return { shape, data };
}

/** @param {NumberArray} data */
function descrOf(data) {
  if (data instanceof Float32Array) return '<f4';
  if (data instanceof Float64Array) return '<f8';
  const sign = /^U/.test(data.constructor.name) ? 'u' : 'i';
  return `${data.BYTES_PER_ELEMENT === 1 ? '|' : '<'}${sign}${data.BYTES_PER_ELEMENT}`;
}

/**
 * @param {NumpyArray} array
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function writeNpy({ shape, data }) {
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const header = `{'descr': '${descrOf(data)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The values begin at a multiple of 64.
  const length = Math.ceil((header.length + 11) / 64) * 64 - 10;
  const file = new Uint8Array(10 + length + data.byteLength);
  file.set([...MAGIC, 1, 0, length & 255, length >> 8]);
  file.set(new TextEncoder().encode(`${header.padEnd(length - 1)}\n`), 10);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + length);
  return file;
}
