import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/**
 * Writes a file so that it is there whole or not at all.
 * @param {string} file
 * @param {string | Uint8Array} content
 */
export async function writeAtomically(file, content) {
  const draft = `${file}.${process.pid}.new`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(draft, content);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {Promise<string | null>} null where there is no such file
 */
export async function readIfThere(file) {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return null;
  }
}

/**
 * All files below a folder, sorted; none where the folder is missing.
 * @param {string} folder
 * @param {(path: string) => boolean} [wanted] sees the path with `/`, relative to the folder
 * @returns {Promise<string[]>} absolute paths
 */
export async function filesBelow(folder, wanted = () => true) {
  /** @type {import('node:fs').Dirent[]} */
  let entries;
  try {
    entries = await readdir(folder, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => wanted(relative(folder, file).split(sep).join('/')))
    .sort();
}

/**
 * One hash over the names and contents of files.
 * @param {string[]} files
 * @param {string} [salt]
 */
export async function hashFiles(files, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const file of files) {
    const content = await readFile(file);
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
