/** A result inside an address: nothing is stored anywhere, whoever has the link has the figures. */

import { isResult } from './result.js';

/** @typedef {import('./result.js').Result} Result */

const NAME = '#result=';

/** More than any result takes; a few bytes of an address could otherwise fill the memory. */
const MOST_CHARACTERS = 1_000_000;

/** @param {Result} result @returns {Promise<string>} what follows the address of the page */
export async function toFragment(result) {
  const text = new Blob([JSON.stringify(result)]);
  const packed = text.stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const base64 = btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return NAME + base64;
}

/**
 * @param {string} fragment of an address
 * @returns {Promise<Result | null>} null if there is no sound result in it
 */
export async function fromFragment(fragment) {
  if (!holdsResult(fragment)) return null;
  try {
    const base64 = fragment.slice(NAME.length).replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const value = JSON.parse(await unpack(bytes));
    return isResult(value) ? value : null;
  } catch {
    return null;
  }
}

/** @param {string} fragment */
export const holdsResult = (fragment) => fragment.startsWith(NAME);

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
    if (text.length > MOST_CHARACTERS) throw new RangeError('too long for a result');
  }
}
