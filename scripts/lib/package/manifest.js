import { assetsOf, entriesOf } from './entries.js';

/**
 * @typedef {object} RootManifest
 * @property {string} name
 * @property {string} version
 * @property {string} description
 * @property {string} license
 * @property {Record<string, string>} engines
 * @property {string[]} keywords
 * @property {Record<string, string>} exports
 */

/** What does something when it is merely imported: entries of workers, and the elements. */
const SIDE_EFFECTS = ['./worker.js', './elements.js', './wasm/convscope-threads.js'];

/**
 * The package.json that is published.
 *
 * @param {RootManifest} root
 */
export function manifestOf({ name, version, description, license, engines, keywords, exports }) {
  const scripts = entriesOf(exports).map(({ subpath, name: script, types }) => [
    subpath,
    { types: `./${types}`, default: `./${script}.js` },
  ]);
  return {
    name,
    version,
    description,
    keywords,
    license,
    type: 'module',
    engines,
    exports: { ...Object.fromEntries(scripts), ...assetsOf(exports) },
    types: './types/index.d.ts',
    sideEffects: SIDE_EFFECTS,
    customElements: './elements/custom-elements.json',
  };
}
