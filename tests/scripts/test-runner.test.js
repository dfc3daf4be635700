import assert from 'node:assert/strict';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { repository, startNode, withFolder } from './support.js';

/**
 * Runs `npm test`'s script in a copy of the project that has other tests.
 * @param {Record<string, string>} tests
 * @param {string[]} [args]
 */
function runTests(tests, args = ['--only', 'scripts']) {
  return withFolder(async (folder) => {
    for (const name of ['scripts', 'package.json', 'package-lock.json', 'vite.config.js']) {
      await cp(join(repository, name), join(folder, name), { recursive: true });
    }
    await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
    const data = 'web/app/public/data';
    await mkdir(join(folder, 'web/app/public'), { recursive: true });
    await symlink(join(repository, data), join(folder, data));
    await mkdir(join(folder, 'tests/scripts'), { recursive: true });
    for (const [name, text] of Object.entries(tests)) {
      await writeFile(join(folder, 'tests/scripts', name), text);
    }
    const script = join(folder, 'scripts/test.js');
    const { code, output } = await startNode([script, ...args], { cwd: folder }).done;
    return { code, output, lastLine: output.trimEnd().split('\n').at(-1) };
  });
}

const passing = "import { test } from 'node:test';\ntest('a', () => {});\ntest('b', () => {});\n";
const failing = "import { test } from 'node:test';\ntest('c', () => { throw new Error(); });\n";

test('when all pass, the last line says so and the exit code is 0', async () => {
  const result = await runTests({ 'a.test.js': passing });
  assert.equal(result.lastLine, '2 passed, 0 failed', result.output);
  assert.equal(result.code, 0);
});

test('one failure is counted and makes the exit code 1', async () => {
  const result = await runTests({ 'a.test.js': passing, 'b.test.js': failing });
  assert.equal(result.lastLine, '2 passed, 1 failed', result.output);
  assert.equal(result.code, 1);
});

test('a suite that crashes is a failure', async () => {
  const result = await runTests({ 'a.test.js': passing, 'b.test.js': 'process.abort();\n' });
  assert.equal(result.lastLine, '2 passed, 1 failed', result.output);
  assert.equal(result.code, 1);
});

test('a suite without tests is a failure', async () => {
  const result = await runTests({});
  assert.equal(result.lastLine, '0 passed, 1 failed', result.output);
  assert.equal(result.code, 1);
});

test('a suite that cannot be built is a failure, and the next one still runs', async () => {
  const result = await runTests({ 'a.test.js': passing }, ['--only', 'scripts,wasm']);
  assert.equal(result.lastLine, '2 passed, 1 failed', result.output);
  assert.match(result.output, /does not appear to contain CMakeLists/);
  assert.equal(result.code, 1);
});

test('an unknown suite or option is refused', async () => {
  const script = join(repository, 'scripts/test.js');
  for (const args of [['--only', 'scripts,nonsense'], ['--only'], ['--nonsense'], ['extra']]) {
    const { code, output } = await startNode([script, ...args]).done;
    assert.equal(code, 2, args.join(' '));
    assert.match(output, /suites: checks|Suites: checks/);
  }
});
