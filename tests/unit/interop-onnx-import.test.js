import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../web/module/index.js';
import { exportOnnx } from '../../web/module/interop/onnx/export.js';
import { importOnnx } from '../../web/module/interop/onnx/import.js';
import { assertClose, createDisturbed, goldenNetworks, predictMnist } from './support/interop.js';
import { imageNetworks } from './support/interop-networks.js';
import { compareImported, createImported } from './support/onnx-import.js';
import {
  float,
  indices,
  int,
  ints,
  scalar,
  string,
  variances,
  weights,
} from './support/onnx-models.js';

/** @typedef {import('./support/onnx-models.js').NodeText} NodeText */

const engine = await loadEngine();
after(() => engine.dispose());

const golden = await goldenNetworks();

/**
 * @param {(number | string)[]} shape
 * @param {NodeText[]} nodes
 */
const compare = (shape, nodes) => compareImported(engine, shape, nodes);

describe('a network that was exported comes back', () => {
  /** Written as operators that only other programs have layers for. */
  const oneWay = ['adaptive_pools', 'batch_statistics'];
  for (const [name, description] of Object.entries(imageNetworks)) {
    test(name, () => {
      const network = createDisturbed(engine, description);
      const model = exportOnnx(network.info, network.saveWeights());
      if (oneWay.includes(name)) {
        assert.throws(() => importOnnx(model), { code: 'Unsupported' });
        return;
      }
      const again = createImported(engine, model);
      assertClose(predictMnist(again).outputs, predictMnist(network).outputs, name);
    });
  }

  test('with the same layers, names and weights', () => {
    const network = createDisturbed(engine, imageNetworks.residual);
    const again = createImported(engine, exportOnnx(network.info, network.saveWeights()));
    /** @param {import('../../web/module/engine/network.js').Network} one */
    const outline = ({ info }) =>
      info.layers.map(({ name, type, inputs, outputShape }) => [name, type, inputs, outputShape]);
    assert.deepEqual(outline(again), outline(network));
    assert.deepEqual(again.saveWeights(), network.saveWeights());
  });

  for (const { name, description } of golden) {
    test(name, () => {
      const network = createDisturbed(engine, description);
      const model = exportOnnx(network.info, network.saveWeights());
      let again;
      try {
        again = createImported(engine, model);
      } catch (error) {
        const { code } = /** @type {import('../../web/module/errors.js').ConvscopeError} */ (error);
        assert.equal(code, 'Unsupported');
        assert.match(name, /(without|nor) running statistics|uneven|larger than the image/);
        return;
      }
      assertClose(predictMnist(again).outputs, predictMnist(network).outputs, name);
    });
  }
});

const image = ['n', 2, 9, 7];

