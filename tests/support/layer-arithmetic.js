/**
 * One value of a layer, worked out from what went in and the parameters: the textbook's formulas, in
 * double precision and without anything of the engine.
 */

/**
 * @typedef {object} Given
 * @property {string} type
 * @property {Record<string, any>} options
 * @property {number[]} inputShape
 * @property {number[]} outputShape
 * @property {ArrayLike<number>[]} inputs
 * @property {Record<string, ArrayLike<number>>} tensors
 * @property {number} unit
 */

/** @param {any} value @returns {[number, number]} */
const pair = (value) => (Array.isArray(value) ? [value[0], value[1]] : [value, value]);

/** @param {number[]} shape @param {number} index */
function place([, height = 1, width = 1], index) {
  return [Math.floor(index / (height * width)), Math.floor(index / width) % height, index % width];
}

/** Rows above and columns to the left of the image. @param {Given} given @param {[number, number]} kernel */
function leading({ options: { padding = 0, dilation = 1 } }, kernel) {
  if (padding === 'same') {
    return kernel.map((k, i) => Math.floor((pair(dilation)[i] * (k - 1)) / 2));
  }
  if (Array.isArray(padding) && padding.length === 4) return [padding[0], padding[2]];
  return pair(padding);
}

/** @param {number} at @param {number} extent */
const mirrored = (at, extent) => (at < 0 ? -at : at >= extent ? 2 * (extent - 1) - at : at);

/**
 * Where the taps of a kernel lie along one axis, those beyond the border too when it is a mirror.
 *
 * @param {Given} given
 * @param {number} axis
 * @param {number} at place of the output
 */
function taps(given, axis, at) {
  const { options, inputShape } = given;
  const kernel = pair(options.kernel_size);
  const extent = inputShape[axis + 1];
  const [stride, dilation] = [pair(options.stride ?? 1)[axis], pair(options.dilation ?? 1)[axis]];
  const first = at * stride - leading(given, kernel)[axis];
  const all = Array.from({ length: kernel[axis] }, (_, tap) => ({
    tap,
    to: first + tap * dilation,
  }));
  if (options.padding_mode === 'reflect') {
    return all.map(({ tap, to }) => ({ tap, to: mirrored(to, extent) }));
  }
  return all.filter(({ to }) => to >= 0 && to < extent);
}

/** @param {Given} given */
function convolution(given) {
  const { options, inputShape, outputShape, inputs, tensors, unit } = given;
  const [rows, columns] = pair(options.kernel_size);
  const [channels, height, width] = inputShape;
  const [o, y, x] = place(outputShape, unit);
  const groups = options.groups ?? 1;
  const each = channels / groups;
  const first = Math.floor(o / (outputShape[0] / groups)) * each;
  let sum = tensors.bias?.[o] ?? 0;
  for (let c = 0; c < each; ++c) {
    for (const row of taps(given, 0, y)) {
      for (const column of taps(given, 1, x)) {
        const value = inputs[0][((first + c) * height + row.to) * width + column.to];
        sum += value * tensors.weight[((o * each + c) * rows + row.tap) * columns + column.tap];
      }
    }
  }
  return sum;
}

/** @param {Given} given */
function transposed(given) {
  const { options, inputShape, outputShape, inputs, tensors, unit } = given;
  const kernel = pair(options.kernel_size);
  const stride = pair(options.stride ?? 1);
  const [top, left] = leading(given, kernel);
  const [channels, height, width] = inputShape;
  const [o, y, x] = place(outputShape, unit);
  let sum = tensors.bias?.[o] ?? 0;
  for (let c = 0; c < channels; ++c) {
    for (let row = 0; row < height; ++row) {
      for (let column = 0; column < width; ++column) {
        const [i, j] = [y + top - row * stride[0], x + left - column * stride[1]];
        if (i < 0 || j < 0 || i >= kernel[0] || j >= kernel[1]) continue;
        const weight = tensors.weight[((c * outputShape[0] + o) * kernel[0] + i) * kernel[1] + j];
        sum += inputs[0][(c * height + row) * width + column] * weight;
      }
    }
  }
  return sum;
}

