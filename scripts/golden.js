import { ensurePackages } from './lib/apt.js';
import { runMain, SetupError } from './lib/errors.js';
import { inRepo } from './lib/paths.js';
import { run, stopOnSignals } from './lib/run.js';
import { say } from './lib/stages.js';
import { thisSystem } from './lib/system.js';
import { findTorch } from './lib/torch.js';

/** @returns {Promise<string>} */
async function ensurePython() {
  const found = findTorch();
  if (found) return found;
  if (thisSystem().kind === 'debian') {
    await ensurePackages([{ package: 'python3-torch' }], 'golden data');
  }
  const installed = findTorch();
  if (installed) return installed;
  throw new SetupError(
    'The golden data are made with PyTorch. Install it so that python3 can import torch; on Debian it is the package python3-torch.',
  );
}

/** Makes the golden data of the engine's tests anew, from the cases in tests/golden. */
await runMain(async () => {
  stopOnSignals();
  const python = await ensurePython();
  // -B: no compiled files among the sources.
  const args = ['-B', inRepo('scripts', 'golden', 'main.py'), inRepo('tests', 'golden')];
  await run(python, args, { name: 'golden', what: 'Making the golden data', onLine: say });
  return 0;
});
