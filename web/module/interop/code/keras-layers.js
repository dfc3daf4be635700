/** Layers of the engine as Keras layers and calls; images are (N, H, W, C) there. */

import { convolutionPads, poolWindows } from '../onnx/geometry.js';
import { refuseLayer } from './check.js';
import { call, literal, size } from './python.js';

/** @typedef {import('../../engine/network.js').LayerInfo} LayerInfo */
/** @typedef {import('../onnx/geometry.js').Pads} Pads */
/** @typedef {import('./python.js').Emitted} Emitted */
/** @typedef {Record<string, [value: unknown, usual: unknown]>} Named */

const LOWEST_FLOAT = -3.4028234663852886e38;

/** @param {string} module @returns {Emitted} */
const plain = (module) => ({ module, apply: (self, [x]) => `${self}(${x})` });

/** @param {(x: string) => string} apply @returns {Emitted} */
const operation = (apply) => ({ module: null, apply: (_self, [x]) => apply(x) });

/** @param {string} x @param {Pads} pads @param {string} [how] further arguments */
function padded(x, [top, left, bottom, right], how = '') {
  if (top + left + bottom + right === 0) return x;
  return `keras.ops.pad(${x}, ((0, 0), (${top}, ${bottom}), (${left}, ${right}), (0, 0))${how})`;
}

/** The axis of (N, H, W, C) for one of (N, C, H, W). @param {LayerInfo} layer */
function axisOf({ inputShape, options }) {
  const dim = Number(options.dim);
  if (inputShape.length === 1) return 1;
  return [0, 3, 1, 2][dim < 0 ? dim + 4 : dim];
}

/** @param {LayerInfo} layer @returns {Named} */
function convolutionOptions(layer) {
  const { stride, dilation, bias } = layer.options;
  if (size(stride) !== 1 && size(dilation) !== 1) {
    refuseLayer(layer, 'Keras', 'stride and dilation together');
  }
  return {
    strides: [size(stride), 1],
    dilation_rate: [size(dilation), 1],
    use_bias: [bias, true],
  };
}

/** @param {LayerInfo} layer @returns {Emitted} */
function conv2d(layer) {
  const { out_channels, kernel_size, groups, padding_mode: mode } = layer.options;
  const how = { zeros: '', reflect: ', mode="reflect"', replicate: ', mode="edge"' }[String(mode)];
  return {
    module: call('keras.layers.Conv2D', [out_channels, size(kernel_size)], {
      ...convolutionOptions(layer),
      groups: [groups, 1],
    }),
    apply: (self, [x]) => `${self}(${padded(x, convolutionPads(layer), how)})`,
  };
}

/** What is painted without padding is cut to size. @param {LayerInfo} layer @returns {Emitted} */
function convTranspose2d(layer) {
  const { out_channels, kernel_size, stride, dilation, groups } = layer.options;
  const [top, left] = convolutionPads(layer);
  const [, height, width] = layer.outputShape;
  if (groups !== 1) refuseLayer(layer, 'Keras', `${groups} groups`);
  const [steps, kernel, distances] = /** @type {number[][]} */ ([stride, kernel_size, dilation]);
  const extents = [top + height, left + width];
  for (const [axis, extent] of extents.entries()) {
    const reach = distances[axis] * (kernel[axis] - 1) + 1;
    const painted = layer.inputShape[axis + 1] * steps[axis] + Math.max(reach - steps[axis], 0);
    if (extent > painted) refuseLayer(layer, 'Keras', 'output_padding beyond the kernels');
  }
  return {
    module: call(
      'keras.layers.Conv2DTranspose',
      [out_channels, size(kernel_size)],
      convolutionOptions(layer),
    ),
    apply: (self, [x]) => `${self}(${x})[:, ${top}:${extents[0]}, ${left}:${extents[1]}, :]`,
  };
}

/** @param {LayerInfo} layer @returns {Emitted} */
function maxPool(layer) {
  const { kernel, strides, pads } = poolWindows(layer);
  if (size(layer.options.dilation) !== 1) refuseLayer(layer, 'Keras', 'dilated windows');
  const named = { strides: /** @type {[unknown, unknown]} */ ([size(strides), size(kernel)]) };
  return {
    module: call('keras.layers.MaxPooling2D', [size(kernel)], named),
    apply: (self, [x]) => `${self}(${padded(x, pads, `, constant_values=${LOWEST_FLOAT}`)})`,
  };
}

/**
 * What the mean over a padded window must be multiplied with, along an axis.
 *
 * @param {LayerInfo} layer
 * @param {ReturnType<typeof poolWindows>} windows
 * @param {number} axis
 */
function shares({ inputShape, outputShape, options }, { kernel, strides, pads }, axis) {
  const extent = inputShape[axis + 1];
  return Array.from({ length: outputShape[axis + 1] }, (_, index) => {
    const first = index * strides[axis] - pads[axis];
    const last = first + kernel[axis];
    const counted = options.count_include_pad
      ? Math.min(last, extent + pads[axis]) - first
      : Math.min(last, extent) - Math.max(first, 0);
    return kernel[axis] / counted;
  });
}

