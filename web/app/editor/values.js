/** Options of layers as they are written in a field, and back. */

/** @typedef {import('../../module/schemas.js').OptionSchema} OptionSchema */

/** @param {unknown} value @returns {string} */
export function written(value) {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

/** Commas as they are typed in either language, or blanks. */
const SEPARATOR = /\s*[,，、;；×x\s]\s*/;

/** @param {string} text @returns {number[] | null} null if there is anything but numbers */
function numbersIn(text) {
  const parts = text
    .trim()
    .replace(/^\[|\]$/g, '')
    .split(SEPARATOR);
  const numbers = parts.filter((part) => part !== '').map(Number);
  return numbers.every(Number.isFinite) ? numbers : null;
}

/** How many numbers an option of this kind may have. @type {Record<string, number[]>} */
const COUNTS = { int: [1], float: [1], pair: [1, 2], padding: [1, 2, 4] };

/** Words that stand for a padding. */
const PADDINGS = ['same', 'valid'];

/**
 * @typedef {{value: unknown} | {problem: 'number' | 'integer' | 'count' | 'low' | 'high' | 'below'}} Read
 */

/**
 * What a text says for an option. Whether the network can do with it, the engine knows.
 *
 * @param {OptionSchema} option
 * @param {string} text
 * @returns {Read}
 */
export function readValue(option, text) {
  const { kind } = option;
  const word = text.trim().toLowerCase();
  if (kind === 'padding' && PADDINGS.includes(word)) return { value: word };
  const numbers = numbersIn(text);
  if (!numbers) return { problem: 'number' };
  if (kind === 'list' || kind === 'axes') return { value: numbers };
  if (!COUNTS[kind].includes(numbers.length)) {
    return { problem: numbers.length === 0 ? 'number' : 'count' };
  }
  const problem = numbers.map((number) => outside(option, number)).find(Boolean);
  if (problem) return { problem };
  return { value: numbers.length === 1 ? numbers[0] : numbers };
}

/** @param {OptionSchema} option @param {number} number */
function outside({ kind, min, max, maxExcluded }, number) {
  if (kind !== 'float' && !Number.isInteger(number)) return 'integer';
  if (min !== undefined && number < min) return 'low';
  if (max !== undefined && number > max) return 'high';
  return maxExcluded && number === max ? 'below' : null;
}
