import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import { ConvscopeError, loadEngine } from '../../web/module/index.js';
import {
  exportOnnx,
  importOnnx,
  readCsvImages,
  readIdxImages,
  readNpy,
  readNpzImages,
  readPngImages,
  readPngZip,
  readSafetensors,
  toIdx,
  weightsFromStateDict,
  writeNpy,
  writeSafetensors,
} from '../../web/module/interop/index.js';
import { encodeMessage } from '../../web/module/interop/protobuf.js';
import { createDisturbed, own } from './support/interop.js';
import { imageNetworks } from './support/interop-networks.js';
import { spoilt } from './support/mutations.js';
import { ints, onnxModel, weights } from './support/onnx-models.js';

const engine = await loadEngine();
after(() => engine.dispose());

const COUNT = 12;
const pixels = Uint8Array.from({ length: COUNT * 64 }, (_, i) => (i * 31) % 256);
const labels = Uint8Array.from({ length: COUNT }, (_, i) => i % 4);
const idx = toIdx({ shape: [1, 8, 8], count: COUNT, pixels, labels, classes: [...'0123'] });
const images = writeNpy({ shape: [COUNT, 8, 8], data: pixels });
const names = writeNpy({ shape: [COUNT], data: labels });
const png = encode({ width: 8, height: 8, data: pixels.subarray(0, 64), channels: 1, depth: 8 });
const csv = Array.from(labels, (label, i) =>
  [label, ...pixels.subarray(i * 64, i * 64 + 64)].join(),
);

/** A network and its files, made where a test can clean up. */
function makeModel() {
  const network = createDisturbed(engine, imageNetworks.classifier, 1);
  const saved = network.saveWeights();
  return { network, saved, onnx: exportOnnx(network.info, saved) };
}

/** @param {Uint8Array} file */
function importAndBuild(file) {
  const model = importOnnx(file);
  const network = engine.createNetwork(model.description);
  try {
    network.loadWeights(model.weights);
    network.forward(1);
  } finally {
    network.dispose();
  }
}

/** What reads files of each format, and a file that it reads. @type {Record<string, () => [Uint8Array, (file: Uint8Array) => unknown]>} */
const formats = {
  ONNX: () => [makeModel().onnx, importAndBuild],
  safetensors: () => [makeModel().saved, readSafetensors],
  'a state_dict': () => [makeModel().saved, weightsFromStateDict],
  'a checkpoint': () => {
    const { network, saved } = makeModel();
    return [saved, (file) => network.loadWeights(file)];
  },
  'IDX images': () => [idx.images, (file) => readIdxImages(file, idx.labels)],
  'IDX labels': () => [idx.labels, (file) => readIdxImages(idx.images, file)],
  gzip: () => [gzipSync(idx.images), (file) => readIdxImages(file, idx.labels)],
  '.npy': () => [images, readNpy],
  '.npz': () => [
    zipSync({ 'x_train.npy': images, 'y_train.npy': names }),
    (file) => readNpzImages(file),
  ],
  PNG: () => [png, (file) => readPngImages([['a/1.png', file]])],
  'a zip of PNG': () => [zipSync({ 'a/1.png': png, 'b/2.png': png }), readPngZip],
  CSV: () => [new TextEncoder().encode(csv.join('\n')), (file) => readCsvImages(file)],
};

const ROUNDS = 1000;

describe('spoilt files end in a typed error, or are read', () => {
  for (const [name, make] of Object.entries(formats)) {
    test(name, () => {
      const [file, read] = make();
      read(file);
      let refused = 0;
      const before = performance.now();
      for (const bad of spoilt(file, ROUNDS, 5)) {
        try {
          read(bad);
        } catch (error) {
          assert.ok(error instanceof ConvscopeError, String(/** @type {Error} */ (error).stack));
          assert.notEqual(error.code, 'Internal', error.message);
          refused += 1;
        }
      }
      assert.ok(refused > ROUNDS / 20, `${refused} of ${ROUNDS} were refused`);
      assert.ok(performance.now() - before < 60_000);
    });
    test(`${name}, cut off anywhere in its beginning`, () => {
      const [file, read] = make();
      for (let length = 0; length < Math.min(file.length, 200); ++length) {
        if (name === 'CSV' && length > 0) continue; // a shorter table is a table
        assert.throws(() => read(file.slice(0, length)), { name: 'ConvscopeError' }, `${length}`);
      }
    });
  }
});

