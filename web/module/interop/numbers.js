/** Values in files, little-endian and at any place, as float32. */

/** @param {Uint8Array} bytes */
const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * The value of an IEEE 754 half.
 *
 * @param {number} bits
 */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** @type {Record<string, {size: number, read: (view: DataView, at: number) => number}>} */
const floatTypes = {
  F32: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  F64: { size: 8, read: (view, at) => view.getFloat64(at, true) },
  F16: { size: 2, read: (view, at) => half(view.getUint16(at, true)) },
  BF16: { size: 2, read: bfloat },
};

const scratch = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. @param {DataView} view @param {number} at */
function bfloat(view, at) {
  scratch.setUint32(0, view.getUint16(at, true) * 0x10000);
  return scratch.getFloat32(0);
}

/**
 * @param {string} dtype of safetensors, for instance 'F32'
 * @param {Uint8Array} bytes
 * @returns {Float32Array<ArrayBuffer> | null} null for what is not floating-point
 */
export function readFloats(dtype, bytes) {
  const type = Object.hasOwn(floatTypes, dtype) ? floatTypes[dtype] : null;
  if (!type) return null;
  const view = viewOf(bytes);
  const values = new Float32Array(bytes.length / type.size);
  for (let i = 0; i < values.length; ++i) values[i] = type.read(view, i * type.size);
  return values;
}
