/** Is a file what it should be? */

import { ConvscopeError } from '../errors.js';

/** @param {ArrayBuffer} buffer */
const toHex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Only secure contexts have `crypto.subtle`; elsewhere the checks of size and content must do.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {{file: string, sha256: string}} expected
 */
export async function checkHash(bytes, { file, sha256 }) {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return;
  const found = toHex(await subtle.digest('SHA-256', bytes));
  if (found !== sha256) {
    throw new ConvscopeError(
      'InvalidData',
      `${file} was altered: expected SHA-256 ${sha256}, got ${found}`,
    );
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {string} url for the message
 * @returns {any}
 */
export function parseJson(bytes, url) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ConvscopeError('InvalidData', `${url} is not JSON`, { cause });
  }
}
