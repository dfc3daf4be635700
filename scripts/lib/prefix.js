import { existsSync, statfsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SetupError } from './errors.js';
import { withLock } from './lock.js';
import { cacheFolder } from './paths.js';
import { downloadPackages } from './private-apt.js';
import { run } from './run.js';
import { say, stage } from './stages.js';

/**
 * A set of packages of a newer Debian, unpacked into a folder of the user's cache.
 * @typedef {object} Recipe
 * @property {string} name changes whenever what is made changes
 * @property {string} suite
 * @property {string[]} packages
 * @property {string} size what the download is about, for the user
 * @property {number} diskBytes room needed while building
 * @property {string[]} proof files that a complete prefix has
 * @property {(folder: string, final: string) => Promise<void>} finish
 * @property {(folder: string) => Promise<void>} verify
 */

const stampName = 'complete.json';

/**
 * The folder of a recipe's result, built first when it is not there or not whole.
 * @param {Recipe} recipe
 * @param {{ cache?: string, download?: typeof downloadPackages }} [options]
 * @returns {Promise<string>}
 */
export async function ensurePrefix(recipe, options = {}) {
  const { cache = cacheFolder(), download = downloadPackages } = options;
  const final = join(cache, recipe.name);
  if (isComplete(recipe, final)) return final;
  await withLock(join(cache, `${recipe.name}.lock`), recipe.name, async () => {
    if (isComplete(recipe, final)) return;
    await removeLeftovers(recipe, cache);
    await build(recipe, cache, final, download);
  });
  return final;
}

/**
 * @param {Recipe} recipe
 * @param {string} final
 */
export function isComplete(recipe, final) {
  return [stampName, ...recipe.proof].every((file) => existsSync(join(final, file)));
}

/**
 * The lock is held, so temporary folders belong to runs that were killed.
 * @param {Recipe} recipe
 * @param {string} cache
 */
async function removeLeftovers(recipe, cache) {
  for (const entry of await readdir(cache)) {
    const left = entry.startsWith(`${recipe.name}.tmp-`) || entry === recipe.name;
    if (!left) continue;
    say(`Removing an unfinished set-up: ${entry}`);
    await rm(join(cache, entry), { recursive: true, force: true });
  }
}

/**
 * @param {Recipe} recipe
 * @param {string} cache
 * @param {string} final
 * @param {typeof downloadPackages} download
 */
async function build(recipe, cache, final, download) {
  checkRoom(recipe, cache);
  const folder = await mkdtemp(join(cache, `${recipe.name}.tmp-`));
  try {
    const log = join(cache, `${recipe.name}.log`);
    const files = await download(recipe, join(folder, 'apt'), log);
    await stage('Unpacking', (note) => unpack(files, join(folder, 'root'), log, note));
    await rm(join(folder, 'apt'), { recursive: true });
    await recipe.finish(folder, final);
    await rename(folder, final);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  await stage('Checking the tools', () => recipe.verify(final));
  const record = { packages: recipe.packages, made: new Date().toISOString() };
  const stamp = join(final, stampName);
  await writeFile(`${stamp}.new`, JSON.stringify(record));
  await rename(`${stamp}.new`, stamp);
}

/**
 * @param {Recipe} recipe
 * @param {string} cache
 */
function checkRoom(recipe, cache) {
  const { bavail, bsize } = statfsSync(cache);
  if (bavail * bsize >= recipe.diskBytes) return;
  const gigabytes = (recipe.diskBytes / 1e9).toFixed(1);
  throw new SetupError(
    `The set-up needs ${gigabytes} GB in ${cache}; less is free there. Make room, or set XDG_CACHE_HOME to a folder on another disk.`,
  );
}

/**
 * @param {string[]} files
 * @param {string} target
 * @param {string} log
 * @param {(detail: string) => void} note
 */
async function unpack(files, target, log, note) {
  await mkdir(target, { recursive: true });
  for (const file of files) {
    const what = `Unpacking ${basename(file)}`;
    note(what);
    await run('dpkg', ['-x', file, target], { log, append: true, what });
    await rm(file);
  }
}
