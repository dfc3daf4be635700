import { formatNumber, formatSpread } from '../../web/app/benchmark/format.js';
import { measured, spread } from '../../web/app/benchmark/statistics.js';

/** @typedef {import('./goals.js').Outcome} Outcome */
/** @typedef {import('./goals.js').Verdict} Verdict */
/** @typedef {import('../../web/app/benchmark/rounds.js').Series} Series */

/**
 * A table in Markdown that can also be read as it is.
 *
 * @param {string[]} heads
 * @param {string[][]} rows
 * @returns {string}
 */
export function formatTable(heads, rows) {
  const widths = heads.map((head, column) =>
    Math.max(3, ...[head, ...rows.map((row) => row[column])].map((cell) => cell.length)),
  );
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(heads), rule, ...rows.map(line)].join('\n');
}

/** @param {Series} series @param {string} unit */
function formatSeries({ values, problem, note }, unit) {
  const known = measured(values);
  const rounds =
    known.length < values.length ? ` in ${known.length} of ${values.length} rounds` : '';
  const figures = known.length === 0 ? '' : `${formatSpread(spread(known))} ${unit}${rounds}`;
  const skipped = problem === undefined ? '' : `skipped: ${problem}`;
  return [figures, skipped, note ?? ''].filter((part) => part !== '').join('; ');
}

/**
 * Everything that was measured of one figure.
 *
 * @param {Outcome} outcome
 * @returns {string}
 */
export function formatOutcome({ figure, series }) {
  const lines = [...series].map(
    ([entrant, one]) => `  ${entrant.title.padEnd(40)} ${formatSeries(one, figure.unit)}`,
  );
  return [`${figure.title} (median [min..max])`, ...lines].join('\n');
}

/** @param {number} threads */
const formatThreads = (threads) => (threads === 1 ? '1 thread' : `${threads} threads`);

/**
 * Ours beside the best other for each goal.
 *
 * @param {Verdict[]} verdicts
 * @returns {string}
 */
export function formatVerdicts(verdicts) {
  const heads = ['figure', 'ours', 'best peer', '', 'ratio', 'reach', ''];
  const rows = verdicts.map(({ goal, figure, ourMedian, best, bestMedian, ratio, result }) => [
    `${figure}, ${formatThreads(goal.threads)}`,
    ourMedian === undefined ? '' : formatNumber(ourMedian),
    best?.title ?? goal.against.join(' or '),
    bestMedian === undefined ? '' : formatNumber(bestMedian),
    ratio ? formatSpread(ratio) : '',
    `${goal.reach}x`,
    result,
  ]);
  return formatTable(heads, rows);
}
