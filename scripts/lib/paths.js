import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/** @param {string[]} parts path inside the repository */
export const inRepo = (...parts) => join(root, ...parts);

export const logFolder = inRepo('build', 'logs');

/**
 * The folder for what is shared between clones, by the XDG rules.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function cacheFolder(env = process.env) {
  const base = env.XDG_CACHE_HOME;
  // The XDG specification says that a relative path must be ignored.
  const parent = base && isAbsolute(base) ? base : join(homedir(), '.cache');
  return join(parent, 'convscope');
}
