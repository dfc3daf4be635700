import { buildEngine } from './engine.js';
import { withLock } from './lock.js';
import { ensureData } from './mnist.js';
import { ensureDependencies, requireNode } from './npm.js';
import { ensurePage } from './page.js';
import { inRepo } from './paths.js';
import { ensureToolchain } from './toolchain.js';

/**
 * Only one command at a time changes what is made inside the clone.
 * @template T
 * @param {() => Promise<T>} work
 */
export function withProjectLock(work) {
  return withLock(inRepo('build', '.lock'), 'this clone', work);
}

/**
 * Makes everything that serving needs, from a fresh clone on; each step does only what is missing.
 * @param {{ page?: boolean }} [options]
 */
export async function ensureProject({ page = true } = {}) {
  requireNode();
  await withProjectLock(async () => {
    await ensureDependencies();
    const tools = await ensureToolchain();
    await buildEngine(tools);
    await ensureData();
    if (page) await ensurePage();
  });
}