/** @param {LayerInfo} layer @returns {Emitted} */
function avgPool(layer) {
  const windows = poolWindows(layer);
  const { kernel, strides, pads } = windows;
  const [rows, columns] = [shares(layer, windows, 0), shares(layer, windows, 1)];
  const even = [...rows, ...columns].every((share) => share === 1);
  const named = { strides: /** @type {[unknown, unknown]} */ ([size(strides), size(kernel)]) };
  const factors = `np.outer(${literal(rows)}, ${literal(columns)}).astype("float32")[:, :, None]`;
  return {
    module: call('keras.layers.AveragePooling2D', [size(kernel)], named),
    apply(self, [x]) {
      const means = `${self}(${padded(x, pads)})`;
      return even ? means : `keras.ops.multiply(${means}, ${factors})`;
    },
  };
}

/** @param {'mean' | 'max'} rule @param {string} type @returns {(layer: LayerInfo) => Emitted} */
const adaptivePool = (rule, type) => (layer) => {
  const extents = /** @type {number[]} */ (layer.options.output_size);
  if (size(extents) === 1) {
    return operation((x) => `keras.ops.${rule}(${x}, axis=(1, 2), keepdims=True)`);
  }
  const kernel = extents.map((extent, axis) => layer.inputShape[axis + 1] / extent);
  if (!kernel.every(Number.isInteger)) refuseLayer(layer, 'Keras', 'windows of different sizes');
  return plain(call(`keras.layers.${type}`, [size(kernel)]));
};

/** @param {LayerInfo} layer @returns {Emitted} */
function batchNorm(layer) {
  const { eps, momentum, affine, track_running_stats: tracks } = layer.options;
  if (!tracks) refuseLayer(layer, 'Keras', 'statistics of the batch in prediction');
  return plain(
    call('keras.layers.BatchNormalization', [], {
      // Keras weighs the old value, PyTorch the new one.
      momentum: [Number((1 - Number(momentum)).toPrecision(12)), 0.99],
      epsilon: [eps, 0.001],
      center: [affine, true],
      scale: [affine, true],
    }),
  );
}

/** @param {LayerInfo} layer @returns {Emitted} */
function dropout(layer) {
  const { p, mode, axis } = layer.options;
  const axes = /** @type {number[]} */ (axis);
  if (mode !== 'upscale_in_train') refuseLayer(layer, 'Keras', `mode ${mode}`);
  const order = layer.inputShape.length === 3 ? [0, 2, 3, 1] : [0, 1];
  const shape = order.map((one) => (axes.includes(one) ? null : 1));
  const noise = axes.length > 0 ? shape : null;
  return plain(call('keras.layers.Dropout', [p], { noise_shape: [noise, null] }));
}

/** In the order of (C, H, W). @param {LayerInfo} layer @returns {Emitted} */
const flatten = ({ inputShape, outputShape }) =>
  operation((x) =>
    inputShape.length === 3
      ? `keras.ops.reshape(keras.ops.transpose(${x}, (0, 3, 1, 2)), (-1, ${outputShape[0]}))`
      : x,
  );

/** @type {Readonly<Record<string, (layer: LayerInfo) => Emitted>>} */
const emitters = {
  Conv2d: conv2d,
  ConvTranspose2d: convTranspose2d,
  MaxPool2d: maxPool,
  AvgPool2d: avgPool,
  AdaptiveAvgPool2d: adaptivePool('mean', 'AveragePooling2D'),
  AdaptiveMaxPool2d: adaptivePool('max', 'MaxPooling2D'),
  ReLU: () => operation((x) => `keras.ops.relu(${x})`),
  LeakyReLU: ({ options }) =>
    operation((x) => `keras.ops.leaky_relu(${x}, ${literal(options.negative_slope)})`),
  Sigmoid: () => operation((x) => `keras.ops.sigmoid(${x})`),
  Tanh: () => operation((x) => `keras.ops.tanh(${x})`),
  GELU: ({ options }) =>
    operation(
      (x) => `keras.ops.gelu(${x}, approximate=${literal(options.approximate === 'tanh')})`,
    ),
  SiLU: () => operation((x) => `keras.ops.silu(${x})`),
  Softmax: (layer) => operation((x) => `keras.ops.softmax(${x}, axis=${axisOf(layer)})`),
  LogSoftmax: (layer) => operation((x) => `keras.ops.log_softmax(${x}, axis=${axisOf(layer)})`),
  BatchNorm1d: batchNorm,
  BatchNorm2d: batchNorm,
  Dropout: dropout,
  Flatten: flatten,
  Linear: ({ options }) =>
    plain(call('keras.layers.Dense', [options.out_features], { use_bias: [options.bias, true] })),
  Identity: () => operation((x) => x),
  Add: () => ({ module: null, apply: (_self, inputs) => inputs.join(' + ') }),
  Concat: (layer) => ({
    module: null,
    apply: (_self, inputs) =>
      `keras.ops.concatenate([${inputs.join(', ')}], axis=${axisOf(layer)})`,
  }),
};

/** Whether there is code for layers of a type. @param {string} type */
export const isKnown = (type) => Object.hasOwn(emitters, type);

/** @param {LayerInfo} layer */
export const emit = (layer) => emitters[layer.type](layer);
