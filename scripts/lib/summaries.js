import { stripVTControlCharacters } from 'node:util';

/**
 * What a suite came to.
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} [skipped]
 * @property {string} [note] why something counts as failed that no test reported
 */

/**
 * How a suite's process ended.
 * @typedef {{ code: number, signal: string | null, timedOut: boolean }} Ending
 */

/**
 * Adds a failure where the counts alone would hide that something went wrong.
 * @param {Outcome} outcome
 * @param {Ending} ending
 * @returns {Outcome}
 */
function strict(outcome, ending) {
  const failOnce = (/** @type {string} */ note) => ({
    ...outcome,
    failed: outcome.failed + 1,
    note,
  });
  if (ending.timedOut) return failOnce('it took too long and was stopped');
  if (ending.signal) return failOnce(`it was ended by ${ending.signal}`);
  if (ending.code !== 0 && outcome.failed === 0) {
    return failOnce(`it ended with exit code ${ending.code}`);
  }
  if (outcome.passed + outcome.failed === 0) return failOnce('no test ran');
  return outcome;
}

/**
 * @param {string} output what a doctest program printed
 * @param {Ending} ending
 * @returns {Outcome}
 */
export function doctestOutcome(output, ending) {
  const summary =
    /^\[doctest\] test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed\s*\|\s*(\d+) skipped/m;
  const match = summary.exec(stripVTControlCharacters(output));
  if (!match) {
    const crashed = { passed: 0, failed: 1, note: 'it ended without a summary' };
    return ending.code === 0 && !ending.timedOut
      ? crashed
      : strict({ passed: 0, failed: 0 }, ending);
  }
  const [passed, failed, skipped] = match.slice(1).map(Number);
  return strict({ passed, failed, skipped }, ending);
}

/**
 * @param {string | null} report what the counting reporter of `node --test` wrote
 * @param {Ending} ending
 * @returns {Outcome}
 */
export function nodeOutcome(report, ending) {
  if (!report) {
    const note = 'it ended without a report';
    return { passed: 0, failed: 1, note };
  }
  /** @type {import('./node-reporter.js').NodeCounts} */
  const counts = JSON.parse(report);
  const { passed, skipped, emptyFiles } = counts;
  const outcome = { passed, skipped, failed: counts.failed + emptyFiles.length };
  if (emptyFiles.length === 0) return strict(outcome, ending);
  return { ...strict(outcome, ending), note: `no test in ${emptyFiles.join(', ')}` };
}

/**
 * @param {Outcome[]} outcomes
 * @returns {{ passed: number, failed: number }}
 */
export function total(outcomes) {
  /** @param {'passed' | 'failed'} field */
  const sum = (field) => outcomes.reduce((all, outcome) => all + outcome[field], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

/**
 * The last line of `npm test`.
 * @param {{ passed: number, failed: number }} counts
 */
export const lastLine = ({ passed, failed }) => `${passed} passed, ${failed} failed`;
