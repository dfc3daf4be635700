/** Images as rows of a CSV table, and tables of results. */

import Papa from 'papaparse';
import { checkLabels, labelled, toPixels } from './images.js';
import { invalidData } from './invalid.js';

/** @typedef {import('./images.js').LabelledImages} LabelledImages */

/**
 * @typedef {object} CsvOptions
 * @property {number[]} [shape] [height, width]; if left out, images are square
 * @property {'first' | 'last'} [label] which column is the label; if left out, the first
 */

const MOST_VALUES = 2 ** 28;

/** @param {string} text @returns {string[][]} rows of one length, without a header */
function readRows(text) {
  if (text.length > 4 * MOST_VALUES) invalidData('CSV', `expected less text, got ${text.length}`);
  const { data, errors } = Papa.parse(text.trim(), { delimiter: '', skipEmptyLines: true });
  const rows = /** @type {string[][]} */ (data);
  const [problem] = errors.filter(({ type }) => type === 'Quotes');
  if (problem) invalidData('CSV', `row ${Number(problem.row) + 1}: ${problem.message}`);
  const [first = []] = rows;
  const hasHeader = first.some((field) => !isNumber(field));
  return hasHeader ? rows.slice(1) : rows;
}

/** @param {string} field */
const isNumber = (field) => field.trim() !== '' && Number.isFinite(Number(field));

/** @param {string[]} row @param {number} index @param {number} length */
function checkRow(row, index, length) {
  if (row.length !== length) {
    invalidData('CSV', `row ${index + 1}: expected ${length} columns, got ${row.length}`);
  }
  const wrong = row.find((field) => !isNumber(field));
  if (wrong !== undefined) {
    const got = JSON.stringify(wrong.slice(0, 20));
    invalidData('CSV', `row ${index + 1}: expected numbers, got ${got}`);
  }
}

/** @param {number} pixels @param {number[] | undefined} given */
function extentsOf(pixels, given) {
  const side = Math.sqrt(pixels);
  const [height, width] = given ?? [side, side];
  if (height * width === pixels && Number.isInteger(height)) return [1, height, width];
  const wanted = given ? `${height} x ${width} pixels` : 'a square number of pixels';
  return invalidData('CSV', `expected ${wanted} in a row, got ${pixels}`);
}

/**
 * Rows of a label and as many pixels as an image has, 0 to 255 (or 0 to 1), with a line of names
 * above or without.
 *
 * @param {string | Uint8Array} file
 * @param {CsvOptions} [options]
 * @returns {LabelledImages}
 * @throws {ConvscopeError} InvalidData
 */
export function readCsvImages(file, { shape, label = 'first' } = {}) {
  const rows = readRows(typeof file === 'string' ? file : new TextDecoder().decode(file));
  const columns = rows[0]?.length ?? 0;
  if (columns < 2) invalidData('CSV', 'expected rows of a label and pixels, got none');
  const extents = extentsOf(columns - 1, shape);
  const values = new Float32Array(rows.length * (columns - 1));
  const labels = [];
  for (const [index, row] of rows.entries()) {
    checkRow(row, index, columns);
    const numbers = row.map(Number);
    labels.push(label === 'first' ? numbers[0] : numbers[columns - 1]);
    values.set(label === 'first' ? numbers.slice(1) : numbers.slice(0, -1), index * (columns - 1));
  }
  return labelled('CSV', {
    shape: extents,
    count: rows.length,
    pixels: toPixels('CSV', values),
    labels: checkLabels('CSV', labels),
  });
}

/**
 * A table as CSV (RFC 4180, lines end in CR LF): predictions, curves, whatever has rows.
 *
 * @param {Record<string, string | number>[]} rows with the same keys
 * @returns {string}
 */
export const writeCsv = (rows) => `${Papa.unparse(rows)}\r\n`;
