/** Checks a downloaded part and unpacks it. */

import { ConvscopeError } from '../errors.js';

/** @typedef {import('./manifest.js').Part} Part */

/** @param {Uint8Array} bytes */
const isGzip = (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** @param {ArrayBuffer} buffer */
const toHex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Only secure contexts have `crypto.subtle`; elsewhere the sizes, gzip's own checksum and the
 * engine's checks must do.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Part} part
 */
async function checkHash(bytes, part) {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return;
  const found = toHex(await subtle.digest('SHA-256', bytes));
  if (found !== part.sha256) {
    throw new ConvscopeError(
      'InvalidData',
      `${part.file} was altered: expected SHA-256 ${part.sha256}, got ${found}`,
    );
  }
}

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
