import { readFile } from 'node:fs/promises';
import * as schemas from '../../web/module/schemas.js';
import { elementsReference } from './element-docs.js';
import { layerDocs } from './layer-docs.js';
import { ensurePackage } from './package/pack.js';
import { inRepo } from './paths.js';
import { ensureReaders, moduleReference } from './reference.js';

/** A file that is made from the sources, and what is to be in it. @typedef {{file: string, text: string}} Reference */

/**
 * The references of the layers, the module and its elements, from the engine and the sources as
 * they are.
 *
 * @returns {Promise<Reference[]>}
 */
export async function makeReferences() {
  const readers = await ensureReaders();
  await ensurePackage();
  return Promise.all([
    { file: inRepo('engine', 'LAYERS.md'), text: layerDocs(schemas) },
    moduleReference(readers),
    elementsReference(readers),
  ]);
}

/** @param {Reference[]} references @returns {Promise<string[]>} the files that say something else */
export async function staleFiles(references) {
  const stale = await Promise.all(
    references.map(async ({ file, text }) => ((await readFile(file, 'utf8')) === text ? [] : file)),
  );
  return stale.flat();
}
