import { existsSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../lib/lock.js';
import { lockKey } from '../lib/npm.js';
import { cacheFolder, inRepo } from '../lib/paths.js';
import { run } from '../lib/run.js';
import { stage } from '../lib/stages.js';

/**
 * Installs the other engines as they are locked beside this file, outside the repository: nothing
 * of the project may come to depend on them.
 *
 * @returns {Promise<string>} their node_modules
 */
export async function ensurePeers() {
  const source = inRepo('scripts', 'bench', 'peers');
  const folder = join(cacheFolder(), `bench-peers-${lockKey(source).slice(0, 16)}`);
  const stamp = join(folder, 'complete');
  const modules = join(folder, 'node_modules');
  if (existsSync(stamp)) return modules;
  await withLock(`${folder}.lock`, 'the engines to compare with', async () => {
    if (existsSync(stamp)) return;
    await stage('Installing the engines to compare with', async () => {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      for (const file of ['package.json', 'package-lock.json']) {
        await cp(join(source, file), join(folder, file));
      }
      const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
      await run('npm', args, { cwd: folder, name: 'npm-bench-peers', what: 'npm ci' });
      await writeFile(stamp, '');
    });
  });
  return modules;
}
