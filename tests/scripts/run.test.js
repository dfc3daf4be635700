import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, tryRun, which } from '../../scripts/lib/run.js';
import { withFolder } from './support.js';

test('a failing command is reported with the end of its output and its log', () =>
  withFolder(async (folder) => {
    const log = join(folder, 'command.log');
    const script = 'for i in $(seq 1 200); do echo "line $i"; done; echo oops >&2; exit 4';
    await assert.rejects(run('sh', ['-c', script], { log, what: 'The command' }), (error) => {
      const { message } = /** @type {Error} */ (error);
      assert.match(message, /The command failed with exit code 4/);
      assert.match(message, /line 200/);
      assert.match(message, /oops/);
      assert.doesNotMatch(message, /line 100\n/);
      assert.ok(message.includes(log));
      return true;
    });
    assert.match(await readFile(log, 'utf8'), /^\$ sh -c .*\nline 1\n/s);
  }));

test('a program that is not there is a failure like any other', () =>
  withFolder(async (folder) => {
    const result = await tryRun('no-such-program', [], { log: join(folder, 'log') });
    assert.equal(result.code, 127);
    assert.match(result.output, /ENOENT/);
  }));

test('a command that takes too long is stopped with everything that it started', () =>
  withFolder(async (folder) => {
    const before = Date.now();
    const script = '(sleep 1; touch survived) & sleep 60';
    const options = { cwd: folder, log: join(folder, 'log'), timeout: 300 };
    const result = await tryRun('sh', ['-c', script], options);
    assert.equal(result.timedOut, true);
    assert.ok(Date.now() - before < 10_000);
    await sleep(1500);
    assert.equal(existsSync(join(folder, 'survived')), false);
  }));

test('lines are given one by one, also when they come in pieces', () =>
  withFolder(async (folder) => {
    /** @type {string[]} */
    const lines = [];
    const script = 'printf "one\\ntw"; sleep 0.1; printf "o\\nthree\\n"';
    await run('sh', ['-c', script], {
      log: join(folder, 'log'),
      onLine: (line) => lines.push(line),
    });
    assert.deepEqual(lines, ['one', 'two', 'three']);
  }));

test('programs are found on PATH, or by their own path', () => {
  assert.equal(which('sh', { PATH: '/nowhere:/bin' }), '/bin/sh');
  assert.equal(which('sh', { PATH: '/nowhere' }), null);
  assert.equal(which('/bin/sh', { PATH: '' }), '/bin/sh');
  assert.equal(which('/no/such/program'), null);
});
