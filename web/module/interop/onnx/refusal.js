/** Errors that say which node of a model is meant. */

import { ConvscopeError } from '../../errors.js';

/** @param {string} message @returns {never} */
export function rejectModel(message) {
  throw new ConvscopeError('InvalidModel', `ONNX: ${message}`);
}

/**
 * @param {{opType: string, name: string}} node
 * @param {string} message what was expected and what came; names an attribute if one is meant
 * @returns {never}
 */
export function refuse({ opType, name }, message) {
  throw new ConvscopeError('Unsupported', `${opType}(${name}): ${message}`, { layer: name });
}