/** @param {string} header @param {number} [claimed] bytes */
function safetensors(header, claimed = header.length) {
  const file = new Uint8Array(8 + header.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(claimed), true);
  file.set(new TextEncoder().encode(header), 8);
  return file;
}

/** @param {number} width @param {number} height @param {Uint8Array} of the picture */
function pngWithSides(width, height, of = png) {
  const file = of.slice();
  const view = new DataView(file.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return file;
}

/** A zip in whose directory a file is said to be of a size. @param {number} size */
function zipThatClaims(size) {
  const file = zipSync({ 'x_train.npy': images });
  const view = new DataView(file.buffer);
  const directory = view.getUint32(file.length - 6, true);
  view.setUint32(directory + 24, size, true);
  return file;
}

/** @param {number} size */
function gzipThatClaims(size) {
  const file = new Uint8Array(gzipSync(idx.images));
  new DataView(file.buffer).setUint32(file.length - 4, size, true);
  return file;
}

/** Many layers that share one weight. */
function manyFromFew() {
  const w = weights(1024, 1024);
  const names = Array.from({ length: 256 }, (_, i) => (i === 0 ? 'x' : `y${i - 1}`));
  return onnxModel(
    ['n', 1024],
    [
      ...names.map((name, i) => ({
        op: 'Gemm',
        in: [name, 'w'],
        ...(i === 0 ? { with: { w } } : {}),
      })),
      { op: 'Gemm', in: ['y255', 'w'] },
    ],
  );
}

/** A pool with so much more padding on one side that many windows have to be cut off. */
const croppedPool = () =>
  onnxModel(
    ['n', 65536, 200, 200],
    [
      {
        op: 'MaxPool',
        attributes: { kernel_shape: ints([63, 63]), pads: ints([0, 0, 31, 31]) },
      },
    ],
  );

/** @type {Record<string, () => unknown>} */
const hostile = {
  'a safetensors header of exabytes': () => readSafetensors(safetensors('{}', 2 ** 52)),
  'a safetensors tensor of exabytes': () =>
    readSafetensors(
      safetensors('{"a":{"dtype":"F32","shape":[4294967296,1048576],"data_offsets":[0,0]}}'),
    ),
  'safetensors tensors that share bytes': () => {
    const entry = '{"dtype":"U8","shape":[4],"data_offsets":[0,4]}';
    return readSafetensors(safetensors(`{"a":${entry},"b":${entry}}    `, 107));
  },
  'safetensors with bytes that belong to no tensor': () => {
    const header = '{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}';
    return readSafetensors(safetensors(`${header}12345`, header.length));
  },
  'safetensors with a gap between tensors': () => {
    const entry = (/** @type {number} */ at) =>
      `{"dtype":"U8","shape":[1],"data_offsets":[${at},${at + 1}]}`;
    const header = `{"a":${entry(0)},"b":${entry(2)}}`;
    return readSafetensors(safetensors(`${header}123`, header.length));
  },
  'a safetensors header nested deeply': () => readSafetensors(safetensors('['.repeat(1e6))),
  'an ONNX file of endless nodes': () => {
    const node = { node: [1, () => ({}), 'list'] };
    const graph = Array.from({ length: 2 ** 18 + 1 }, () => ({}));
    const type = { graph: [7, () => /** @type {any} */ (node)] };
    return importOnnx(encodeMessage(/** @type {any} */ (type), { graph: { node: graph } }));
  },
  'an ONNX node of endless inputs': () =>
    importOnnx(onnxModel(['n', 5], [{ op: 'Sum', in: new Array(200_000).fill('x') }])),
  'an ONNX file whose layers share one weight': () => importOnnx(manyFromFew()),
  'an ONNX file whose pool needs a kernel of gigabytes': () => importOnnx(croppedPool()),
  'an ONNX file of values that double': () =>
    importOnnx(
      onnxModel(
        ['n', 1000],
        Array.from({ length: 60 }, (_, i) => {
          const name = i === 0 ? 'x' : `y${i - 1}`;
          return { op: 'Concat', in: [name, name], attributes: { axis: { i: 1, type: 2 } } };
        }),
      ),
    ),
  'an ONNX initialiser of another file': () =>
    importOnnx(
      onnxModel(['n', 5], [{ op: 'Gemm', with: { w: { ...weights(5, 3), dataLocation: 1 } } }]),
    ),
  'an ONNX initialiser with too little data': () =>
    importOnnx(
      onnxModel(
        ['n', 5],
        [{ op: 'Gemm', with: { w: { ...weights(5, 3), dims: [2 ** 20, 2 ** 20] } } }],
      ),
    ),
  'an .npy file of petabytes': () => {
    const file = images.slice();
    const text = new TextDecoder('latin1').decode(file.subarray(10, 74));
    file.set(new TextEncoder().encode(text.replace('12, 8, 8', '99999999')), 10);
    return readNpy(file);
  },
  'IDX of petabytes': () => {
    const file = idx.images.slice();
    file.fill(0xff, 4, 16);
    return readIdxImages(file, idx.labels);
  },
  'gzip of 4 GB': () => readIdxImages(gzipThatClaims(2 ** 32 - 1), idx.labels),
  'gzip that is more than it says': () => readIdxImages(gzipThatClaims(10), idx.labels),
  'a zip of 4 GB': () => readNpzImages(zipThatClaims(2 ** 32 - 2)),
  'a zip that is more than it says': () => readNpzImages(zipThatClaims(10)),
  'a PNG of gigapixels': () => readPngImages([['a/1.png', pngWithSides(65535, 65535)]]),
  'a small PNG that unpacks to a large one': () => {
    const side = 4096;
    const large = encode({
      width: side,
      height: side,
      data: new Uint8Array(side * side),
      channels: 1,
    });
    return readPngImages([['a/1.png', pngWithSides(8, 8, new Uint8Array([...large, ...png]))]]);
  },
  'a PNG of too few pixels': () => readPngImages([['a/1.png', pngWithSides(64, 64)]]),
  'a CSV of other things': () => readCsvImages('label,a\n1,zebra\n'),
  'a CSV of rows of other lengths': () => readCsvImages('1,2\n1,2,3\n'),
  'a CSV of nothing': () => readCsvImages(''),
  'labels above 255': () => readCsvImages('256,1\n'),
  'pixels above 255': () => readCsvImages('1,256\n'),
};

describe('hostile files end in a typed error at once', () => {
  for (const [name, read] of Object.entries(hostile)) {
    test(name, () => {
      const before = process.memoryUsage().arrayBuffers;
      assert.throws(read, (error) => {
        assert.ok(error instanceof ConvscopeError, String(/** @type {Error} */ (error).stack));
        assert.notEqual(error.code, 'Internal', error.message);
        return true;
      });
      const grown = process.memoryUsage().arrayBuffers - before;
      assert.ok(grown < 1.5e8, `${grown} bytes more`);
    });
  }
});

test('weights that do not fit leave a network as it was', () => {
  const network = createDisturbed(engine, imageNetworks.classifier, 1);
  const before = network.saveWeights();
  const other = own(engine.createNetwork(imageNetworks.residual));
  assert.throws(() => network.loadWeights(weightsFromStateDict(other.saveWeights())), {
    code: 'InvalidCheckpoint',
  });
  assert.throws(() => network.loadWeights(writeSafetensors([])), { code: 'InvalidCheckpoint' });
  assert.deepEqual(network.saveWeights(), before);
});
