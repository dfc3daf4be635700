/** Checks a downloaded part and unpacks it. */

import { ConvscopeError } from '../errors.js';
import { checkHash } from './integrity.js';

/** @typedef {import('./manifest.js').Part} Part */

/** @param {Uint8Array} bytes */
const isGzip = (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Part} part
 */
async function gunzip(bytes, part) {
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new ConvscopeError('InvalidData', `${part.file} cannot be unpacked`, { cause });
  }
}

/**
 * A server may have unpacked the file on the way ("Content-Encoding: gzip"): then there is no gzip
 * header any more and the size is that of the content.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes the file as it came
 * @param {Part} part
 * @returns {Promise<{images: Uint8Array<ArrayBuffer>, labels: Uint8Array<ArrayBuffer>}>}
 */
export async function unpack(bytes, part) {
  const size = part.imageBytes + part.labelBytes;
  const packed = isGzip(bytes);
  const expected = packed ? part.bytes : size;
  if (bytes.byteLength !== expected) {
    throw new ConvscopeError(
      'InvalidData',
      `${part.file} is incomplete: expected ${expected} bytes, got ${bytes.byteLength}`,
    );
  }
  if (packed) await checkHash(bytes, part);
  const content = packed ? await gunzip(bytes, part) : bytes;
  if (content.byteLength !== size) {
    throw new ConvscopeError(
      'InvalidData',
      `${part.file} holds ${content.byteLength} bytes, expected ${size}`,
    );
  }
  return {
    images: content.subarray(0, part.imageBytes),
    labels: content.subarray(part.imageBytes),
  };
}
