import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from './package/pack.js';
import { inRepo } from './paths.js';
import { run } from './run.js';
import { ensureInstalled } from './side-install.js';

const source = inRepo('scripts', 'docs');

const referenceFile = inRepo('web', 'module', 'API.md');

/** What the types are read with: nothing but a browser's own. */
const COMPILER = {
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  strict: true,
  skipLibCheck: true,
  types: [],
  lib: ['es2023', 'dom', 'dom.iterable', 'esnext.disposable'],
};

/** What reads types and elements; installed when it is wanted. @returns {Promise<string>} */
export const ensureReaders = () =>
  ensureInstalled(source, { name: 'docs', title: 'what writes the references' });

/**
 * The reference of the npm module, from the types that are published with it.
 *
 * @param {string} modules node_modules with what reads them
 * @returns {Promise<import('./references.js').Reference>}
 */
export async function moduleReference(modules) {
  const folder = await mkdtemp(join(tmpdir(), 'convscope-reference-'));
  try {
    const entry = join(packageFolder, 'types', 'index.d.ts');
    const project = join(folder, 'tsconfig.json');
    await writeFile(project, JSON.stringify({ compilerOptions: COMPILER, files: [entry] }));
    // Plugins are looked for from where the settings are.
    const settings = join(modules, '..', 'typedoc.json');
    await copyFile(join(source, 'typedoc.json'), settings);
    const program = join(modules, 'typedoc', 'bin', 'typedoc');
    const args = ['--options', settings, '--tsconfig', project, '--out', join(folder, 'out')];
    const all = [program, ...args, '--entryPoints', entry];
    await run(process.execPath, all, { name: 'reference', what: 'typedoc' });
    const text = await readFile(join(folder, 'out', 'API.md'), 'utf8');
    return { file: referenceFile, text };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
