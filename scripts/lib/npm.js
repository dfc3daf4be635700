import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { SetupError } from './errors.js';
import { withProjectLock } from './lock.js';
import { inRepo, root } from './paths.js';
import { run } from './run.js';
import { stage } from './stages.js';
import { isAtLeast } from './versions.js';

const minimumNode = '20.19.0';

/** The page's build tool does not start with an older Node; better said at once. */
export function requireNode(version = process.versions.node) {
  if (isAtLeast(version, minimumNode)) return;
  throw new SetupError(`Node ${minimumNode} or newer is needed; this is Node ${version}.`);
}

/**
 * Identifies what `npm ci` would install here.
 * @param {string} [folder]
 */
export function lockKey(folder = root) {
  const lock = readFileSync(`${folder}/package-lock.json`);
  const machine = `${process.platform} ${process.arch}`;
  return createHash('sha256').update(machine).update(lock).digest('hex');
}

/**
 * Installs the locked npm dependencies unless exactly these are there already.
 */
export async function ensureDependencies() {
  if (isInstalled()) return;
  await withProjectLock(async () => {
    if (isInstalled()) return;
    await stage('Installing the locked npm dependencies', async () => {
      await run('npm', ['ci', '--no-audit', '--no-fund'], { name: 'npm', what: 'npm ci' });
      await writeFile(stamp, lockKey());
    });
  });
}

const stamp = inRepo('node_modules', '.convscope-lock');

/** Written last, so that it is missing after an installation that was cut short. */
const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === lockKey();
