import { runMain } from './lib/errors.js';
import { ensureProject } from './lib/project.js';
import { stopOnSignals } from './lib/run.js';
import { say } from './lib/stages.js';

await runMain(async () => {
  stopOnSignals();
  await ensureProject();
  say('Ready: the engine in web/module/wasm, the page in dist');
  return 0;
});
