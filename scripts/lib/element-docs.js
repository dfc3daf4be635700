import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFolder } from './package/pack.js';
import { inRepo } from './paths.js';
import { run } from './run.js';

const elementsFile = inRepo('web', 'module', 'elements', 'custom-elements.json');

/** @typedef {{name: string, description?: string, fieldName?: string}} Documented */

/**
 * As much of a declaration as is looked at here.
 *
 * @typedef {object} Declaration
 * @property {string} name
 * @property {string} [tagName]
 * @property {Documented[]} [attributes]
 * @property {Documented[]} [events]
 * @property {Documented[]} [members]
 */

/**
 * What users of an element are promised: attributes that it really has, and what is described.
 *
 * @param {Declaration} declaration
 * @param {string[]} observed the element's attributes
 */
function publicPart(declaration, observed) {
  const isDescribed = (/** @type {Documented} */ { description }) => Boolean(description);
  const attributes = (declaration.attributes ?? []).filter(({ name }) => observed.includes(name));
  return {
    ...declaration,
    attributes,
    events: (declaration.events ?? []).filter(isDescribed),
    members: (declaration.members ?? []).filter(isDescribed),
  };
}

/**
 * Names of the attributes among an element's properties, by Lit's rules.
 *
 * @param {Record<string, {state?: boolean, attribute?: string | boolean}>} properties
 */
const attributesOf = (properties) =>
  Object.entries(properties)
    .filter(([, { state, attribute }]) => !state && attribute !== false)
    .map(([name, { attribute }]) =>
      typeof attribute === 'string' ? attribute : name.toLowerCase(),
    );

/** @param {string} modules node_modules with the analyzer */
async function analyze(modules) {
  const folder = await mkdtemp(join(tmpdir(), 'convscope-elements-'));
  try {
    const cwd = inRepo('web', 'module');
    const program = join(modules, '@custom-elements-manifest', 'analyzer', 'cem.js');
    const args = ['analyze', '--litelement', '--globs', 'elements/*.js'];
    args.push('--outdir', relative(cwd, folder));
    await run(process.execPath, [program, ...args], { name: 'elements', what: 'analyzer', cwd });
    return JSON.parse(await readFile(join(folder, 'custom-elements.json'), 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The manifest of the documented elements, as a part of the packed module.
 *
 * @param {string} modules node_modules with the analyzer
 * @returns {Promise<import('./references.js').Reference>}
 */
export async function elementsReference(modules) {
  const { schemaVersion, modules: found } = await analyze(modules);
  const elements = await import(pathToFileURL(join(packageFolder, 'elements.js')).href);
  /** @type {Declaration[]} */
  const all = found.flatMap((/** @type {any} */ { declarations }) => declarations ?? []);
  const declarations = all
    .filter(({ tagName }) => tagName)
    .map((one) => publicPart(one, attributesOf(elements[one.name].properties)));
  const path = 'elements.js';
  const exports = declarations.flatMap(({ name, tagName }) => [
    { kind: 'js', name, declaration: { name, module: path } },
    { kind: 'custom-element-definition', name: tagName, declaration: { name, module: path } },
  ]);
  const manifest = {
    schemaVersion,
    readme: '',
    modules: [{ kind: 'javascript-module', path, declarations, exports }],
  };
  return { file: elementsFile, text: `${JSON.stringify(manifest, null, 2)}\n` };
}