/** One operator each. @type {Record<string, [shape: (number | string)[], nodes: NodeText[]]>} */
const single = {
  Relu: [image, [{ op: 'Relu' }]],
  'Relu of features': [[2, 5], [{ op: 'Relu' }]],
  LeakyRelu: [image, [{ op: 'LeakyRelu', attributes: { alpha: float(0.3) } }]],
  Sigmoid: [image, [{ op: 'Sigmoid' }]],
  Tanh: [['n', 6], [{ op: 'Tanh' }]],
  Gelu: [image, [{ op: 'Gelu' }]],
  'Gelu tanh': [image, [{ op: 'Gelu', attributes: { approximate: string('tanh') } }]],
  Identity: [image, [{ op: 'Identity' }]],
  Dropout: [image, [{ op: 'Dropout', with: { ratio: scalar(0.2) } }]],
  Softmax: [image, [{ op: 'Softmax' }]],
  'Softmax of channels': [image, [{ op: 'Softmax', attributes: { axis: int(1) } }]],
  LogSoftmax: [['n', 6], [{ op: 'LogSoftmax', attributes: { axis: int(-1) } }]],
  Flatten: [image, [{ op: 'Flatten' }]],
  'Reshape to flat': [image, [{ op: 'Reshape', with: { s: indices(0, -1) } }]],
  'Reshape of a known batch': [[2, 2, 9, 7], [{ op: 'Reshape', with: { s: indices(2, 126) } }]],
  'Reshape by the batch': [image, [{ op: 'Reshape', with: { s: indices(-1, 126) } }]],
  'Reshape to the same': [image, [{ op: 'Reshape', with: { s: indices(0, 0, -1, 7) } }]],
  'Cast to float': [image, [{ op: 'Cast', attributes: { to: int(1) } }]],
  Squeeze: [['n', 6, 1, 1], [{ op: 'Squeeze', with: { axes: indices(2, 3) } }]],
  'ReduceMean of pixels': [
    image,
    [{ op: 'ReduceMean', with: { axes: indices(-1, -2) }, attributes: { keepdims: int(0) } }],
  ],
  GlobalAveragePool: [image, [{ op: 'GlobalAveragePool' }]],
  GlobalMaxPool: [image, [{ op: 'GlobalMaxPool' }]],
  'Add of a value to itself': [image, [{ op: 'Add', in: ['x', 'x'] }]],
  'Add of a number for each channel': [image, [{ op: 'Add', with: { b: weights(2, 1, 1) } }]],
  'Mul by a number': [image, [{ op: 'Mul', with: { b: scalar(0.7) } }]],
  'Sub of numbers for features': [['n', 5], [{ op: 'Sub', with: { b: weights(1, 5) } }]],
  'Sub from a number': [image, [{ op: 'Sub', in: ['b', 'x'], with: { b: scalar(0.7) } }]],
  'Div by numbers for channels': [image, [{ op: 'Div', with: { b: variances(1, 2, 1, 1) } }]],
  Sum: [image, [{ op: 'Sum', in: ['x', 'x', 'x'] }]],
  Concat: [image, [{ op: 'Concat', in: ['x', 'x'], attributes: { axis: int(-1) } }]],
  'Concat of one': [image, [{ op: 'Concat', in: ['x'], attributes: { axis: int(1) } }]],
  BatchNormalization: [
    image,
    [
      {
        op: 'BatchNormalization',
        with: { s: weights(2), b: weights(2), m: weights(2), v: variances(2) },
        attributes: { epsilon: float(0.01) },
      },
    ],
  ],
  'BatchNormalization of features': [
    ['n', 5],
    [
      {
        op: 'BatchNormalization',
        with: { s: weights(5), b: weights(5), m: weights(5), v: variances(5) },
      },
    ],
  ],
  Gemm: [['n', 5], [{ op: 'Gemm', with: { w: weights(5, 3), b: weights(3) } }]],
  'Gemm with factors': [
    ['n', 5],
    [
      {
        op: 'Gemm',
        with: { w: weights(3, 5), b: weights(1, 1) },
        attributes: { alpha: float(0.5), beta: float(2), transB: int(1) },
      },
    ],
  ],
  'Gemm without a bias': [['n', 5], [{ op: 'Gemm', with: { w: weights(5, 3) } }]],
  MatMul: [['n', 5], [{ op: 'MatMul', with: { w: weights(5, 3) } }]],
  'MatMul and Add': [
    ['n', 5],
    [
      { op: 'MatMul', with: { w: weights(5, 3) } },
      { op: 'Add', in: ['b', 'y0'], with: { b: weights(3) } },
    ],
  ],
  'MatMul with a turned constant': [
    ['n', 20],
    [
      { op: 'Transpose', in: ['w'], with: { w: weights(9, 20) } },
      { op: 'MatMul', in: ['x', 'y0'] },
    ],
  ],
  'Conv with a reshaped constant': [
    image,
    [
      { op: 'Reshape', in: ['w', 's'], with: { w: weights(8, 18), s: indices(8, 2, 3, 3) } },
      { op: 'Conv', in: ['x', 'y0'] },
    ],
  ],
  'Mul by a quotient of numbers': [
    image,
    [
      { op: 'Div', in: ['a', 'b'], with: { a: scalar(1), b: scalar(4) } },
      { op: 'Mul', in: ['x', 'y0'] },
    ],
  ],
  'Mul by a sum of numbers': [
    image,
    [
      { op: 'Add', in: ['a', 'b'], with: { a: scalar(0), b: scalar(4) } },
      { op: 'Mul', in: ['x', 'y0'] },
    ],
  ],
  'Reshape by a quotient of extents': [
    image,
    [
      { op: 'Div', in: ['a', 'b'], with: { a: indices(253), b: indices(2) } },
      {
        op: 'Concat',
        in: ['first', 'y0'],
        with: { first: indices(-1) },
        attributes: { axis: int(0) },
      },
      { op: 'Reshape', in: ['x', 'y1'] },
    ],
  ],
  'Reshape by numbers that were cast': [
    image,
    [
      {
        op: 'Constant',
        in: [],
        attributes: { value_floats: { type: 6, floats: [-1.2, 126.7] } },
      },
      { op: 'Cast', in: ['y0'], attributes: { to: int(7) } },
      { op: 'Reshape', in: ['x', 'y1'] },
    ],
  ],
  'Pad by zeros': [image, [{ op: 'Pad', with: { p: indices(0, 0, 1, 2, 0, 0, 0, 3) } }]],
  'Pad by reflection of some axes': [
    image,
    [
      {
        op: 'Pad',
        in: ['x', 'p', '', 'axes'],
        with: { p: indices(2, 1), axes: indices(-1) },
        attributes: { mode: string('reflect') },
      },
    ],
  ],
  'Pad and Conv': [
    image,
    [
      {
        op: 'Pad',
        with: { p: indices(0, 0, 1, 2, 0, 0, 0, 3) },
        attributes: { mode: string('edge') },
      },
      { op: 'Conv', with: { w: weights(3, 2, 3, 3) } },
    ],
  ],
};

