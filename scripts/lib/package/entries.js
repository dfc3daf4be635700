import { basename, dirname } from 'node:path';
import { inRepo } from '../paths.js';

/**
 * The repository's own package.json says which files can be imported, as sources; in the published
 * package they have been put together. `./elements` is an example: `web/module/elements/index.js`
 * becomes `elements.js`, with its types in `types/elements/index.d.ts`.
 *
 * @typedef {object} Entry
 * @property {string} subpath as in `exports`
 * @property {string} source absolute path
 * @property {string} name of the script, without `.js`
 * @property {string} types path in the package
 */

const MODULE = './web/module/';

/** @param {string} path below the module */
const nameOf = (path) =>
  dirname(path) !== '.' && basename(path) === 'index.js' ? dirname(path) : path.slice(0, -3);

/**
 * @param {Record<string, string>} exports
 * @returns {Entry[]}
 */
export function entriesOf(exports) {
  return Object.entries(exports)
    .filter(([, file]) => file.endsWith('.js'))
    .map(([subpath, file]) => {
      const path = file.slice(MODULE.length);
      return {
        subpath,
        source: inRepo(file),
        name: nameOf(path),
        types: `types/${path.slice(0, -3)}.d.ts`,
      };
    });
}

/**
 * Files that are published as they are.
 *
 * @param {Record<string, string>} exports
 * @returns {Record<string, string>}
 */
export function assetsOf(exports) {
  const assets = Object.entries(exports).filter(([, file]) => !file.endsWith('.js'));
  return Object.fromEntries(assets.map(([subpath, file]) => [subpath, file.replace(MODULE, './')]));
}
