/**
 * Networks as files: the weights in the safetensors format, as the engine writes them, with the
 * description of the network in the header's metadata.
 */

import { ConvscopeError } from '../errors.js';

/** @typedef {import('../engine/network.js').NetworkDescription} NetworkDescription */

/** Name of the description in the metadata. */
const KEY = 'convscope.network';

/** A header describes; it is never so large. */
const MOST_HEADER_BYTES = 16 * 2 ** 20;

/** Bytes of the number that tells the header's length. */
const PREFIX = 8;

/** @param {string} message */
const invalid = (message) => new ConvscopeError('InvalidData', `network file: ${message}`);

/**
 * @param {Uint8Array} bytes
 * @returns {{header: any, end: number}} the header, and where the tensors begin
 */
export function readHeader(bytes) {
  if (!(bytes instanceof Uint8Array && bytes.length >= PREFIX)) {
    throw invalid(`expected a Uint8Array of at least 8 bytes, got ${Object(bytes).length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const most = Math.min(bytes.length - PREFIX, MOST_HEADER_BYTES);
  if (length > most) throw invalid(`expected a header of at most ${most} bytes, got ${length}`);
  const end = PREFIX + length;
  try {
    return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(PREFIX, end))), end };
  } catch (cause) {
    const message = 'network file: expected JSON as header';
    throw new ConvscopeError('InvalidData', message, { cause });
  }
}

/**
 * @param {Uint8Array} weights as the engine saves them
 * @param {NetworkDescription} description
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function writeNetworkFile(weights, description) {
  const { header, end } = readHeader(weights);
  header.__metadata__ = { ...header.__metadata__, [KEY]: JSON.stringify(description) };
  const text = new TextEncoder().encode(JSON.stringify(header));
  // The tensors begin at a multiple of eight bytes; spaces after the JSON are allowed.
  const padded = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(PREFIX + padded + weights.length - end).fill(32, PREFIX);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.set(text, PREFIX);
  file.set(weights.subarray(end), PREFIX + padded);
  return file;
}

/**
 * @param {Uint8Array} bytes made by `writeNetworkFile`; the engine checks the rest of them
 * @returns {NetworkDescription}
 */
export function readDescription(bytes) {
  const text = readHeader(bytes).header?.__metadata__?.[KEY];
  if (typeof text !== 'string') throw invalid(`expected ${KEY} in the metadata, got none`);
  try {
    const description = JSON.parse(text);
    // What is nested too deeply could not be sent to the engine.
    JSON.stringify(description);
    return description;
  } catch (cause) {
    throw new ConvscopeError('InvalidData', `network file: expected JSON as ${KEY}`, { cause });
  }
}
