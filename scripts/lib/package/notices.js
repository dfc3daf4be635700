import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepo } from '../paths.js';

const folder = inRepo('scripts', 'lib', 'package', 'notices');

/** Texts for packages that are published without the file. */
const licences = inRepo('scripts', 'lib', 'package', 'licences');

const HEAD = `convscope contains parts of the works below, each under the licence that follows its name.
`;

/** `node_modules/lit-html/lit-html.js` lies in `node_modules/lit-html`. */
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * @param {string[]} files that were bundled, relative to the repository
 * @returns {string[]} folders of the npm packages among them
 */
export function packagesOf(files) {
  const found = files.map((file) => PACKAGE.exec(file)?.[1]);
  return [...new Set(found.filter((path) => path !== undefined))].sort();
}

/** @param {string} path of an npm package */
async function noticeOf(path) {
  const manifest = JSON.parse(await readFile(inRepo(path, 'package.json'), 'utf8'));
  const names = await readdir(inRepo(path));
  const own = names.find((name) => /^licen[cs]e/i.test(name));
  const kept = join(licences, `${manifest.name.replace('/', '+')}.txt`);
  const text = await readFile(own ? inRepo(path, own) : kept, 'utf8');
  return `# ${manifest.name} ${manifest.version} (${manifest.license})\n\n${text.trim()}\n`;
}

/**
 * The notices that the licences of bundled works ask for.
 *
 * @param {string[]} files that were bundled, relative to the repository
 */
export async function noticesFor(files) {
  const engine = await Promise.all(
    (await readdir(folder)).sort().map((name) => readFile(join(folder, name), 'utf8')),
  );
  const packages = await Promise.all(packagesOf(files).map(noticeOf));
  return [HEAD, ...engine, ...packages].map((text) => `${text.trim()}\n`).join('\n\n');
}
