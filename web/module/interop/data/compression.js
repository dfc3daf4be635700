/** Unpacking of gzip and zip whose result is measured before it is allocated. */

import { gunzipSync, unzipSync, unzlibSync } from 'fflate';
import { invalidData } from './invalid.js';

/** More than a data set for a page needs. */
const MOST_BYTES = 2 ** 30;
const MOST_FILES = 200_000;
/** Deflate makes nothing smaller than that. */
export const LARGEST_RATIO = 1032;

/** @param {Uint8Array} bytes */
const isGzip = (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** @param {string} format @param {number} size @param {number} packed */
function checkSize(format, size, packed) {
  if (size <= Math.min(MOST_BYTES, packed * LARGEST_RATIO)) return;
  invalidData(format, `expected at most ${MOST_BYTES} bytes, got ${size} out of ${packed}`);
}

/**
 * @param {Uint8Array} bytes a gzip file, or one that is not packed and is handed on
 * @returns {Uint8Array}
 * @throws {ConvscopeError} InvalidData
 */
export function gunzipIfPacked(bytes) {
  if (!isGzip(bytes)) return bytes;
  if (bytes.length < 18) invalidData('gzip', `expected at least 18 bytes, got ${bytes.length}`);
  // The size of the content stands at the end.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(bytes.length - 4, true);
  checkSize('gzip', size, bytes.length);
  try {
    return gunzipSync(bytes, { out: new Uint8Array(size) });
  } catch (cause) {
    return invalidData('gzip', 'it cannot be unpacked', cause);
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {(name: string) => boolean} wanted
 * @returns {Map<string, Uint8Array>} by path
 * @throws {ConvscopeError} InvalidData
 */
export function unzip(bytes, wanted) {
  let total = 0;
  let count = 0;
  try {
    const files = unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        if (!wanted(name)) return false;
        count += 1;
        total += originalSize;
        checkSize('zip', originalSize, size);
        checkSize('zip', total, bytes.length);
        if (count > MOST_FILES) invalidData('zip', `expected at most ${MOST_FILES} files`);
        return true;
      },
    });
    return new Map(Object.entries(files));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return invalidData('zip', `it cannot be unpacked: ${message}`, cause);
  }
}

/**
 * Whether zlib data in several parts are whole and no more than so many bytes.
 *
 * @param {Uint8Array[]} parts
 * @param {number} most
 */
export function unpacksWithin(parts, most) {
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    packed.set(part, at);
    at += part.length;
  }
  try {
    unzlibSync(packed, { out: new Uint8Array(Math.min(most, packed.length * LARGEST_RATIO)) });
    return true;
  } catch {
    return false;
  }
}
