import { rm, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { filesBelow, hashFiles, readIfThere, writeAtomically } from './files.js';
import { withProjectLock } from './lock.js';
import { inRepo } from './paths.js';
import { stage } from './stages.js';

/** Builds the page into dist/ unless it was built from just these sources. */
export function ensurePage() {
  return withProjectLock(buildPage);
}

async function buildPage() {
  const stamp = inRepo('build', 'page.json');
  const key = await sourcesKey();
  if ((await readIfThere(stamp)) === (await stampText(key))) return;
  await stage('Building the page', async () => {
    await rm(stamp, { force: true });
    const { build } = await import('vite');
    await build({ configFile: inRepo('vite.config.js'), logLevel: 'warn' });
    await writeAtomically(stamp, await stampText(key));
  });
}

async function sourcesKey() {
  const web = inRepo('web');
  // Of the data the manifest is enough: it holds the hash of each part.
  const sources = await filesBelow(web, (path) => !path.endsWith('.part'));
  const settings = ['package-lock.json', 'package.json', 'vite.config.js'];
  return hashFiles([...sources, ...settings.map((file) => inRepo(file))]);
}

/**
 * The sources' key with the list of what was made, to notice when a file of it is gone.
 * @param {string} key
 */
async function stampText(key) {
  const dist = inRepo('dist');
  const files = await filesBelow(dist);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return JSON.stringify({ key, files: files.map((file, i) => [relative(dist, file), sizes[i]]) });
}
