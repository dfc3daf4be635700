import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import { loadEngine } from '../../web/module/index.js';
import {
  predictionsCsv,
  readCsvImages,
  readIdxImages,
  readNpyImages,
  readNpzImages,
  readPngImages,
  readPngZip,
  toIdx,
  writeCsv,
  writeNpy,
} from '../../web/module/interop/index.js';
import { own } from './support/interop.js';
import { mnistFile } from './support/mnist.js';
import { runTorch, sharedFolder, torchOptions } from './support/torch.js';

const engine = await loadEngine();
after(() => engine.dispose());

/** As many as it takes to have every digit. */
const COUNT = 64;
const pixels = (await mnistFile('t10k-images-idx3-ubyte')).slice(16, 16 + COUNT * 784);
const labels = (await mnistFile('t10k-labels-idx1-ubyte')).slice(8, 8 + COUNT);

describe('data that NumPy, gzip, zipfile and zlib wrote', torchOptions, () => {
  let folder = '';
  /** @param {string} name */
  const read = async (name) => new Uint8Array(await readFile(join(folder, name)));

  before(async () => {
    folder = await sharedFolder();
    const images = writeNpy({ shape: [COUNT, 28, 28], data: pixels });
    await writeFile(join(folder, 'images.npy'), images);
    await writeFile(join(folder, 'labels.npy'), writeNpy({ shape: [COUNT], data: labels }));
    await runTorch('datasets.py', 'write', folder);
  });

  /** @type {Record<string, () => Promise<import('../../web/module/interop/data/images.js').LabelledImages>>} */
  const readers = {
    IDX: async () => readIdxImages(await read('images.idx'), await read('labels.idx.gz')),
    'IDX, packed': async () =>
      readIdxImages(await read('images.idx.gz'), await read('labels.idx.gz')),
    '.npy': async () => readNpyImages(await read('images.npy'), await read('labels.npy')),
    '.npy of big-endian floats in columns': async () =>
      readNpyImages(await read('fortran.npy'), await read('labels_i4.npy')),
    '.npz': async () => readNpzImages(await read('keras.npz')),
    '.npz of doubles': async () =>
      readNpzImages(await read('floats.npz'), { images: 'x', labels: 'y' }),
    CSV: async () => readCsvImages(await read('plain.csv')),
    'CSV with a header, semicolons and CR LF': async () => readCsvImages(await read('header.csv')),
    'CSV with the label behind': async () =>
      readCsvImages(await read('last.csv'), { label: 'last', shape: [28, 28] }),
    'PNG, grey': async () => readPngZip(await read('grey.zip')),
    'PNG of 16 bits': async () => readPngZip(await read('deep.zip')),
    'PNG, colours': async () => readPngZip(await read('rgba.zip')),
    'PNG with a palette': async () => readPngZip(await read('palette.zip')),
  };

  for (const [name, reader] of Object.entries(readers)) {
    test(`${name} gives the same images`, async () => {
      const images = await reader();
      assert.equal(images.count, COUNT);
      assert.deepEqual(images.shape, [1, 28, 28]);
      assert.deepEqual(images.classes, [...'0123456789']);
      assert.deepEqual(sorted(images), sorted({ pixels, labels }));
    });
  }

  test('PNG of 2 bits gives the values that 2 bits have', async () => {
    const { pixels: coarse } = await readPngZip(await read('two_bits.zip'));
    assert.deepEqual(
      [...new Set(coarse)].sort((a, b) => a - b),
      [0, 85, 170, 255],
    );
  });
});

/** Images in the order of their labels, as the folders of a zip have them. @param {{pixels: Uint8Array, labels: Uint8Array}} images */
function sorted({ pixels, labels }) {
  const order = [...labels.keys()].sort((a, b) => labels[a] - labels[b] || a - b);
  return order.map((index) => ({
    label: labels[index],
    image: [...pixels.subarray(index * 784, (index + 1) * 784)],
  }));
}

test('the engine takes what was read', () => {
  const images = { shape: [1, 28, 28], count: COUNT, pixels, labels, classes: [...'0123456789'] };
  const dataset = own(engine.createDataset({ shape: images.shape, classes: 10, expected: COUNT }));
  const files = toIdx(images);
  assert.equal(dataset.append(files.images, files.labels), COUNT);
  assert.equal(dataset.at(7).label, labels[7]);
  assert.deepEqual(dataset.at(7).image, pixels.slice(7 * 784, 8 * 784));
});

