import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isStale, withLock } from '../../scripts/lib/lock.js';
import { startNode, withFolder } from './support.js';

const endedProcess = async () => {
  const run = startNode(['-e', '']);
  await run.done;
  return /** @type {number} */ (run.child.pid);
};

test('the lock is held during the work and released after it, also after a failure', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'lock');
    assert.equal(await withLock(file, 'it', async () => existsSync(file)), true);
    assert.equal(existsSync(file), false);
    await assert.rejects(
      withLock(file, 'it', () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(existsSync(file), false);
  }));

test('only one holds the lock at a time', () =>
  withFolder(async (folder) => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
    };
    const file = join(folder, 'lock');
    await Promise.all([1, 2, 3, 4].map(() => withLock(file, 'it', work)));
    assert.equal(most, 1);
  }));

test('the lock of a process that ended is taken over', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'lock');
    const holder = { pid: await endedProcess(), host: hostname(), started: null };
    await writeFile(file, JSON.stringify(holder));
    assert.equal(isStale(file), true);
    assert.equal(await withLock(file, 'it', async () => 'done'), 'done');
  }));

test('the lock of a running process is respected', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'lock');
    await withLock(file, 'it', async () => {
      assert.equal(isStale(file), false);
      const long = new Date(Date.now() - 3_600_000);
      await utimes(file, long, long);
      assert.equal(isStale(file), false);
    });
  }));

test('a process number that was given to another process does not keep the lock', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'lock');
    await withLock(file, 'it', async () => {
      const holder = JSON.parse(await readFile(file, 'utf8'));
      if (holder.started === null) return;
      await writeFile(file, JSON.stringify({ ...holder, started: '1' }));
      assert.equal(isStale(file), true);
    });
  }));

test('the lock of another machine is respected while it gives signs of life', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'lock');
    await writeFile(file, JSON.stringify({ pid: 1, host: 'elsewhere', started: null }));
    assert.equal(isStale(file), false);
    const long = new Date(Date.now() - 120_000);
    await utimes(file, long, long);
    assert.equal(isStale(file), true);
  }));
