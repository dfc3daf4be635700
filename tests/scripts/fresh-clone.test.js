import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { repository } from './support.js';

/**
 * In a fresh clone there are no npm packages until a script has installed them: none may be needed
 * for it to start.
 */

/** @typedef {import('esbuild').Metafile} Metafile */

async function scriptFiles() {
  const { scripts } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  const files = Object.values(scripts).map((command) => /scripts\/\S+\.js/.exec(command)?.[0]);
  return [...new Set(files.filter((file) => file !== undefined))];
}

/** @param {string[]} files */
async function importsOf(files) {
  const { metafile } = await build({
    ...{ absWorkingDir: repository, entryPoints: files, outdir: 'build', write: false },
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', packages: 'external' },
    ...{ metafile: true, logLevel: 'silent' },
  });
  return metafile.inputs;
}

/**
 * @param {Metafile['inputs']} inputs
 * @param {string} file
 * @param {Set<string>} [seen]
 * @returns {string[]} packages that are loaded with the file, and through which
 */
function packagesOf(inputs, file, seen = new Set()) {
  if (seen.has(file)) return [];
  seen.add(file);
  const loaded = inputs[file].imports.filter(({ kind }) => kind === 'import-statement');
  return loaded.flatMap(({ path, external }) => {
    if (!external) return packagesOf(inputs, path, seen);
    return path.startsWith('node:') ? [] : [`${path} in ${file}`];
  });
}

test('no script needs an npm package to start', async () => {
  const files = await scriptFiles();
  assert.ok(files.includes('scripts/start.js') && files.includes('scripts/bench.js'));
  const inputs = await importsOf(files);
  for (const file of files) assert.deepEqual(packagesOf(inputs, file), [], file);
});
