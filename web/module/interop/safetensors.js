/**
 * The safetensors format: 8 bytes of header length, a JSON header, little-endian values. The whole
 * header is checked before a tensor is made.
 */

import { ConvscopeError } from '../errors.js';
import { readFloats } from './numbers.js';

/**
 * @typedef {object} Tensor
 * @property {string} name
 * @property {number[]} shape
 * @property {Float32Array<ArrayBuffer>} data in row-major order
 */

/** @typedef {{dtype: string, shape: number[], begin: number, end: number}} Entry */

const LENGTH_BYTES = 8;
/** The limit of the format's own library. */
const MOST_HEADER_BYTES = 100_000_000;
const METADATA = '__metadata__';

/** Bytes of one value. @type {Readonly<Record<string, number>>} */
const SIZES = {
  ...{ BOOL: 1, U8: 1, I8: 1, U16: 2, I16: 2, F16: 2, BF16: 2 },
  ...{ U32: 4, I32: 4, F32: 4, U64: 8, I64: 8, F64: 8 },
};

/** @param {string} message @returns {never} */
function reject(message) {
  throw new ConvscopeError('InvalidCheckpoint', `safetensors: ${message}`);
}

/** @param {Uint8Array} file @returns {number} bytes of the JSON header */
function headerLength(file) {
  if (file.length < LENGTH_BYTES) reject(`expected at least 8 bytes, got ${file.length}`);
  const view = new DataView(file.buffer, file.byteOffset, LENGTH_BYTES);
  const length = Number(view.getBigUint64(0, true));
  if (length > MOST_HEADER_BYTES) {
    reject(`expected a header of at most ${MOST_HEADER_BYTES} bytes, got ${length}`);
  }
  if (length > file.length - LENGTH_BYTES) {
    reject(`expected a header of ${length} bytes, got a file of ${file.length} (truncated?)`);
  }
  return length;
}

/** @param {Uint8Array} text @returns {Record<string, unknown>} */
function parseHeader(text) {
  /** @type {unknown} */
  let header;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch {
    reject('expected JSON as header');
  }
  if (!isObject(header)) reject('expected a JSON object as header');
  return header;
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {unknown} value @returns {value is number[]} */
const isIndexList = (value) =>
  Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);

/**
 * @param {string} name
 * @param {unknown} entry
 * @param {number} available bytes of data in the file
 * @returns {Entry}
 */
function checkEntry(name, entry, available) {
  if (!isObject(entry)) reject(`${name}: expected dtype, shape and data_offsets`);
  const { dtype, shape, data_offsets: offsets } = entry;
  const size = typeof dtype === 'string' && Object.hasOwn(SIZES, dtype) ? SIZES[dtype] : 0;
  if (size === 0) reject(`${name}: expected a known dtype, got ${JSON.stringify(dtype)}`);
  if (!isIndexList(shape)) reject(`${name}: expected a shape of whole numbers`);
  if (!isIndexList(offsets) || offsets.length !== 2) {
    reject(`${name}: expected data_offsets [begin, end]`);
  }
  const bytes = shape.reduce((product, extent) => product * extent, size);
  const [begin, end] = offsets;
  if (end - begin !== bytes || end > available) {
    reject(`${name}: expected ${bytes} bytes of data within ${available}, got [${begin}, ${end})`);
  }
  return { dtype: String(dtype), shape, begin, end };
}

/**
 * The format has tensors one after the other, to the end. If they shared bytes, a small file could
 * claim any amount of memory.
 *
 * @param {Entry[]} entries
 * @param {number} available bytes of data in the file
 */
function checkOrder(entries, available) {
  let last = 0;
  for (const { begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== last) reject('expected tensors one after the other, which do not overlap');
    last = end;
  }
  if (last !== available) reject(`expected ${last} bytes of tensors, got ${available}`);
}

/**
 * Reads tensors of F32, F64, F16 and BF16 as float32, and leaves out those of other types, such as
 * PyTorch's counters `num_batches_tracked`.
 *
 * @param {Uint8Array} file
 * @returns {{tensors: Map<string, Tensor>, metadata: Record<string, string>}}
 * @throws {ConvscopeError} InvalidCheckpoint
 */
export function readSafetensors(file) {
  const start = LENGTH_BYTES + headerLength(file);
  const header = parseHeader(file.subarray(LENGTH_BYTES, start));
  const data = file.subarray(start);
  const { [METADATA]: metadata = {}, ...rest } = header;
  const entries = Object.entries(rest).map(
    ([name, entry]) => /** @type {const} */ ([name, checkEntry(name, entry, data.length)]),
  );
  checkOrder(
    entries.map(([, entry]) => entry),
    data.length,
  );
  /** @type {Map<string, Tensor>} */
  const tensors = new Map();
  for (const [name, { dtype, shape, begin, end }] of entries) {
    const values = readFloats(dtype, data.subarray(begin, end));
    if (values) tensors.set(name, { name, shape, data: values });
  }
  return { tensors, metadata: texts(metadata) };
}

/** @param {unknown} metadata @returns {Record<string, string>} */
function texts(metadata) {
  if (!isObject(metadata)) return {};
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );
}

/**
 * @param {Iterable<Tensor>} tensors
 * @param {Record<string, string>} [metadata]
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function writeSafetensors(tensors, metadata = {}) {
  const list = [...tensors];
  /** @type {[string, unknown][]} */
  const header = Object.keys(metadata).length > 0 ? [[METADATA, metadata]] : [];
  let size = 0;
  for (const { name, shape, data } of list) {
    const end = size + data.byteLength;
    header.push([name, { dtype: 'F32', shape, data_offsets: [size, end] }]);
    size = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES;
  const file = new Uint8Array(LENGTH_BYTES + length + size);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + length);
  file.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + length;
  for (const { data } of list) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}
