/** The weights that come with the module, trained by its own engine. */

import { DEFAULT_NET, download } from '../data/download.js';
import { checkHash, parseJson } from '../data/integrity.js';
import { ConvscopeError } from '../errors.js';
import { modelPlaces } from '../places.js';

/**
 * How pretrained weights were made and how good they are.
 *
 * @typedef {object} ModelRecord
 * @property {import('../engine/network.js').NetworkDescription} description
 * @property {number} parameterCount
 * @property {number} testAccuracy 0 to 1, on all test images
 * @property {number} testLoss
 * @property {number} testCount
 * @property {number} seed
 * @property {number} epochs
 * @property {number} batchSize
 * @property {string} optimizer
 * @property {number} weightDecay
 * @property {Record<string, unknown>} learningRate schedule
 * @property {import('../engine/trainer.js').Augmentation} augmentation
 * @property {string} command
 * @property {Record<string, string>} versions
 * @property {number} bytes size of the weights file
 * @property {string} sha256 of the weights file, in hex
 */

/** @typedef {{record: ModelRecord, weights: Uint8Array<ArrayBuffer>}} Pretrained */

/** @param {string} [folder] */
function urls(folder) {
  if (folder) {
    const base = folder.endsWith('/') ? folder : `${folder}/`;
    return { record: `${base}digits.json`, weights: `${base}digits.bin` };
  }
  return modelPlaces();
}

/**
 * @param {Uint8Array} bytes
 * @param {string} url
 * @returns {ModelRecord}
 */
function parseRecord(bytes, url) {
  const record = parseJson(bytes, url);
  if (typeof record?.description !== 'object' || typeof record.sha256 !== 'string') {
    throw new ConvscopeError('InvalidData', `${url} is not the record of a trained network`);
  }
  return record;
}

/**
 * @param {string} [folder] where digits.json and digits.bin are, if not beside the module
 * @param {import('../data/download.js').Net} [net]
 * @returns {Promise<Pretrained>}
 */
export async function fetchPretrained(folder, net = DEFAULT_NET) {
  const from = urls(folder);
  const [recordBytes, weights] = await Promise.all(
    [from.record, from.weights].map((url) => download(url, { net })),
  );
  const record = parseRecord(recordBytes, from.record);
  await checkHash(weights, { file: from.weights, sha256: record.sha256 });
  return { record, weights };
}
