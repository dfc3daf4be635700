import { buildEngine } from './lib/engine.js';
import { runMain } from './lib/errors.js';
import { writeAtomically } from './lib/files.js';
import { layerDocs } from './lib/layer-docs.js';
import { ensureDependencies, requireNode } from './lib/npm.js';
import { inRepo } from './lib/paths.js';
import { stopOnSignals } from './lib/run.js';
import { say } from './lib/stages.js';
import { ensureToolchain } from './lib/toolchain.js';

/** Writes the references anew: of the layers from the engine's own schemas, of the module from its types. */
await runMain(async () => {
  stopOnSignals();
  requireNode();
  await ensureDependencies();
  await buildEngine(await ensureToolchain());
  // Only now is there a module to read them from.
  const { readSchemas } = await import('./lib/schemas.js');
  const file = inRepo('engine', 'LAYERS.md');
  await writeAtomically(file, layerDocs(await readSchemas()));
  say(`Written: ${file}`);
  const { ensureReaders, referenceFile, writeReference } = await import('./lib/reference.js');
  const { elementsFile, writeElementsManifest } = await import('./lib/element-docs.js');
  const readers = await ensureReaders();
  await writeReference(readers);
  await writeElementsManifest(readers);
  say(`Written: ${referenceFile} and ${elementsFile}`);
  return 0;
});