/** Values of a window. @param {Given} given @param {boolean} adaptive */
function windowOf({ options, inputShape, outputShape, inputs, unit }, adaptive) {
  const [, height, width] = inputShape;
  const [c, ...at] = place(outputShape, unit);
  const runs = [height, width].map((extent, axis) => {
    if (adaptive) {
      const count = outputShape[axis + 1];
      return [
        Math.floor((at[axis] * extent) / count),
        Math.ceil(((at[axis] + 1) * extent) / count),
        0,
      ];
    }
    const kernel = pair(options.kernel_size)[axis];
    const padding = pair(options.padding ?? 0)[axis];
    // No stride is a stride of the window's own size.
    const begin = at[axis] * (pair(options.stride)[axis] || kernel) - padding;
    // A window may reach over the padding too; that part of it never counts.
    const counted = Math.min(begin + kernel, extent + padding) - begin;
    return [Math.max(0, begin), Math.min(extent, begin + kernel), counted];
  });
  const values = [];
  for (let y = runs[0][0]; y < runs[0][1]; ++y) {
    for (let x = runs[1][0]; x < runs[1][1]; ++x) {
      values.push(inputs[0][(c * height + y) * width + x]);
    }
  }
  return { values, size: adaptive ? values.length : runs[0][2] * runs[1][2] };
}

/** @param {Given} given @param {boolean} adaptive */
function mean(given, adaptive) {
  const { values, size } = windowOf(given, adaptive);
  return values.reduce((sum, value) => sum + value, 0) / size;
}

/** @param {Given} given */
function normalisation({ outputShape, inputs, tensors, unit, options }) {
  const [c] = place(outputShape, unit);
  const deviation = Math.sqrt(tensors.running_var[c] + (options.eps ?? 1e-5));
  const normalised = (inputs[0][unit] - tensors.running_mean[c]) / deviation;
  return normalised * tensors.weight[c] + tensors.bias[c];
}

/** Along the channels, or along a flat input. @param {Given} given */
function column({ inputShape, inputs, unit }) {
  const plane = inputShape.slice(1).reduce((product, side) => product * side, 1);
  return Array.from({ length: inputShape[0] }, (_, c) => inputs[0][c * plane + (unit % plane)]);
}

/** @param {Given} given */
function linear({ inputs, tensors, unit }) {
  const size = inputs[0].length;
  let sum = tensors.bias[unit];
  for (let i = 0; i < size; ++i) sum += inputs[0][i] * tensors.weight[unit * size + i];
  return sum;
}

/** Joined along the channels. @param {Given} given */
function joined({ inputs, unit }) {
  let at = unit;
  for (const input of inputs) {
    if (at < input.length) return input[at];
    at -= input.length;
  }
  throw new Error(`no unit ${unit}`);
}

/** The error function, by its series. @param {number} x */
function erf(x) {
  if (Math.abs(x) > 5) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; n < 120; ++n) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** @type {Record<string, (given: Given) => number>} */
const formulas = {
  Conv2d: convolution,
  ConvTranspose2d: transposed,
  MaxPool2d: (given) => Math.max(...windowOf(given, false).values),
  AvgPool2d: (given) => mean(given, false),
  AdaptiveMaxPool2d: (given) => Math.max(...windowOf(given, true).values),
  AdaptiveAvgPool2d: (given) => mean(given, true),
  BatchNorm1d: normalisation,
  BatchNorm2d: normalisation,
  Linear: linear,
  Add: ({ inputs, unit }) => inputs.reduce((sum, input) => sum + input[unit], 0),
  Concat: joined,
  Softmax: (given) => {
    const powers = column(given).map(Math.exp);
    return Math.exp(given.inputs[0][given.unit]) / powers.reduce((sum, value) => sum + value, 0);
  },
  LogSoftmax: (given) => {
    const powers = column(given).map(Math.exp);
    return given.inputs[0][given.unit] - Math.log(powers.reduce((sum, value) => sum + value, 0));
  },
  ReLU: ({ inputs, unit }) => Math.max(0, inputs[0][unit]),
  LeakyReLU: ({ inputs, unit, options }) =>
    inputs[0][unit] * (inputs[0][unit] < 0 ? (options.negative_slope ?? 0.01) : 1),
  Sigmoid: ({ inputs, unit }) => 1 / (1 + Math.exp(-inputs[0][unit])),
  Tanh: ({ inputs, unit }) => Math.tanh(inputs[0][unit]),
  SiLU: ({ inputs, unit }) => inputs[0][unit] / (1 + Math.exp(-inputs[0][unit])),
  GELU: ({ inputs, unit }) => (inputs[0][unit] / 2) * (1 + erf(inputs[0][unit] / Math.sqrt(2))),
  Dropout: ({ inputs, unit }) => inputs[0][unit],
  Flatten: ({ inputs, unit }) => inputs[0][unit],
  Identity: ({ inputs, unit }) => inputs[0][unit],
};

