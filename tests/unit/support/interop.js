/** What tests of other programs' files share: networks with learnt weights, and comparisons. */

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { afterEach } from 'node:test';
import { readSafetensors, writeSafetensors } from '../../../web/module/interop/safetensors.js';
import { mnistValues } from './mnist.js';

/** @typedef {import('../../../web/module/engine/engine.js').Engine} Engine */
/** @typedef {import('../../../web/module/engine/network.js').Network} Network */
/** @typedef {import('../../../web/module/engine/network.js').NetworkDescription} NetworkDescription */

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). @param {number} seed */
export function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @type {{dispose(): void}[]} */
let owned = [];
afterEach(() => {
  for (const object of owned) object.dispose();
  owned = [];
});

/** Disposes of an object when the test is over. @template {{dispose(): void}} T @param {T} object */
export function own(object) {
  owned.push(object);
  return object;
}

/** @param {number[]} shape */
export const sizeOf = (shape) => shape.reduce((product, extent) => product * extent, 1);

/**
 * Gives a network other values for biases, scales and statistics than those that hide mistakes (0
 * and 1).
 *
 * @param {Network} network
 */
export function disturb(network) {
  const random = randomNumbers(1);
  const { tensors } = readSafetensors(network.saveWeights());
  for (const { name, data } of tensors.values()) {
    if (name.endsWith('.weight') && data.some((value) => value !== 1)) continue;
    const lowest = name.endsWith('running_var') || name.endsWith('.weight') ? 0.5 : -0.5;
    for (const i of data.keys()) data[i] = lowest + random();
  }
  network.loadWeights(writeSafetensors(tensors.values()));
}

/**
 * @param {Engine} engine
 * @param {NetworkDescription} description
 * @param {number} [count] inputs in a batch
 */
export function createDisturbed(engine, description, count = 4) {
  const network = own(engine.createNetwork(description, { maxBatch: count, seed: 7 }));
  disturb(network);
  return network;
}

/**
 * What a network makes of MNIST's first images, in prediction.
 *
 * @param {Network} network
 * @param {number} [count]
 */
export function predictMnist(network, count = 4) {
  const { input, layers } = network.info;
  const values = mnistValues(count * sizeOf(input));
  network.setInput(values);
  network.forward(count);
  const last = layers.length - 1;
  const shape = [count, ...layers[last].outputShape];
  const outputs = network.withActivation(last, (view) => view.slice(0, sizeOf(shape)));
  return { shape: [count, ...input], values, outputs: { shape, values: outputs } };
}

/**
 * @param {{shape: readonly number[], values: ArrayLike<number>}} actual
 * @param {{shape: readonly number[], values: ArrayLike<number>}} expected
 * @param {string} what
 * @param {number} [tolerance] relative to the largest value
 */
export function assertClose(actual, expected, what, tolerance = 1e-5) {
  assert.deepEqual([...actual.shape], [...expected.shape], `${what}: shape`);
  let largest = 0;
  let worst = 0;
  for (let i = 0; i < expected.values.length; ++i) {
    largest = Math.max(largest, Math.abs(expected.values[i]));
    const difference = Math.abs(actual.values[i] - expected.values[i]);
    worst = difference <= worst ? worst : difference;
  }
  assert.ok(worst <= tolerance * largest, `${what}: off by ${worst} of ${largest}`);
}

/**
 * The networks of the golden data, which have every layer and option.
 *
 * @returns {Promise<{name: string, description: NetworkDescription}[]>}
 */
export async function goldenNetworks() {
  const folder = new URL('../../golden/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const lists = files.map(async (file) => {
    const { defaults = {}, cases } = JSON.parse(await readFile(new URL(file, folder), 'utf8'));
    return cases
      .map((/** @type {any} */ one) => ({ ...defaults, ...one }))
      .filter((/** @type {any} */ { description }) => description)
      .map((/** @type {any} */ { name, description }) => ({
        name: `${file.replace('.json', '')}/${name}`,
        description,
      }));
  });
  return (await Promise.all(lists)).flat();
}
