/** What a network may need; what needs more is refused before anything is allocated. */

import { ConvscopeError } from '../errors.js';

/**
 * @typedef {object} Limits
 * @property {number} [memoryLimit] bytes for weights, activations and gradients; 1 GiB at most,
 *   which is what it is if left out
 * @property {number} [mostWeights] values of all parameters and states
 */

/**
 * @param {Limits} limits
 * @returns {Required<Limits>}
 */
export function checkLimits({ memoryLimit = Infinity, mostWeights = Infinity }) {
  for (const [name, value] of Object.entries({ memoryLimit, mostWeights })) {
    if (typeof value === 'number' && value >= 0) continue;
    throw new ConvscopeError('InvalidOption', `expected a number >= 0 as ${name}, got ${value}`);
  }
  return { memoryLimit, mostWeights };
}
