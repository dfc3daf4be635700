import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { inRepo } from '../paths.js';

/** @typedef {import('./entries.js').Entry} Entry */

/**
 * The scripts of Emscripten are loaded when they are wanted, from where they are.
 * @type {import('esbuild').Plugin}
 */
const leaveEngineScripts = {
  name: 'leave-engine-scripts',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/wasm\// }, ({ path }) => ({ path, external: true }));
  },
};

/**
 * Puts the module together in one script an entry, beside each other so that the addresses of
 * `web/module/places.js` are right; what several need is in files of its own.
 *
 * @param {Entry[]} entries
 * @param {string} folder
 * @returns {Promise<string[]>} the files that were put together
 */
export async function bundle(entries, folder) {
  const { metafile } = await build({
    entryPoints: Object.fromEntries(entries.map(({ name, source }) => [name, source])),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    chunkNames: 'shared-[hash]',
    inject: [inRepo('scripts', 'lib', 'package', 'server-globals.js')],
    plugins: [leaveEngineScripts],
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
}

/**
 * Node's modules, asked for as the module itself does: bundlers for pages find no import that they
 * would have to follow.
 *
 * @type {[string, string][]}
 */
const REPLACEMENTS = [
  ['await import("module")', 'process.getBuiltinModule("node:module")'],
  ["(await import('worker_threads'))", "process.getBuiltinModule('node:worker_threads')"],
];

/**
 * @param {string} file of Emscripten
 * @param {string} target
 */
export async function copyEngineScript(file, target) {
  let text = await readFile(file, 'utf8');
  for (const [from, to] of REPLACEMENTS) text = text.replaceAll(from, to);
  if (/\bimport\s*\(/.test(text)) throw new Error(`${file} imports what no bundler should follow`);
  await writeFile(target, text);
}
