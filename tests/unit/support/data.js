/** Small data sets in the format in which the real one is served. */

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** @typedef {import('../../../web/module/data/manifest.js').Manifest} Manifest */
/** @typedef {import('../../../web/module/data/manifest.js').Part} Part */

/** @param {number[]} values */
function bigEndian(values) {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value, index * 4);
  return buffer;
}

/**
 * An image whose bright band tells its class, with some noise that is the same at each call.
 *
 * @param {number} index
 * @param {{size: number, classes: number}} shape
 */
export function bandImage(index, { size, classes }) {
  const label = index % classes;
  const image = new Uint8Array(size * size);
  const height = Math.floor(size / classes);
  for (let y = 0; y < size; ++y) {
    const inBand = Math.floor(y / height) === label;
    for (let x = 0; x < size; ++x) {
      const noise = (index * 31 + y * 17 + x * 7) % 60;
      image[y * size + x] = (inBand ? 180 : 0) + noise;
    }
  }
  return { image, label };
}

/**
 * A pair of IDX files.
 *
 * @param {number} count
 * @param {{first?: number, size?: number, classes?: number}} [options]
 */
export function idxPair(count, { first = 0, size = 8, classes = 4 } = {}) {
  const items = Array.from({ length: count }, (_, i) => bandImage(first + i, { size, classes }));
  const images = Buffer.concat([
    bigEndian([0x803, count, size, size]),
    ...items.map(({ image }) => image),
  ]);
  const labels = Buffer.concat([
    bigEndian([0x801, count]),
    Uint8Array.from(items, ({ label }) => label),
  ]);
  return { images: new Uint8Array(images), labels: new Uint8Array(labels) };
}

/**
 * @param {string} file
 * @param {Part['split']} split
 * @param {number} count
 * @param {{first: number, size: number, classes: number}} images
 * @returns {{part: Part, content: Buffer}}
 */
function makePart(file, split, count, { first, size, classes }) {
  const { images, labels } = idxPair(count, { first, size, classes });
  const content = gzipSync(Buffer.concat([images, labels]));
  const part = {
    file,
    split,
    count,
    imageBytes: images.length,
    labelBytes: labels.length,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
  return { part, content };
}

/**
 * Parts of images, 8x8 in four classes if not asked for others, as a list and as the files by name.
 *
 * @param {object} [options]
 * @param {number[]} [options.train] images of each part
 * @param {number[]} [options.test]
 * @param {number} [options.size]
 * @param {number} [options.classes]
 */
export function bandDataset({ train = [40, 40, 40], test = [20], size = 8, classes = 4 } = {}) {
  let first = 0;
  /** @param {number[]} sizes @param {Part['split']} split */
  const make = (sizes, split) =>
    sizes.map((count, index) => {
      const images = { first, size, classes };
      const made = makePart(`${split}-0${index}.part`, split, count, images);
      first += count;
      return made;
    });
  const [head, ...rest] = make(train, 'train');
  const made = [head, ...make(test, 'test'), ...rest];
  /** @type {Manifest} */
  const manifest = {
    name: 'bands',
    licence: 'none',
    shape: [1, size, size],
    classes: Array.from({ length: classes }, (_, index) => String(index)),
    trainCount: train.reduce((sum, count) => sum + count, 0),
    testCount: test.reduce((sum, count) => sum + count, 0),
    parts: made.map(({ part }) => part),
  };
  /** @type {Map<string, Buffer>} */
  const files = new Map(made.map(({ part, content }) => [part.file, content]));
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  return { manifest, files };
}
