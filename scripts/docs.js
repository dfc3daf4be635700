import { parseArgs } from 'node:util';
import { buildEngine } from './lib/engine.js';
import { runMain } from './lib/errors.js';
import { writeAtomically } from './lib/files.js';
import { ensureDependencies, requireNode } from './lib/npm.js';
import { stopOnSignals } from './lib/run.js';
import { say } from './lib/stages.js';
import { ensureToolchain } from './lib/toolchain.js';

/**
 * Writes the references anew: of the layers from the engine's own schemas, of the module from its
 * types. With --check it only says which are out of date, by the engine as it was last built.
 */
await runMain(async () => {
  stopOnSignals();
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  requireNode();
  await ensureDependencies();
  if (!values.check) await buildEngine(await ensureToolchain());
  // Only now is there a module to read them from.
  const { makeReferences, staleFiles } = await import('./lib/references.js');
  const references = await makeReferences();
  const stale = await staleFiles(references);
  if (values.check) {
    for (const file of stale) say(`Out of date, run npm run docs: ${file}`);
    return stale.length === 0 ? 0 : 1;
  }
  for (const { file, text } of references) await writeAtomically(file, text);
  say(`Written anew: ${stale.join(', ') || 'nothing has changed'}`);
  return 0;
});
