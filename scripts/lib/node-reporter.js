import { resolve } from 'node:path';

/**
 * What one test file or suite of tests came to.
 * @typedef {object} NodeCounts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} emptyFiles test files in which no test ran
 */

/**
 * @typedef {object} TestEvent
 * @property {string} type
 * @property {{ name: string, nesting: number, file?: string, skip?: string | boolean, todo?: string | boolean, details?: { type?: string, error?: { failureType?: string } } }} data
 */

/**
 * A reporter for `node --test` that writes only the counts, as JSON. Groups (`describe`) are not
 * counted; a file that fails as a whole is one failure.
 * @param {AsyncIterable<TestEvent>} events
 */
export default async function* countTests(events) {
  /** @type {NodeCounts} */
  const counts = { passed: 0, failed: 0, skipped: 0, emptyFiles: [] };
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (isRepetition(type, data)) continue;
    if (isFile(data)) countFile(counts, type, data.name);
    else if (data.skip !== undefined || data.todo !== undefined) counts.skipped += 1;
    else if (type === 'test:pass') counts.passed += 1;
    else counts.failed += 1;
  }
  yield JSON.stringify(counts);
}

/**
 * A group only repeats what its tests said, unless it failed by itself (in a hook).
 * @param {string} type
 * @param {TestEvent['data']} data
 */
function isRepetition(type, data) {
  if (data.details?.type !== 'suite') return false;
  return type === 'test:pass' || data.details.error?.failureType === 'subtestsFailed';
}

/**
 * Node reports a file as a test of that name only when no test inside it was reported, or when
 * its process ended badly.
 * @param {TestEvent['data']} data
 */
function isFile(data) {
  return data.nesting === 0 && data.file !== undefined && resolve(data.name) === data.file;
}

/**
 * @param {NodeCounts} counts
 * @param {string} type
 * @param {string} name
 */
function countFile(counts, type, name) {
  if (type === 'test:fail') counts.failed += 1;
  else counts.emptyFiles.push(name);
}
