import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Links the header folders alone into one folder, so that no other header comes with them.
 * @param {string} folder
 * @param {Record<string, string>} headers where each folder of headers is
 */
export async function linkHeaders(folder, headers) {
  await mkdir(folder, { recursive: true });
  for (const [name, target] of Object.entries(headers)) {
    await rm(join(folder, name), { force: true });
    await symlink(target, join(folder, name));
  }
}

/**
 * The version that a header states in `#define` lines.
 * @param {string} file
 * @param {string[]} names macros of major, minor, …
 */
export async function headerVersion(file, names) {
  const text = await readFile(file, 'utf8');
  const parts = names.map((name) => new RegExp(`define\\s+${name}\\s+(\\d+)`).exec(text)?.[1]);
  return parts.every(Boolean) ? parts.join('.') : null;
}
