import { existsSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.js';
import { lockKey } from './npm.js';
import { cacheFolder } from './paths.js';
import { run } from './run.js';
import { stage } from './stages.js';

/**
 * Installs npm packages that only some scripts want, outside the repository: nothing of the project
 * may come to depend on them.
 *
 * @param {string} source folder of the package.json and package-lock.json that name them
 * @param {{name: string, title: string}} options `name` of the folder and the log
 * @returns {Promise<string>} their node_modules
 */
export async function ensureInstalled(source, { name, title }) {
  const folder = join(cacheFolder(), `${name}-${lockKey(source).slice(0, 16)}`);
  const stamp = join(folder, 'complete');
  const modules = join(folder, 'node_modules');
  if (existsSync(stamp)) return modules;
  await withLock(`${folder}.lock`, title, async () => {
    if (existsSync(stamp)) return;
    await stage(`Installing ${title}`, async () => {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      for (const file of ['package.json', 'package-lock.json']) {
        await cp(join(source, file), join(folder, file));
      }
      const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
      await run('npm', args, { cwd: folder, name: `npm-${name}`, what: 'npm ci' });
      await writeFile(stamp, '');
    });
  });
  return modules;
}
