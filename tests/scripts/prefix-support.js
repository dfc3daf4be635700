import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ensurePrefix } from '../../scripts/lib/prefix.js';

/** @typedef {import('../../scripts/lib/prefix.js').Recipe} Recipe */

/** @returns {Recipe} */
export function fakeRecipe() {
  return {
    name: 'fake-1',
    suite: 'none',
    packages: ['tool'],
    size: '1 kB',
    diskBytes: 1000,
    proof: ['root/usr/share/tool/file'],
    finish: async () => undefined,
    verify: async () => undefined,
  };
}

/**
 * Builds a tiny Debian package.
 * @param {string} state
 */
export async function makePackage(state) {
  const tree = join(state, 'tree');
  await mkdir(join(tree, 'DEBIAN'), { recursive: true });
  await mkdir(join(tree, 'usr/share/tool'), { recursive: true });
  await writeFile(
    join(tree, 'DEBIAN/control'),
    'Package: tool\nVersion: 1\nArchitecture: all\nMaintainer: a <a@example.org>\nDescription: a\n',
  );
  await writeFile(join(tree, 'usr/share/tool/file'), 'content');
  const file = join(state, 'tool_1_all.deb');
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', tree, file]);
  return file;
}

/**
 * As a process of its own: sets the fake prefix up, and then hangs, works or takes its time.
 * @param {string} cache
 * @param {string} way
 */
async function setUp(cache, way) {
  const recipe = fakeRecipe();
  recipe.finish = async () => {
    console.log('unpacked');
    if (way === 'hang') await sleep(60_000);
    if (way === 'slow') await sleep(700);
  };
  await ensurePrefix(recipe, { cache, download: async (_, state) => [await makePackage(state)] });
}

if (argv[1] === fileURLToPath(import.meta.url)) await setUp(argv[2], argv[3]);
