/** Checks of what callers hand over, before anything is sent anywhere. */

import { ConvscopeError } from '../errors.js';

/** @typedef {import('../protocol.js').Inputs} Inputs */
/** @typedef {import('../engine/network.js').LayerInfo} LayerInfo */

/** @param {number[]} shape */
export const sizeOf = (shape) => shape.reduce((product, extent) => product * extent, 1);

/** @param {unknown} value */
const kindOf = (value) =>
  typeof value === 'object' && value !== null ? value.constructor?.name : typeof value;

/**
 * @param {unknown} inputs
 * @param {number[]} shape of one input
 * @returns {number} how many there are
 */
export function countInputs(inputs, shape) {
  if (!(inputs instanceof Uint8Array) && !(inputs instanceof Float32Array)) {
    const message = `inputs: expected a Uint8Array or Float32Array, got ${kindOf(inputs)}`;
    throw new ConvscopeError('InvalidData', message);
  }
  const each = sizeOf(shape);
  if (inputs.length > 0 && inputs.length % each === 0) return inputs.length / each;
  const message = `inputs: expected (N, ${shape.join(', ')}), ${each} values each`;
  throw new ConvscopeError('ShapeMismatch', `${message}; got ${inputs.length} values`);
}

/**
 * @param {ArrayLike<number>} labels
 * @param {number} count how many there should be
 * @param {number} classes of the network
 * @returns {Uint8Array<ArrayBuffer>} a copy
 */
export function checkLabels(labels, count, classes) {
  if (labels?.length !== count) {
    const message = `labels: expected ${count}, got ${labels?.length ?? kindOf(labels)}`;
    throw new ConvscopeError('ShapeMismatch', message);
  }
  // A label is one byte.
  const last = Math.min(classes, 256) - 1;
  const wrong = Array.from(labels).find(
    (label) => !Number.isInteger(label) || label < 0 || label > last,
  );
  if (wrong === undefined) return Uint8Array.from(labels);
  const message = `labels: expected whole numbers from 0 to ${last}, got ${wrong}`;
  throw new ConvscopeError('LabelOutOfRange', message);
}

/**
 * @param {LayerInfo[]} layers
 * @param {number | string} layer index or name
 * @returns {LayerInfo}
 */
export function findLayer(layers, layer) {
  const found = layers.find(({ index, name }) => index === layer || name === layer);
  if (found) return found;
  const names = layers.map(({ name }) => name).join(', ');
  throw new ConvscopeError('OutOfRange', `layer: expected one of ${names}; got ${layer}`);
}

/** @param {unknown} [cause] */
export const aborted = (cause) =>
  new ConvscopeError('Aborted', 'the operation was aborted', { cause });

/**
 * The promise, unless the signal comes first.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export function unlessAborted(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(aborted(signal.reason));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