test('a data set of floats gives floats back', () => {
  const values = Float32Array.of(-1.5, 0, 1e6, 0.25, 3, Number.NaN);
  const dataset = own(engine.createDataset({ shape: [3], classes: 2, expected: 2, floats: true }));
  dataset.appendInputs(values, Uint8Array.of(1, 0));
  const first = dataset.at(0);
  assert.deepEqual(dataset.at(1), { image: values.slice(3), label: 0 });
  assert.deepEqual(first, { image: values.slice(0, 3), label: 1 });
  assert.throws(() => dataset.at(2), { code: 'OutOfRange' });
});

describe('PNG in colour', () => {
  /** One line of pixels. @param {1 | 3 | 4} channels @param {number[]} values */
  const line = (channels, ...values) =>
    encode({ width: 2, height: 1, data: Uint8Array.from(values), channels, depth: 8 });
  /** @type {[string, Uint8Array][]} */
  const files = [
    ['warm/1.png', line(3, 255, 128, 0, 10, 20, 30)],
    ['warm/2.png', line(4, 200, 100, 50, 255, 200, 100, 50, 51)],
    ['cold/3.png', line(1, 7, 250)],
  ];
  const colours = [
    [7, 250, 7, 250, 7, 250],
    [255, 10, 128, 20, 0, 30],
    [200, 40, 100, 20, 50, 10],
  ];

  test('is three channels, if wanted', () => {
    const images = readPngImages(files, { channels: 3 });
    assert.deepEqual(images.shape, [3, 1, 2]);
    assert.deepEqual([...images.pixels], colours.flat());
    assert.deepEqual([...images.labels], [0, 1, 1]);
    const zip = zipSync(Object.fromEntries(files));
    assert.deepEqual(readPngZip(zip, { channels: 3 }), images);
  });

  test('is one channel of its brightness, if not', () => {
    const images = readPngImages(files);
    assert.deepEqual(images.shape, [1, 1, 2]);
    assert.deepEqual([...images.pixels], [7, 250, 151, 18, 124, 25]);
    assert.deepEqual(readPngZip(zipSync(Object.fromEntries(files))), images);
  });

  test('is taken by the engine, but by no IDX file', () => {
    const images = readPngImages(files, { channels: 3 });
    const { shape, count: expected } = images;
    const dataset = own(engine.createDataset({ shape, classes: 2, expected }));
    dataset.appendInputs(images.pixels, images.labels);
    assert.deepEqual([...dataset.at(1).image], colours[1]);
    assert.throws(() => toIdx(images), {
      code: 'InvalidData',
      message: 'IDX: expected images of 1 channel, got 3',
    });
  });

  test('has no other number of channels', () => {
    for (const channels of [0, 2, 4, /** @type {any} */ ('3')]) {
      assert.throws(() => readPngImages(files, { channels }), { code: 'InvalidOption' });
    }
  });
});

describe('results that NumPy and the csv module read', torchOptions, () => {
  test('predictions, curves and activations', async () => {
    const folder = join(await sharedFolder(), 'results');
    await mkdir(folder);
    const probabilities = Float32Array.of(0.25, 0.75, 0.5, 0.125);
    const classes = ['cat', 'a "dog", say'];
    const table = predictionsCsv({ probabilities, classes, labels: [1, 1] });
    const curve = [
      { step: 1, loss: 2.5 },
      { step: 2, loss: 0.1 },
    ];
    const activations = Float32Array.from({ length: 2 * 3 * 4 }, (_, i) => i / 7);
    await writeFile(join(folder, 'predictions.csv'), table);
    await writeFile(join(folder, 'curve.csv'), writeCsv(curve));
    await writeFile(join(folder, 'maps.npy'), writeNpy({ shape: [2, 3, 4], data: activations }));
    const found = JSON.parse(await runTorch('datasets.py', 'read', folder));
    assert.deepEqual(found['predictions.csv'], [
      {
        input: '0',
        prediction: 'a "dog", say',
        label: 'a "dog", say',
        p_cat: '0.25',
        'p_a "dog", say': '0.75',
      },
      {
        input: '1',
        prediction: 'cat',
        label: 'a "dog", say',
        p_cat: '0.5',
        'p_a "dog", say': '0.125',
      },
    ]);
    assert.deepEqual(found['curve.csv'], [
      { step: '1', loss: '2.5' },
      { step: '2', loss: '0.1' },
    ]);
    assert.deepEqual(found['maps.npy'], ['<f4', [2, 3, 4], [...activations]]);
  });
});
