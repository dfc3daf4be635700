import { checks } from './lib/checks.js';
import { runMain } from './lib/errors.js';
import { ensureDependencies, requireNode } from './lib/npm.js';
import { stopOnSignals } from './lib/run.js';
import { say } from './lib/stages.js';
import { ensureToolchain } from './lib/toolchain.js';

/** Format, lint and types of all languages: what `npm test` also checks. */
await runMain(async () => {
  stopOnSignals();
  requireNode();
  await ensureDependencies();
  const tools = await ensureToolchain(['checks']);
  let failed = 0;
  for (const check of checks) {
    const problem = await check.run(tools);
    if (problem) {
      console.error(problem);
      failed += 1;
    }
    say(`${check.name}: ${problem ? 'FAILED' : 'ok'}`);
  }
  return failed === 0 ? 0 : 1;
});
