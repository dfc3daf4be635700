/** The error for data that cannot be read. */

import { ConvscopeError } from '../../errors.js';

/**
 * @param {string} format
 * @param {string} message what was expected and what came
 * @param {unknown} [cause]
 * @returns {never}
 */
export function invalidData(format, message, cause) {
  throw new ConvscopeError(
    'InvalidData',
    `${format}: ${message}`,
    cause === undefined ? {} : { cause },
  );
}
