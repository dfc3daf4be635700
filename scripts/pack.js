import { relative } from 'node:path';
import { buildEngine } from './lib/engine.js';
import { runMain } from './lib/errors.js';
import { ensureDependencies, requireNode } from './lib/npm.js';
import { root } from './lib/paths.js';
import { stopOnSignals } from './lib/run.js';
import { say } from './lib/stages.js';
import { ensureToolchain } from './lib/toolchain.js';

/** Makes the npm package that is published. */
await runMain(async () => {
  stopOnSignals();
  requireNode();
  await ensureDependencies();
  await buildEngine(await ensureToolchain());
  // Only now are the bundler and the engine's files there.
  const { ensurePackage } = await import('./lib/package/pack.js');
  say(`Ready to publish: ${relative(root, await ensurePackage())}`);
  const { packageSizes } = await import('./lib/package/sizes.js');
  for (const { part, bytes } of await packageSizes()) {
    say(`  ${part.padEnd(36)} ${(bytes / 1000).toFixed(1).padStart(6)} KB (Brotli)`);
  }
  return 0;
});
