import { buildEngine } from './engine.js';
import { ensureFashion } from './fashion.js';
import { ensureData } from './mnist.js';
import { ensureDependencies, requireNode } from './npm.js';
import { ensurePage } from './page.js';
import { ensureToolchain } from './toolchain.js';

/**
 * Makes everything that serving needs, from a fresh clone on; each step does only what is missing.
 * @param {{ page?: boolean }} [options]
 */
export async function ensureProject({ page = true } = {}) {
  requireNode();
  await ensureDependencies();
  await buildEngine(await ensureToolchain());
  await ensureData();
  await ensureFashion();
  if (page) await ensurePage();
}
