/** Says which layer a framework does not have. */

import { ConvscopeError } from '../../errors.js';

/** @typedef {import('../../engine/network.js').LayerInfo} LayerInfo */

/**
 * @param {LayerInfo} layer
 * @param {string} framework
 * @param {string} what it would need
 * @returns {never}
 */
export function refuseLayer({ type, name }, framework, what) {
  const message = `${type}(${name}): expected a counterpart in ${framework}, got ${what}`;
  throw new ConvscopeError('Unsupported', message, { layer: name });
}

/**
 * @param {{layers: LayerInfo[]}} info
 * @param {(type: string) => boolean} isKnown
 * @param {string} framework
 */
export function checkKnown({ layers }, isKnown, framework) {
  for (const layer of layers) if (!isKnown(layer.type)) refuseLayer(layer, framework, layer.type);
}
