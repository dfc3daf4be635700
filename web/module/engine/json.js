/** Descriptions and options on their way to the engine. */

import { ConvscopeError } from '../errors.js';

/**
 * JSON would turn NaN and infinity into null without a word.
 *
 * @param {unknown} value
 */
export function toJson(value) {
  return JSON.stringify(value, (name, member) => {
    if (typeof member === 'number' && !Number.isFinite(member)) {
      const message = `expected a finite number for ${name}, got ${member}`;
      throw new ConvscopeError('InvalidOption', message);
    }
    return member;
  });
}