describe('an operator by itself gives what ONNX Runtime gives', () => {
  for (const [name, [shape, nodes]] of Object.entries(single)) {
    test(name, () => compare(shape, nodes));
  }
});

describe('convolutions as ONNX Runtime understands them', () => {
  const weight = weights(4, 1, 3, 2);
  /** @type {Record<string, NodeText['attributes']>} */
  const forms = {
    plain: {},
    'asymmetric pads': { pads: ints([1, 0, 2, 1]) },
    'strides and dilations': { strides: ints([2, 1]), dilations: ints([1, 3]) },
    'auto_pad VALID': { auto_pad: string('VALID'), strides: ints([2, 2]) },
    'auto_pad SAME_UPPER': { auto_pad: string('SAME_UPPER'), strides: ints([2, 2]) },
    'auto_pad SAME_LOWER': { auto_pad: string('SAME_LOWER'), strides: ints([2, 1]) },
    'auto_pad NOTSET': { auto_pad: string('NOTSET'), kernel_shape: ints([3, 2]) },
  };
  for (const [name, attributes] of Object.entries(forms)) {
    test(`Conv, ${name}`, async () => {
      const group = { group: int(2) };
      const nodes = [
        { op: 'Conv', with: { w: weight, b: weights(4) }, attributes: { ...attributes, ...group } },
      ];
      await compare(image, nodes);
    });
  }
  /** @type {Record<string, NodeText['attributes']>} */
  const transposed = {
    plain: {},
    'groups and strides': { group: int(2), strides: ints([2, 3]) },
    'asymmetric pads': { pads: ints([1, 0, 2, 1]), strides: ints([2, 2]) },
    output_padding: { strides: ints([2, 2]), output_padding: ints([1, 0]) },
    output_shape: { strides: ints([2, 2]), output_shape: ints([18, 14]) },
    'a larger output_shape': { strides: ints([2, 2]), output_shape: ints([20, 15]) },
    'auto_pad SAME_UPPER': { auto_pad: string('SAME_UPPER'), strides: ints([2, 2]) },
    'auto_pad SAME_LOWER': { auto_pad: string('SAME_LOWER'), strides: ints([2, 2]) },
    dilations: { dilations: ints([2, 1]) },
  };
  for (const [name, attributes] of Object.entries(transposed)) {
    test(`ConvTranspose, ${name}`, () =>
      compare(image, [
        {
          op: 'ConvTranspose',
          with: { w: weights(2, 3, 3, 3), b: weights(attributes?.group ? 6 : 3) },
          attributes,
        },
      ]));
  }
});

