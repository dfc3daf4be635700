import { runMain } from './lib/errors.js';
import { stopOnSignals } from './lib/run.js';
import { ensureToolchain } from './lib/toolchain.js';

/** Sets up the tools (with --tests also those for the tests) and prints how to use them. */
await runMain(async () => {
  stopOnSignals();
  const tests = process.argv.includes('--tests');
  const tools = await ensureToolchain(tests ? ['native', 'checks', 'browser'] : []);
  const { EM_CONFIG, EM_NODE_JS } = tools.env;
  console.log(`\nexport PATH="${tools.emscripten}:$PATH"`);
  if (EM_CONFIG) console.log(`export EM_CONFIG="${EM_CONFIG}" EM_NODE_JS="${EM_NODE_JS}"`);
  console.log(`export CONVSCOPE_INCLUDE_DIR="${tools.include}"`);
  return 0;
});
