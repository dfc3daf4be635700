/** Spoils files in the ways in which files get spoilt, the same way for the same seed. */

import { randomNumbers } from './interop.js';

/** Bytes that make lengths, counts and types extreme. */
const EXTREMES = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff];

/** @typedef {(file: Uint8Array, below: (limit: number) => number) => Uint8Array} Mutation */

/** @type {Mutation[]} */
const mutations = [
  (file, below) => file.slice(0, below(file.length)),
  (file, below) => {
    file[below(file.length)] ^= 1 << below(8);
    return file;
  },
  (file, below) => {
    file[below(file.length)] = EXTREMES[below(EXTREMES.length)];
    return file;
  },
  (file, below) => file.fill(0xff, below(file.length)).slice(),
  (file, below) => {
    const at = below(file.length);
    file.copyWithin(at, below(file.length), below(file.length));
    return file;
  },
  (file, below) => {
    const at = below(file.length);
    const size = below(64);
    const longer = new Uint8Array(file.length + size);
    longer.set(file.subarray(0, at));
    longer.set(file.subarray(at), at + size);
    return longer;
  },
];

/** Where most of the structure is. @param {number} length */
const HEAD_BYTES = 256;

/**
 * @param {Uint8Array} file stays as it is
 * @param {number} count
 * @param {number} seed
 * @returns {Generator<Uint8Array>}
 */
export function* spoilt(file, count, seed) {
  const random = randomNumbers(seed);
  for (let i = 0; i < count; ++i) {
    /** @type {Uint8Array} */
    let copy = file.slice();
    const reach = i % 2 ? HEAD_BYTES : copy.length;
    const below = (/** @type {number} */ limit) => Math.floor(random() * Math.min(limit, reach));
    for (let changes = 1 + below(3); changes > 0 && copy.length > 0; --changes) {
      copy = mutations[Math.floor(random() * mutations.length)](copy, below);
    }
    yield copy;
  }
}
