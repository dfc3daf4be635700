/** What a network gave, as tables. */

import { ConvscopeError } from '../../errors.js';
import { writeCsv } from './csv.js';

/**
 * Predictions as CSV: a line for each input with its number, the class of the largest value, the
 * label if there are labels, and a column for each class.
 *
 * @param {object} predictions
 * @param {ArrayLike<number>} predictions.probabilities (N, classes), in row-major order
 * @param {string[]} predictions.classes
 * @param {ArrayLike<number>} [predictions.labels]
 * @returns {string}
 * @throws {ConvscopeError} ShapeMismatch
 */
export function predictionsCsv({ probabilities, classes, labels }) {
  const count = probabilities.length / classes.length;
  if (!Number.isInteger(count) || (labels && labels.length !== count)) {
    const got = `${probabilities.length} values and ${labels?.length ?? 'no'} labels`;
    throw new ConvscopeError(
      'ShapeMismatch',
      `expected ${classes.length} values and a label for each input, got ${got}`,
    );
  }
  return writeCsv(
    Array.from({ length: count }, (_, index) => {
      const first = index * classes.length;
      const row = classes.map((_name, c) => probabilities[first + c]);
      return {
        input: index,
        prediction: classes[row.indexOf(Math.max(...row))],
        ...(labels ? { label: classes[labels[index]] } : {}),
        ...Object.fromEntries(classes.map((name, c) => [`p_${name}`, row[c]])),
      };
    }),
  );
}
