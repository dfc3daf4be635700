import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../web/module/index.js';
import { importOnnx } from '../../web/module/interop/onnx/import.js';
import { modelProto } from '../../web/module/interop/onnx/schema.js';
import { decodeMessage, encodeMessage } from '../../web/module/interop/protobuf.js';
import { compareImported, createImported } from './support/onnx-import.js';
import {
  float,
  indices,
  int,
  ints,
  onnxModel,
  scalar,
  variances,
  weights,
} from './support/onnx-models.js';

/** Models as other programs write them: of any version, with any names, with values in any form. */

/** @typedef {import('./support/onnx-models.js').NodeText} NodeText */
/** @typedef {import('../../web/module/interop/protobuf.js').Message} Message */

const engine = await loadEngine();
after(() => engine.dispose());

/** @param {number} version @returns {Message} */
const opset = (version) => ({ opsetImport: [{ domain: '', version }], irVersion: 8 });

/**
 * A small classifier with the operators whose form has changed over the versions.
 *
 * @param {number} version of the operators
 * @returns {NodeText[]}
 */
function classifier(version) {
  const pool = { kernel_shape: ints([3, 3]), strides: ints([2, 2]), pads: ints([1, 1, 1, 1]) };
  /** @type {Record<string, Message>} */
  const ceil = version >= 10 ? { ceil_mode: int(1) } : {};
  /** @type {Record<string, Message>} */
  const spatial = version < 9 ? { spatial: int(1) } : {};
  const pads = [0, 0, 1, 0, 0, 0, 0, 2];
  return [
    version < 11
      ? { op: 'Pad', attributes: { pads: ints(pads) } }
      : { op: 'Pad', with: { pads: indices(...pads) } },
    { op: 'Conv', with: { w: weights(4, 2, 3, 3), b: weights(4) } },
    {
      op: 'BatchNormalization',
      with: { scale: weights(4), shift: weights(4), mean: weights(4), variance: variances(4) },
      attributes: { epsilon: float(1e-3), ...spatial },
    },
    { op: 'LeakyRelu' },
    { op: 'MaxPool', attributes: { ...pool, ...ceil } },
    { op: 'AveragePool', attributes: { ...pool, ...ceil, count_include_pad: int(1) } },
    version < 12
      ? { op: 'Dropout', attributes: { ratio: float(0.3) }, out: ['y6', 'mask'] }
      : { op: 'Dropout', with: { ratio: scalar(0.3) }, out: ['y6', 'mask'] },
    version < 18
      ? { op: 'ReduceMean', attributes: { axes: ints([2, 3]) } }
      : { op: 'ReduceMean', with: { axes: indices(2, 3) } },
    version < 13
      ? { op: 'Squeeze', attributes: { axes: ints([2, 3]) } }
      : { op: 'Squeeze', with: { squeezed: indices(2, 3) } },
    {
      op: 'Gemm',
      with: { fc: weights(5, 4), fcBias: weights(1, 5) },
      attributes: { transB: int(1), alpha: float(0.5), beta: float(2) },
    },
    { op: 'Softmax' },
  ];
}

describe('operators of every version', () => {
  for (let version = 7; version <= 22; ++version) {
    test(`opset ${version}`, () =>
      compareImported(engine, ['n', 2, 9, 7], classifier(version), opset(version)));
  }

  test('a softmax of all channels and pixels, as before opset 13, is refused by name', () => {
    const old = onnxModel(['n', 2, 9, 7], [{ op: 'Softmax' }], opset(11));
    assert.throws(() => importOnnx(old), {
      code: 'Unsupported',
      message: /^Softmax\(Softmax_0\): attribute axis/,
    });
  });

  test('a normalisation for every pixel, as before opset 9, is refused by name', () => {
    const each = () => weights(2, 3, 3);
    const constants = { s: each(), b: each(), m: each(), v: variances(2, 3, 3) };
    const attributes = { spatial: int(0) };
    const nodes = [{ op: 'BatchNormalization', with: constants, attributes }];
    assert.throws(() => importOnnx(onnxModel(['n', 2, 3, 3], nodes, opset(8))), {
      code: 'Unsupported',
      message: /^BatchNormalization\(BatchNormalization_0\): attribute spatial/,
    });
  });
});

describe('inputs of any size', () => {
  const shapes = [
    [1, 1, 1, 1],
    [2, 3, 1, 17],
    [1, 64, 2, 2],
    [3, 1, 28, 28],
    [1, 1],
    ['n', 300],
  ];
  for (const shape of shapes) {
    for (const op of ['Relu', 'Softmax', 'Flatten', 'Gelu']) {
      test(`${op} of [${shape}]`, () => compareImported(engine, shape, [{ op }]));
    }
  }
});

/** Values of a constant in every form that a file can have. @type {Record<string, () => Message>} */
const forms = {
  'raw floats': () => weights(3, 2, 3, 3),
  'a list of floats': () => variances(3, 2, 3, 3),
};
const halves = Uint16Array.from({ length: 54 }, (_, i) => 0x3400 + ((i * 97) % 0x700));

