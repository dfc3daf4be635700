import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
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
 * Elements and interop take the module as any user does, so that it is there once, however it is
 * imported.
 * @type {import('esbuild').Plugin}
 */
const leaveModule = {
  name: 'leave-module',
  setup({ onResolve }) {
    const filter = /^(\.\.\/)+(index|errors)\.js$/;
    onResolve({ filter }, () => ({ path: './index.js', external: true }));
  },
};

/** @type {import('esbuild').BuildOptions & {metafile: true}} */
const COMMON = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

const APART = ['elements', 'interop'];

/** @param {Entry[]} entries */
const pointsOf = (entries) => Object.fromEntries(entries.map(({ name, source }) => [name, source]));

/**
 * Puts the module together in one script an entry, beside each other so that the addresses of
 * `web/module/places.js` are right; what several need is in files of its own.
 *
 * @param {Entry[]} entries
 * @param {string} folder
 * @returns {Promise<string[]>} the files that were put together
 */
export async function bundle(entries, folder) {
  const isApart = (/** @type {Entry} */ { name }) => APART.includes(name);
  const module = await build({
    ...COMMON,
    entryPoints: pointsOf(entries.filter((entry) => !isApart(entry))),
    outdir: folder,
    splitting: true,
    chunkNames: 'shared-[hash]',
    plugins: [leaveEngineScripts],
  });
  const apart = await Promise.all(
    entries.filter(isApart).map((entry) =>
      build({
        ...COMMON,
        entryPoints: pointsOf([entry]),
        outdir: folder,
        splitting: true,
        chunkNames: `${entry.name}-[hash]`,
        inject: [inRepo('scripts', 'lib', 'package', 'server-globals.js')],
        plugins: [leaveModule],
      }),
    ),
  );
  for (const { name } of entries.filter(isApart)) {
    await announceParts(join(folder, `${name}.js`), partsOf(module.metafile, 'index.js'));
  }
  return [module, ...apart].flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

/**
 * What a script is loaded with.
 *
 * @param {import('esbuild').Metafile} metafile
 * @param {string} name
 */
function partsOf({ outputs }, name) {
  const [, output] = Object.entries(outputs).find(([path]) => basename(path) === name) ?? [];
  const parts = output?.imports.filter(
    ({ kind, external }) => kind === 'import-statement' && !external,
  );
  return (parts ?? []).map(({ path }) => basename(path));
}

/**
 * Browsers learn of the parts of `index.js` from the script itself, not only once that is there:
 * one journey less to the server.
 *
 * @param {string} file
 * @param {string[]} parts
 */
async function announceParts(file, parts) {
  const imports = parts.map((part) => `import"./${part}";`).join('');
  await writeFile(file, imports + (await readFile(file, 'utf8')));
}

/**
 * Node's modules, asked for as the module itself does: bundlers for pages find no import that they
 * would have to follow. Emscripten writes `await import(…)`, which minified is `await(import(…))`.
 */
const NODE_IMPORT = /\bawait( |\()import\((["'`])(module|worker_threads)\2\)/g;

/**
 * @param {string} file of Emscripten
 * @param {string} target
 */
export async function copyEngineScript(file, target) {
  const script = await readFile(file, 'utf8');
  const text = script.replace(
    NODE_IMPORT,
    (_all, opening, _quote, name) => `${opening}process.getBuiltinModule('node:${name}')`,
  );
  if (/\bimport\s*\(/.test(text)) throw new Error(`${file} imports what no bundler should follow`);
  await writeFile(target, text);
}
