import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { downloads } from '../download.js';
import { packageFolder } from './pack.js';

const compress = promisify(brotliCompress);

/** Bytes of files of the package as a server with Brotli sends them. @param {Iterable<string>} files */
async function compressedBytes(files) {
  const sizes = await Promise.all(
    Array.from(files, async (file) => (await compress(await readFile(file))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * What is loaded with a script; parts that are imported when they are first needed are not.
 *
 * @param {string[]} names of scripts
 * @param {Set<string>} [found]
 * @returns {Promise<Set<string>>}
 */
async function loadedWith(names, found = new Set()) {
  for (const name of names) {
    const file = join(packageFolder, name);
    if (found.has(file)) continue;
    found.add(file);
    const script = await readFile(file, 'utf8');
    const imports = script.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([\w-]+\.js)"/g);
    await loadedWith(
      Array.from(imports, ([, other]) => other),
      found,
    );
  }
  return found;
}

/** The module without the elements, in the page and in its worker. */
const MODULE = ['index.js', 'worker.js'];

/** A part of the package, and how much of it a page downloads. @typedef {{part: string, bytes: number}} PartSize */

export const moduleBytes = async () => compressedBytes(await loadedWith(MODULE));

/**
 * Of the packed module, which must be there.
 *
 * @returns {Promise<PartSize[]>}
 */
export async function packageSizes() {
  const module = await loadedWith(MODULE);
  const engines = downloads.map(async ({ name, files }) => {
    const paths = files.map((file) => join(packageFolder, 'wasm', file));
    return { part: `engine, ${name}`, bytes: await compressedBytes(paths) };
  });
  const others = ['elements.js', 'interop.js'].map(async (name) => {
    const all = await loadedWith([name]);
    const bytes = await compressedBytes([...all].filter((file) => !module.has(file)));
    return { part: `${name.replace('.js', '')}, besides the module`, bytes };
  });
  const models = ['digits.json', 'digits.bin'].map((file) => join(packageFolder, 'models', file));
  return [
    ...(await Promise.all(engines)),
    { part: 'module, page and worker', bytes: await compressedBytes(module) },
    ...(await Promise.all(others)),
    { part: 'pretrained model', bytes: await compressedBytes(models) },
  ];
}
