import { spawnSync } from 'node:child_process';
import { ensurePackages } from './lib/apt.js';
import { runMain, SetupError } from './lib/errors.js';
import { inRepo } from './lib/paths.js';
import { run, stopOnSignals, which } from './lib/run.js';
import { say } from './lib/stages.js';
import { thisSystem } from './lib/system.js';

/** Debian's packages are seen by its own interpreter, which need not be the first on PATH. */
const interpreters = ['python3', '/usr/bin/python3'];

/** @returns {string | undefined} a Python that has PyTorch */
function findPython() {
  return interpreters
    .map((name) => which(name))
    .filter((file) => file !== null)
    .find((file) => spawnSync(file, ['-c', 'import torch']).status === 0);
}

/** @returns {Promise<string>} */
async function ensurePython() {
  const found = findPython();
  if (found) return found;
  if (thisSystem().kind === 'debian') {
    await ensurePackages([{ package: 'python3-torch' }], 'golden data');
  }
  const installed = findPython();
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
