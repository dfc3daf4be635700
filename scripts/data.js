import { runMain } from './lib/errors.js';
import { ensureFashion } from './lib/fashion.js';
import { ensureData } from './lib/mnist.js';
import { ensureDependencies } from './lib/npm.js';

await runMain(async () => {
  await ensureDependencies();
  await ensureData();
  await ensureFashion();
  return 0;
});
