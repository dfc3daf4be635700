import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { doctestOutcome, lastLine, nodeOutcome, total } from '../../scripts/lib/summaries.js';
import { repository, startNode, withFolder } from './support.js';

const fine = { code: 0, signal: null, timedOut: false };

/** @param {number} passed @param {number} failed @param {number} skipped */
const doctest = (passed, failed, skipped) => `[doctest] doctest version is "2.4.11"
===============================================================================
[doctest] test cases: ${String(passed + failed).padStart(4)} | ${passed} passed | ${failed} failed | ${skipped} skipped
[doctest] assertions: 1234 | 1230 passed | 4 failed |
[doctest] Status: SUCCESS!
`;

test("doctest's summary gives the counts of test cases", () => {
  const outcome = doctestOutcome(doctest(12, 0, 1), fine);
  assert.deepEqual(outcome, { passed: 12, failed: 0, skipped: 1 });
  const failing = doctestOutcome(doctest(12, 3, 0), { ...fine, code: 1 });
  assert.deepEqual([failing.passed, failing.failed], [12, 3]);
});

test("doctest's summary is read in colour as well", () => {
  const coloured =
    '\u001b[0;36m[doctest] \u001b[0mtest cases:    72 | \u001b[0;32m   72 passed\u001b[0m | \u001b[0m0 failed\u001b[0m | \u001b[0m0 skipped\u001b[0m\n';
  assert.deepEqual(doctestOutcome(coloured, fine), { passed: 72, failed: 0, skipped: 0 });
});

test('a doctest program without a summary is a failure, however it ended', () => {
  for (const ending of [
    fine,
    { ...fine, code: 1 },
    { code: -1, signal: 'SIGSEGV', timedOut: false },
    { code: -1, signal: 'SIGKILL', timedOut: true },
  ]) {
    const outcome = doctestOutcome('[doctest] doctest version is "2.4.11"\n', ending);
    assert.deepEqual([outcome.passed, outcome.failed], [0, 1], JSON.stringify(ending));
    assert.ok(outcome.note);
  }
});

test('what goes wrong after a good summary (a leak, say) is a failure', () => {
  assert.equal(doctestOutcome(doctest(12, 0, 0), { ...fine, code: 23 }).failed, 1);
  const killed = { code: -1, signal: 'SIGABRT', timedOut: false };
  assert.equal(doctestOutcome(doctest(12, 0, 0), killed).failed, 1);
});

test('no test at all is a failure', () => {
  assert.equal(doctestOutcome(doctest(0, 0, 0), fine).failed, 1);
  const nothing = { passed: 0, failed: 0, skipped: 3, emptyFiles: [] };
  assert.equal(nodeOutcome(JSON.stringify(nothing), fine).failed, 1);
  assert.equal(nodeOutcome(null, fine).failed, 1);
  assert.equal(nodeOutcome('', { ...fine, code: 7 }).failed, 1);
});

test('the counts of all suites are added', () => {
  const outcomes = [
    { passed: 3, failed: 0 },
    { passed: 4, failed: 2, skipped: 5 },
  ];
  assert.equal(lastLine(total(outcomes)), '7 passed, 2 failed');
  assert.equal(lastLine(total([])), '0 passed, 0 failed');
});

/**
 * Runs Node's test runner with the counting reporter over files with the given contents.
 * @param {string[]} contents
 */
function runFiles(contents) {
  return withFolder(async (folder) => {
    const files = contents.map((_, i) => join(folder, `f${i}.test.mjs`));
    await Promise.all(files.map((file, i) => writeFile(file, contents[i])));
    const report = join(folder, 'report.json');
    const reporter = join(repository, 'scripts/lib/node-reporter.js');
    const options = [`--test-reporter=${reporter}`, `--test-reporter-destination=${report}`];
    const { code } = await startNode(['--test', ...options, ...files]).done;
    const ending = { code: code ?? -1, signal: null, timedOut: false };
    return nodeOutcome(await readFile(report, 'utf8'), ending);
  });
}

const head = "import { test, describe, after } from 'node:test';\n";

test('passing, failing, nested and skipped tests are counted once each', async () => {
  const outcome = await runFiles([
    `${head}test('a', () => {}); test('b', () => { throw new Error('b'); });
     test('c', { skip: true }, () => {}); describe('group', () => { test('d', () => {}); });`,
  ]);
  assert.deepEqual([outcome.passed, outcome.failed, outcome.skipped], [2, 1, 1]);
});

test('a file that crashes, at once or in the middle, is a failure', async () => {
  const atOnce = await runFiles(['throw new Error("at once");']);
  assert.deepEqual([atOnce.passed, atOnce.failed], [0, 1]);
  const later = await runFiles([
    `${head}test('a', () => {});
     test('b', async () => { setTimeout(() => process.exit(3), 20); await new Promise(() => {}); });`,
    `${head}test('c', () => {});`,
  ]);
  assert.equal(later.passed, 2);
  assert.ok(later.failed >= 1);
});

test('a file without a test is a failure beside files with tests', async () => {
  const outcome = await runFiles([`${head}test('a', () => {});`, 'export {};']);
  assert.deepEqual([outcome.passed, outcome.failed], [1, 1]);
  assert.match(outcome.note ?? '', /no test in .*f1\.test\.mjs/);
});

test('a group whose clean-up fails is a failure', async () => {
  const outcome = await runFiles([
    `${head}describe('group', () => { after(() => { throw new Error('after'); }); test('a', () => {}); });`,
  ]);
  assert.ok(outcome.failed >= 1, JSON.stringify(outcome));
});