describe('constants', () => {
  const image = ['n', 2, 9, 7];
  for (const [name, make] of Object.entries(forms)) {
    test(name, () => compareImported(engine, image, [{ op: 'Conv', with: { w: make() } }]));
  }
  const float16 = { dims: [3, 2, 3, 3], dataType: 10 };
  /** @type {Record<string, Message>} */
  const others = {
    'raw halves': { ...float16, rawData: new Uint8Array(halves.buffer) },
    'a list of halves': { ...float16, int32Data: [...halves] },
    'raw doubles': {
      dims: [3, 2, 3, 3],
      dataType: 11,
      rawData: new Uint8Array(Float64Array.from(halves, (value) => value / 2 ** 14).buffer),
    },
    'a list of doubles': {
      dims: [3, 2, 3, 3],
      dataType: 11,
      doubleData: Array.from(halves, (value) => value / 2 ** 14),
    },
  };
  for (const [name, w] of Object.entries(others)) {
    test(`${name}, cast to floats`, () =>
      compareImported(engine, image, [
        { op: 'Cast', in: ['w'], with: { w }, attributes: { to: int(1) } },
        { op: 'Conv', in: ['x', 'y0'] },
      ]));
  }

  test('listed among the inputs, as older programs do', async () => {
    const nodes = [{ op: 'Conv', with: { w: weights(3, 2, 3, 3) } }];
    const { graph } = decodeMessage(modelProto, onnxModel(image, nodes), 'a model');
    const type = { tensorType: { elemType: 1, shape: { dim: [3, 2, 3, 3].map(dimension) } } };
    const input = [{ name: 'w', type }, ...graph.input];
    await compareImported(engine, image, nodes, { graph: { ...graph, input }, ...opset(8) });
  });

  test('in another file are refused by name', () => {
    const nodes = [{ op: 'Conv', with: { 'conv.weight': { ...weights(1), dataLocation: 1 } } }];
    assert.throws(() => importOnnx(onnxModel(image, nodes)), {
      code: 'InvalidModel',
      message: /tensor conv\.weight: expected its data within the file/,
    });
  });

  test('an input of halves is refused by name', () => {
    const { graph } = decodeMessage(modelProto, onnxModel(image, [{ op: 'Relu' }]), 'a model');
    graph.input[0].type.tensorType.elemType = 10;
    const model = onnxModel(image, [], { graph });
    assert.throws(() => importOnnx(model), { code: 'InvalidModel', message: /input x.*type 10/ });
  });
});

/** @param {number} dimValue */
const dimension = (dimValue) => ({ dimValue });

describe('names', () => {
  const odd = [
    '模型/第一层::conv.1 (3×3)',
    '',
    '...',
    'input',
    `${'long/'.repeat(40)}name`,
    '__proto__',
    'constructor',
    'a b\tc\n"d"\\',
  ];

  test('of any characters, twice or none', async () => {
    const nodes = odd.map(() => ({ op: 'Relu' }));
    const { graph } = decodeMessage(modelProto, onnxModel(['n', 6], nodes), 'a model');
    for (const [i, node] of graph.node.entries()) node.name = odd[i];
    // The values' names are just as odd.
    const rename = new Map(
      graph.node.map((/** @type {any} */ node, /** @type {number} */ i) => [
        node.output[0],
        `${odd[i]}|${i}`,
      ]),
    );
    for (const node of graph.node) {
      node.input = node.input.map((/** @type {string} */ name) => rename.get(name) ?? name);
      node.output = node.output.map((/** @type {string} */ name) => rename.get(name) ?? name);
    }
    graph.output[0].name = rename.get(graph.output[0].name);
    await compareImported(engine, ['n', 6], [], { graph });
    const network = createImported(engine, onnxModel(['n', 6], [], { graph }));
    const names = network.info.layers.map(({ name }) => name);
    assert.equal(new Set(names).size, odd.length);
    for (const name of names) assert.match(name, /^[A-Za-z0-9_-]{1,64}$/);
  });

  test('of one value that two nodes give are an error', () => {
    const nodes = [
      { op: 'Relu', out: ['y'] },
      { op: 'Tanh', in: ['x'], out: ['y'] },
    ];
    assert.throws(() => importOnnx(onnxModel(['n', 6], nodes)), {
      code: 'InvalidModel',
      message: /value y: expected one node to give it/,
    });
  });
});

describe('outputs', () => {
  const nodes = [
    { op: 'Relu', out: ['first'] },
    { op: 'HardSwish', in: ['first'], out: ['unused'] },
    { op: 'Tanh', in: ['first'], out: ['second'] },
  ];

  test('what no output depends on is left away', () => compareImported(engine, ['n', 6], nodes));

  test('one of several is chosen by its name', () => {
    const { graph } = decodeMessage(modelProto, onnxModel(['n', 6], nodes), 'a model');
    graph.output.push({ ...graph.output[0], name: 'first' });
    const model = encodeMessage(modelProto, { graph, ...opset(20) });
    assert.throws(() => importOnnx(model), { code: 'InvalidModel', message: /second, first/ });
    const { description } = importOnnx(model, { output: 'first' });
    assert.deepEqual(
      description.layers.map(({ type }) => type),
      ['ReLU'],
    );
  });
});
