import { downloadBytes, downloads } from './lib/download.js';
import { runMain } from './lib/errors.js';
import { ensureProject } from './lib/project.js';
import { stopOnSignals } from './lib/run.js';
import { say } from './lib/stages.js';

await runMain(async () => {
  stopOnSignals();
  await ensureProject();
  for (const { name, files } of downloads) {
    const kilobytes = (await downloadBytes(files)) / 1000;
    say(`The engine, ${name}: ${kilobytes.toFixed(1)} KB to download (Brotli)`);
  }
  say('Ready: the engine in web/module/wasm, the page in dist');
  return 0;
});
