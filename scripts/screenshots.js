import { copyFile, mkdir } from 'node:fs/promises';
import { runMain } from './lib/errors.js';
import { inRepo } from './lib/paths.js';
import { ensureProject } from './lib/project.js';
import { stopOnSignals } from './lib/run.js';
import { servePage } from './lib/serve.js';
import { say } from './lib/stages.js';

/** The picture in the README. */
const readme = 'desktop-light-en-training.png';

await runMain(async () => {
  stopOnSignals();
  await ensureProject();
  const { takePictures } = await import('../tests/browser/support/gallery.js');
  const folder = inRepo('build', 'screenshots');
  const served = await servePage({ port: 0 });
  try {
    const files = await takePictures(served.url, folder);
    await mkdir(inRepo('.github'), { recursive: true });
    await copyFile(inRepo('build', 'screenshots', readme), inRepo('.github', 'screenshot.png'));
    say(`${files.length} pictures in build/screenshots`);
  } finally {
    await served.close();
  }
  return 0;
});