describe('pools as ONNX Runtime understands them', () => {
  const kernel = { kernel_shape: ints([3, 2]) };
  const square = { kernel_shape: ints([3, 3]), strides: ints([2, 2]) };
  /** @type {Record<string, NodeText['attributes']>} */
  const forms = {
    plain: kernel,
    strides: { ...kernel, strides: ints([2, 3]) },
    ceil_mode: { ...kernel, strides: ints([2, 2]), ceil_mode: int(1) },
    pads: { ...square, pads: ints([1, 1, 1, 1]) },
    'pads and ceil_mode': { ...square, pads: ints([1, 0, 1, 0]), ceil_mode: int(1) },
    'pads at the end': {
      kernel_shape: ints([2, 2]),
      strides: ints([2, 2]),
      pads: ints([0, 0, 1, 1]),
    },
    'auto_pad SAME_UPPER': {
      kernel_shape: ints([2, 2]),
      strides: ints([2, 2]),
      auto_pad: string('SAME_UPPER'),
    },
    'auto_pad SAME_LOWER': { ...square, auto_pad: string('SAME_LOWER') },
    'auto_pad VALID': { ...square, auto_pad: string('VALID') },
    'auto_pad SAME_UPPER, step by step': {
      kernel_shape: ints([2, 4]),
      auto_pad: string('SAME_UPPER'),
    },
    'auto_pad SAME_LOWER, step by step': {
      kernel_shape: ints([4, 2]),
      auto_pad: string('SAME_LOWER'),
    },
    'pads at the beginning': { ...square, pads: ints([1, 1, 0, 0]) },
    'pads on two sides': { kernel_shape: ints([3, 3]), pads: ints([1, 0, 0, 1]) },
    'uneven pads, strides and ceil_mode': {
      kernel_shape: ints([5, 3]),
      strides: ints([3, 2]),
      pads: ints([2, 1, 1, 0]),
      ceil_mode: int(1),
    },
  };
  for (const [name, attributes] of Object.entries(forms)) {
    test(`MaxPool, ${name}`, () => compare(image, [{ op: 'MaxPool', attributes }]));
    test(`AveragePool, ${name}`, () => compare(image, [{ op: 'AveragePool', attributes }]));
    test(`AveragePool that counts padding, ${name}`, () =>
      compare(image, [
        { op: 'AveragePool', attributes: { ...attributes, count_include_pad: int(1) } },
      ]));
  }
  const wide = { kernel_shape: ints([3, 3]), pads: ints([2, 0, 1, 2]) };
  test('MaxPool, pads of more than half a kernel', () =>
    compare(image, [{ op: 'MaxPool', attributes: wide }]));
  test('AveragePool that counts padding of more than half a kernel', () =>
    compare(image, [{ op: 'AveragePool', attributes: { ...wide, count_include_pad: int(1) } }]));
  test('MaxPool, dilations and uneven pads', () =>
    compare(image, [
      { op: 'MaxPool', attributes: { ...wide, pads: ints([1, 0, 0, 1]), dilations: ints([2, 1]) } },
    ]));
  test('MaxPool, dilations', () =>
    compare(image, [{ op: 'MaxPool', attributes: { ...kernel, dilations: ints([2, 3]) } }]));
  test('AveragePool after uneven padding', () =>
    compare(image, [
      { op: 'Pad', with: { p: indices(0, 0, 1, 0, 0, 0, 2, 1) } },
      { op: 'AveragePool', attributes: square },
    ]));
});
