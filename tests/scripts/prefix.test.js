import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ensurePrefix } from '../../scripts/lib/prefix.js';
import { fakeRecipe, makePackage } from './prefix-support.js';
import { repository, startNode, until, withFolder } from './support.js';

const skip = spawnSync('dpkg-deb', ['--version']).status !== 0 && 'this system has no dpkg';

/** @param {string} cache */
const entries = async (cache) => (await readdir(cache)).filter((name) => !/\.log$/.test(name));

test('a prefix is made once and used again', { skip }, () =>
  withFolder(async (cache) => {
    let downloads = 0;
    const download = async (/** @type {unknown} */ _recipe, /** @type {string} */ state) => {
      downloads += 1;
      return [await makePackage(state)];
    };
    const first = await ensurePrefix(fakeRecipe(), { cache, download });
    assert.ok(existsSync(join(first, 'root/usr/share/tool/file')));
    assert.ok(existsSync(join(first, 'complete.json')));
    assert.equal(await ensurePrefix(fakeRecipe(), { cache, download }), first);
    assert.equal(downloads, 1);
    assert.deepEqual(await entries(cache), ['fake-1']);
  }),
);

test('a set-up that was killed is repaired by the next run', { skip }, () =>
  withFolder(async (cache) => {
    const script = join(repository, 'tests/scripts/prefix-support.js');
    const killed = startNode([script, cache, 'hang']);
    await until(() => killed.output().includes('unpacked'), 20_000);
    killed.child.kill('SIGKILL');
    await killed.done;
    const left = await entries(cache);
    assert.ok(
      left.some((name) => name.startsWith('fake-1.tmp-')),
      left.join(),
    );
    assert.ok(left.includes('fake-1.lock'), left.join());

    const repaired = await startNode([script, cache, 'work']).done;
    assert.equal(repaired.code, 0, repaired.output);
    assert.match(repaired.output, /Removing an unfinished set-up/);
    assert.deepEqual(await entries(cache), ['fake-1']);
    assert.ok(existsSync(join(cache, 'fake-1/complete.json')));
  }),
);

test('a prefix without its stamp or with a missing file is made anew', { skip }, () =>
  withFolder(async (cache) => {
    const download = async (/** @type {unknown} */ _recipe, /** @type {string} */ state) => [
      await makePackage(state),
    ];
    const prefix = join(cache, 'fake-1');
    await mkdir(prefix);
    await writeFile(join(prefix, 'half'), '');
    await ensurePrefix(fakeRecipe(), { cache, download });
    assert.ok(!existsSync(join(prefix, 'half')));
    await rm(join(prefix, 'root/usr/share/tool/file'));
    await ensurePrefix(fakeRecipe(), { cache, download });
    assert.ok(existsSync(join(prefix, 'root/usr/share/tool/file')));
  }),
);

test('tools that do not work are not counted as set up', { skip }, () =>
  withFolder(async (cache) => {
    const download = async (/** @type {unknown} */ _recipe, /** @type {string} */ state) => [
      await makePackage(state),
    ];
    const broken = fakeRecipe();
    broken.verify = async () => {
      throw new Error('the trial failed');
    };
    await assert.rejects(ensurePrefix(broken, { cache, download }), /the trial failed/);
    assert.ok(!existsSync(join(cache, 'fake-1/complete.json')));
    await ensurePrefix(fakeRecipe(), { cache, download });
    assert.ok(existsSync(join(cache, 'fake-1/complete.json')));
  }),
);

test('a failed download leaves nothing behind', { skip }, () =>
  withFolder(async (cache) => {
    const download = () => Promise.reject(new Error('no network'));
    await assert.rejects(ensurePrefix(fakeRecipe(), { cache, download }), /no network/);
    assert.deepEqual(await entries(cache), []);
  }),
);

test('a package that is damaged is refused with the log', { skip }, () =>
  withFolder(async (cache) => {
    const download = async (/** @type {unknown} */ _recipe, /** @type {string} */ state) => {
      const file = await makePackage(state);
      execFileSync('truncate', ['-s', '150', file]);
      return [file];
    };
    await assert.rejects(
      ensurePrefix(fakeRecipe(), { cache, download }),
      /Unpacking .*fake-1\.log/s,
    );
    assert.deepEqual(await entries(cache), []);
  }),
);

test('of two set-ups at once one works and the other waits for it', { skip }, () =>
  withFolder(async (cache) => {
    const script = join(repository, 'tests/scripts/prefix-support.js');
    const both = [1, 2].map(() => startNode([script, cache, 'slow']).done);
    const results = await Promise.all(both);
    const outputs = results.map((result) => result.output);
    assert.deepEqual(
      results.map((result) => result.code),
      [0, 0],
      outputs.join('\n'),
    );
    assert.equal(outputs.filter((output) => output.includes('unpacked')).length, 1);
    assert.equal(outputs.filter((output) => output.includes('Waiting')).length, 1);
  }),
);
