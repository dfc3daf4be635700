import { runMain } from './lib/errors.js';
import { ensureData } from './lib/mnist.js';
import { ensureDependencies } from './lib/npm.js';

await runMain(async () => {
  await ensureDependencies();
  await ensureData();
  return 0;
});
