import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { filesBelow } from '../files.js';
import { inRepo } from '../paths.js';
import { run } from '../run.js';

const here = (/** @type {string} */ name) => inRepo('scripts', 'lib', 'package', name);

/**
 * Bundled libraries whose types the elements mention, and the file that stands for each.
 * @type {Record<string, string>}
 */
const SHIMS = { lit: 'lit', 'lit-html': 'lit', uplot: 'uplot' };

/**
 * Derives the types from the JSDoc. The package has no dependencies, so types of bundled libraries
 * are replaced by as much of them as the module mentions.
 *
 * @param {string} folder `types` in the package
 */
export async function writeTypes(folder) {
  const args = ['-p', here('tsconfig.json'), '--outDir', folder];
  await run(inRepo('node_modules', '.bin', 'tsc'), args, { name: 'types', what: 'tsc' });
  await copyDeclarations(folder);
  for (const name of new Set(Object.values(SHIMS))) {
    await copyFile(here(`shims/${name}.d.ts`), join(folder, `${name}.d.ts`));
  }
  for (const file of await filesBelow(folder)) await redirect(file, folder);
  await passOn(join(folder, 'index.d.ts'));
}

/** Declarations that are written by hand. @param {string} folder */
async function copyDeclarations(folder) {
  const module = inRepo('web', 'module');
  for (const file of await filesBelow(module, (path) => path.endsWith('.d.ts'))) {
    const target = join(folder, relative(module, file));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(file, target);
  }
}

/** What the compiler makes of a type that is imported in JSDoc. */
const ALIAS = /export type (\w+) = import\((['"])([^'"]+)\2\)\.\1;/g;

/** @param {string} file @param {string} folder */
async function redirect(file, folder) {
  const before = await readFile(file, 'utf8');
  const up = relative(dirname(file), folder) || '.';
  const after = before.replace(
    new RegExp(`(from |import\\()(['"])(${Object.keys(SHIMS).join('|')})\\2`, 'g'),
    (_, start, quote, name) => `${start}${quote}${up}/${SHIMS[name]}.js${quote}`,
  );
  if (after !== before) await writeFile(file, after);
}

/**
 * The types that the module's index passes on are declared as others of the same name; as exports
 * of the originals they keep their documentation.
 *
 * @param {string} file
 */
async function passOn(file) {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll(ALIAS, "export type { $1 } from '$3';"));
}
