import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importOnnx } from '../../web/module/interop/onnx/import.js';
import {
  float,
  indices,
  int,
  ints,
  onnxModel,
  scalar,
  string,
  weights,
} from './support/onnx-models.js';

/** @typedef {import('./support/onnx-models.js').NodeText} NodeText */

const image = ['n', 2, 9, 7];
const kernel = ints([3, 3]);
const conv = { op: 'Conv', with: { w: weights(4, 2, 3, 3) } };

/** What a model must not have, and what the message must say. @type {Record<string, [(number | string)[], NodeText[], RegExp]>} */
const unsupported = {
  'an operator': [image, [{ op: 'HardSwish' }], /^HardSwish\(HardSwish_0\): .*got HardSwish/],
  'an operator of another domain': [
    image,
    [{ op: 'Relu', domain: 'my.ops' }],
    /^Relu\(Relu_0\): .*got my\.ops\.Relu/,
  ],
  'an attribute of no meaning': [
    image,
    [{ op: 'Relu', attributes: { slope: float(1) } }],
    /Relu_0.*attribute slope/,
  ],
  'an attribute of another type': [
    image,
    [{ op: 'LeakyRelu', attributes: { alpha: int(1) } }],
    /LeakyRelu_0.*attribute alpha/,
  ],
  'negative pads': [
    image,
    [{ ...conv, attributes: { pads: ints([-1, 0, 0, 0]) } }],
    /attribute pads/,
  ],
  'a stride of zero': [
    image,
    [{ ...conv, attributes: { strides: ints([0, 1]) } }],
    /attribute strides/,
  ],
  'an unknown auto_pad': [
    image,
    [{ ...conv, attributes: { auto_pad: string('SAME') } }],
    /auto_pad/,
  ],
  'another kernel than that of the weight': [
    image,
    [{ ...conv, attributes: { kernel_shape: ints([5, 5]) } }],
    /attribute kernel_shape.*\[4,2,3,3\], got \[5,5\]/,
  ],
  'groups that do not divide': [
    image,
    [{ ...conv, attributes: { group: int(3) } }],
    /attribute group/,
  ],
  'a kernel larger than the image': [['n', 2, 2, 7], [conv], /Conv_0.*output with extents from 1/],
  'weights that are computed': [image, [{ op: 'Conv', in: ['x', 'x'] }], /input 2 \(x\).*constant/],
  'weights for other channels': [['n', 3, 9, 9], [conv], /input 2.*\[4,3,3,3\], got \[4,2,3,3\]/],
  'padding of a mean that no symmetric one stands for': [
    image,
    [{ op: 'AveragePool', attributes: { kernel_shape: kernel, pads: ints([0, 0, 2, 2]) } }],
    /^AveragePool\(AveragePool_0\): attribute pads/,
  ],
  'padding of a dilated maximum beyond half a kernel': [
    image,
    [
      {
        op: 'MaxPool',
        attributes: { kernel_shape: kernel, dilations: ints([2, 2]), pads: ints([0, 0, 2, 2]) },
      },
    ],
    /attribute pads/,
  ],
  'padding of a dilated maximum that depends on who reckons': [
    image,
    [
      {
        op: 'MaxPool',
        attributes: {
          kernel_shape: kernel,
          dilations: ints([2, 2]),
          auto_pad: string('SAME_UPPER'),
        },
      },
    ],
    /attribute auto_pad/,
  ],
  'a constant with more axes than the value': [
    ['n', 5],
    [{ op: 'Mul', with: { b: weights(1, 1, 1, 1) } }],
    /Mul_0.*\[1,1,1,1\]/,
  ],
  'a bias with more axes than the value': [
    ['n', 5],
    [
      { op: 'MatMul', with: { w: weights(5, 3) } },
      { op: 'Add', with: { b: weights(1, 1, 3) } },
    ],
    /Add_1.*\[1,1,3\]/,
  ],
  'values of another type': [
    image,
    [{ op: 'Cast', attributes: { to: int(7) } }],
    /Cast_0.*attribute to/,
  ],
  'constants of another type': [
    image,
    [
      { op: 'Cast', in: ['c'], with: { c: weights(1) }, attributes: { to: int(10) } },
      { op: 'Mul', in: ['x', 'y0'] },
    ],
    /Cast_0.*attribute to/,
  ],
  'dilated means': [
    image,
    [{ op: 'AveragePool', attributes: { kernel_shape: kernel, dilations: ints([2, 2]) } }],
    /attribute dilations/,
  ],
  'where a maximum is': [
    image,
    [
      { op: 'MaxPool', attributes: { kernel_shape: kernel }, out: ['y', 'where'] },
      { op: 'Relu', in: ['where'] },
    ],
    /output where/,
  ],
  'a softmax over the batch': [
    image,
    [{ op: 'Softmax', attributes: { axis: int(0) } }],
    /attribute axis/,
  ],
  'flattening along with the batch': [
    image,
    [{ op: 'Flatten', attributes: { axis: int(0) } }],
    /attribute axis/,
  ],
  'another shape than flat': [
    image,
    [{ op: 'Reshape', with: { s: indices(0, 9, 14) } }],
    /Reshape_0.*\[N, 126\].*\[0,9,14\]/,
  ],
  'a batch that is mixed with channels': [
    image,
    [{ op: 'Reshape', with: { s: indices(-1, 63) } }],
    /Reshape_0.*\[-1,63\]/,
  ],
  'a transposed product': [
    ['n', 5],
    [{ op: 'Gemm', with: { w: weights(5, 3) }, attributes: { transA: int(1) } }],
    /attribute transA/,
  ],
  'a product of images': [image, [{ op: 'MatMul', with: { w: weights(7, 3) } }], /\(N, F\)/],
  'a product of two values': [image, [{ op: 'Mul', in: ['x', 'x'] }], /Mul_0/],
  'sums of different shapes': [
    image,
    [{ op: 'GlobalAveragePool' }, { op: 'Add', in: ['x', 'y0'] }],
    /Add_1.*\[2,9,7\], \[2,1,1\]/,
  ],
  'constants for single pixels': [
    image,
    [{ op: 'Add', with: { c: weights(9, 7) } }],
    /Add_0.*\[9,7\]/,
  ],
  'dropout in prediction': [
    image,
    [{ op: 'Dropout', with: { r: scalar(0.5), t: scalar(1) } }],
    /training_mode/,
  ],
  'a value that nobody gives': [image, [{ op: 'Relu', in: ['z'] }], /Relu_0.*input 1 \(z\)/],
  'values of another kind of padding': [
    image,
    [{ op: 'Pad', with: { p: indices(0, 0, 1, 1, 0, 0, 1, 1), v: scalar(2) } }],
    /padding with 0, got 2/,
  ],
  'padded channels': [
    image,
    [{ op: 'Pad', with: { p: indices(0, 1, 0, 0, 0, 0, 0, 0) } }],
    /rows and columns/,
  ],
  'more layers than the engine has': [
    image,
    Array.from({ length: 257 }, () => ({ op: 'Relu' })),
    /Relu_256.*at most 256 layers/,
  ],
};

