import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { filesBelow, hashFiles, readIfThere, writeAtomically } from '../files.js';
import { withProjectLock } from '../lock.js';
import { inRepo } from '../paths.js';
import { run } from '../run.js';
import { stage } from '../stages.js';
import { bundle, copyEngineScript } from './bundle.js';
import { entriesOf } from './entries.js';
import { manifestOf } from './manifest.js';
import { noticesFor } from './notices.js';
import { writeTypes } from './types.js';

/** What will be published, unpacked. */
export const packageFolder = inRepo('build', 'package');

/** Files of the module that are published as they are. */
const ASSETS = /^(wasm\/.*\.wasm|models\/.*|elements\/custom-elements\.json)$/;
const ENGINE_SCRIPTS = /^wasm\/.*\.js$/;

/**
 * Makes the npm package, unless it was made from just these files.
 *
 * @returns {Promise<string>} the archive, as `npm pack` made it
 */
export function ensurePackage() {
  return withProjectLock(async () => {
    const archive = inRepo('build', `${await archiveName()}`);
    const stamp = inRepo('build', 'packed.json');
    const key = await sourcesKey();
    const there = (await readIfThere(archive)) !== null;
    if (there && (await readIfThere(stamp)) === key) return archive;
    await stage('Packing the npm module', async () => {
      await rm(stamp, { force: true });
      await writePackage();
      const args = ['pack', '--silent', '--pack-destination', inRepo('build')];
      await run('npm', args, { name: 'pack', what: 'npm pack', cwd: packageFolder });
      await writeAtomically(stamp, key);
    });
    return archive;
  });
}

const rootManifest = async () => JSON.parse(await readFile(inRepo('package.json'), 'utf8'));

async function archiveName() {
  const { name, version } = await rootManifest();
  return `${name}-${version}.tgz`;
}

async function sourcesKey() {
  const sources = await filesBelow(inRepo('web', 'module'));
  const scripts = await filesBelow(inRepo('scripts', 'lib', 'package'));
  const others = ['package.json', 'package-lock.json', 'README.md', 'LICENSE'];
  return hashFiles([...sources, ...scripts, ...others.map((file) => inRepo(file))]);
}

async function writePackage() {
  await rm(packageFolder, { recursive: true, force: true });
  const manifest = await rootManifest();
  const bundled = await bundle(entriesOf(manifest.exports), packageFolder);
  await copyAssets();
  await writeTypes(join(packageFolder, 'types'));
  await writeFile(join(packageFolder, 'THIRD-PARTY-NOTICES.txt'), await noticesFor(bundled));
  for (const file of ['LICENSE', 'README.md', 'web/module/API.md']) {
    await copyFile(inRepo(file), join(packageFolder, basename(file)));
  }
  const text = JSON.stringify(manifestOf(manifest), null, 2);
  await writeFile(join(packageFolder, 'package.json'), `${text}\n`);
}

async function copyAssets() {
  const module = inRepo('web', 'module');
  for (const name of ['wasm', 'models', 'elements']) await mkdir(join(packageFolder, name));
  for (const file of await filesBelow(module, (path) => ASSETS.test(path))) {
    await copyFile(file, join(packageFolder, file.slice(module.length + 1)));
  }
  for (const file of await filesBelow(module, (path) => ENGINE_SCRIPTS.test(path))) {
    await copyEngineScript(file, join(packageFolder, 'wasm', basename(file)));
  }
}
