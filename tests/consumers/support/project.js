/** Projects that have the packed module installed, and nothing else of this repository. */

import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePackage } from '../../../scripts/lib/package/pack.js';
import { inRepo } from '../../../scripts/lib/paths.js';
import { run } from '../../../scripts/lib/run.js';

/** Consumers of the package, each a folder beside this one. */
export const folderOf = (/** @type {string} */ name) => inRepo('tests', 'consumers', name);

/**
 * A copy of the consumer in a folder from which no other package can be reached.
 *
 * @param {string} name
 * @returns {Promise<{root: string, remove: () => Promise<void>}>}
 */
export async function createProject(name) {
  const root = await mkdtemp(join(tmpdir(), `convscope-${name}-`));
  await cp(folderOf('shared'), root, { recursive: true });
  await cp(folderOf(name), root, { recursive: true });
  await install(root);
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}

/** As `npm install` of the archive would, which has no dependencies. @param {string} root */
async function install(root) {
  const folder = join(root, 'node_modules', 'convscope');
  await mkdir(folder, { recursive: true });
  const args = ['-xzf', await ensurePackage(), '--strip-components=1', '-C', folder];
  await run('tar', args, { name: 'unpack', what: 'tar' });
}

/** @param {string} folder */
export const manifestIn = async (folder) =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