describe('what cannot be imported is named', () => {
  for (const [name, [shape, nodes, message]] of Object.entries(unsupported)) {
    test(name, () => {
      assert.throws(() => importOnnx(onnxModel(shape, nodes)), {
        name: 'ConvscopeError',
        code: 'Unsupported',
        message,
      });
    });
  }
});

const relu = [{ op: 'Relu' }];

/** @type {Record<string, [() => Uint8Array, RegExp]>} */
const invalid = {
  'an older format': [
    () => onnxModel(image, relu, { irVersion: 2 }),
    /version 3 or newer.*got version 2/,
  ],
  'operators of the future': [
    () => onnxModel(image, relu, { opsetImport: [{ domain: '', version: 99 }] }),
    /version 7 to 26 \(opset\), got 99/,
  ],
  'operators of no version': [() => onnxModel(image, relu, { opsetImport: [] }), /opset.*got 0/],
  'no graph': [() => onnxModel(image, relu, { graph: undefined }), /with a graph/],
  'an input of three axes': [() => onnxModel(['n', 2, 9], relu), /\(N, C, H, W\) or \(N, F\)/],
  'an input of any size': [
    () => onnxModel(['n', 1, 'h', 'w'], relu),
    /\(or inputShape as an option\)/,
  ],
  'a constant output': [
    () => onnxModel(image, [{ op: 'Constant', in: [], attributes: { value_float: float(1) } }]),
    /depend on the input/,
  ],
};

describe('what is no model of one network says so', () => {
  for (const [name, [model, message]] of Object.entries(invalid)) {
    test(name, () => {
      assert.throws(() => importOnnx(model()), { code: 'InvalidModel', message });
    });
  }
});

test('an input of any size takes the size that is asked for', () => {
  const model = onnxModel(['n', 1, 'h', 'w'], relu);
  const { description } = importOnnx(model, { inputShape: [1, 28, 20] });
  assert.deepEqual(description.input, [1, 28, 20]);
});