/** The layer types whose values can be worked out. */
export const knownTypes = Object.keys(formulas);

/** @param {Given} given */
export const workOut = (given) => formulas[given.type](given);

/**
 * A network with every layer of the engine, for images of 28 x 28.
 */
export const zoo = {
  input: [1, 28, 28],
  layers: [
    { type: 'Conv2d', name: 'c1', out_channels: 4, kernel_size: 5, stride: 2 },
    { type: 'BatchNorm2d', name: 'n' },
    { type: 'GELU', name: 'g' },
    {
      type: 'Conv2d',
      name: 'c2',
      out_channels: 4,
      kernel_size: 3,
      padding: 'same',
      padding_mode: 'reflect',
      groups: 2,
    },
    { type: 'Add', name: 'plus', inputs: ['c2', 'g'] },
    { type: 'MaxPool2d', name: 'm', kernel_size: 2 },
    {
      type: 'Conv2d',
      name: 'c3',
      out_channels: 3,
      kernel_size: 3,
      dilation: 2,
      padding: [2, 1, 1, 2],
    },
    { type: 'ConvTranspose2d', name: 't', out_channels: 2, kernel_size: 3, stride: 2, padding: 1 },
    { type: 'AvgPool2d', name: 'a', kernel_size: 3, stride: 2, padding: 1 },
    { type: 'Concat', name: 'both', inputs: ['a', 'c3'] },
    { type: 'LeakyReLU', name: 'leaky' },
    { type: 'SiLU', name: 'silu' },
    { type: 'Tanh', name: 'tanh' },
    { type: 'Sigmoid', name: 'sigmoid' },
    { type: 'Softmax', name: 'soft' },
    { type: 'ReLU', name: 'relu' },
    { type: 'Dropout', name: 'drop', p: 0.5 },
    { type: 'Identity', name: 'same' },
    { type: 'AdaptiveAvgPool2d', name: 'aa', output_size: [4, 3] },
    { type: 'AdaptiveMaxPool2d', name: 'am', output_size: 2 },
    { type: 'Flatten', name: 'f' },
    { type: 'Linear', name: 'fc', out_features: 10 },
    { type: 'BatchNorm1d', name: 'n1' },
    { type: 'LogSoftmax', name: 'log' },
  ],
};

/** Layers that hide no input from a strong push: every one that is seen can be told by it. */
export const open = {
  input: [1, 28, 28],
  layers: [
    { type: 'Conv2d', name: 'c1', out_channels: 3, kernel_size: 5, padding: 2, bias: false },
    { type: 'LeakyReLU', name: 'l1', negative_slope: 0.5 },
    { type: 'MaxPool2d', name: 'm', kernel_size: 2 },
    { type: 'Conv2d', name: 'c2', out_channels: 4, kernel_size: 3, dilation: 2, stride: 2 },
    { type: 'BatchNorm2d', name: 'n' },
    { type: 'ConvTranspose2d', name: 't', out_channels: 2, kernel_size: 3, stride: 2 },
    { type: 'AvgPool2d', name: 'a', kernel_size: 3, stride: 2 },
    { type: 'Flatten', name: 'f' },
    { type: 'Linear', name: 'fc', out_features: 10 },
  ],
};
