/** Layers of the engine as Paddle layers and calls. */

import { convolutionPads, poolWindows } from '../onnx/geometry.js';
import { refuseLayer } from './check.js';
import { call, literal, size } from './python.js';

/** @typedef {import('../../engine/network.js').LayerInfo} LayerInfo */
/** @typedef {import('./python.js').Emitted} Emitted */
/** @typedef {Record<string, [value: unknown, usual: unknown]>} Named */

/** @param {string} module @returns {Emitted} */
const plain = (module) => ({ module, apply: (self, [x]) => `${self}(${x})` });

/** Paddle says `bias_attr=False` where there is none. @param {unknown} has @returns {[unknown, unknown]} */
const attribute = (has) => [has ? null : false, null];

/** @param {LayerInfo} layer @param {string} type @param {Named} more */
function convolution({ inputShape, options }, type, more) {
  const sizes = [inputShape[0], options.out_channels, size(options.kernel_size)];
  return call(`nn.${type}`, sizes, {
    stride: [size(options.stride), 1],
    dilation: [size(options.dilation), 1],
    groups: [options.groups, 1],
    bias_attr: attribute(options.bias),
    ...more,
  });
}

/** @param {LayerInfo} layer @returns {Emitted} */
function conv2d(layer) {
  const mode = layer.options.padding_mode;
  const [top, left, bottom, right] = convolutionPads(layer);
  if (top === bottom && left === right) {
    const sides = size([top, left]);
    return plain(
      convolution(layer, 'Conv2D', { padding: [sides, 0], padding_mode: [mode, 'zeros'] }),
    );
  }
  const fill = mode === 'zeros' ? '' : `, mode="${mode}"`;
  const sides = `[${left}, ${right}, ${top}, ${bottom}]`;
  return {
    module: convolution(layer, 'Conv2D', {}),
    apply: (self, [x]) => `${self}(functional.pad(${x}, ${sides}${fill}))`,
  };
}

/** Sides that differ are cut off what is painted without padding. @param {LayerInfo} layer @returns {Emitted} */
function convTranspose2d(layer) {
  const [top, left, bottom, right] = convolutionPads(layer);
  /** @type {Named} */
  const named = { output_padding: [size(layer.options.output_padding), 0] };
  if (top === bottom && left === right) {
    const padding = /** @type {[unknown, unknown]} */ ([size([top, left]), 0]);
    return plain(convolution(layer, 'Conv2DTranspose', { ...named, padding }));
  }
  const [, height, width] = layer.outputShape;
  const cut = `[:, :, ${top}:${top + height}, ${left}:${left + width}]`;
  return {
    module: convolution(layer, 'Conv2DTranspose', named),
    apply: (self, [x]) => `${self}(${x})${cut}`,
  };
}

/** Paddle's order of sides. @param {import('../onnx/geometry.js').Pads} pads */
const poolSides = ([top, left, bottom, right]) => [top, bottom, left, right];

/** @param {LayerInfo} layer @returns {Emitted} */
function maxPool(layer) {
  const { kernel, strides, pads } = poolWindows(layer);
  if (size(layer.options.dilation) !== 1) refuseLayer(layer, 'Paddle', 'dilated windows');
  return plain(
    call('nn.MaxPool2D', [size(kernel)], {
      stride: [size(strides), size(kernel)],
      padding: [size(poolSides(pads)), 0],
    }),
  );
}

/** Padding that counts comes first where the last window reaches over it. @param {LayerInfo} layer @returns {Emitted} */
function avgPool(layer) {
  const { kernel, strides, pads, extended } = poolWindows(layer);
  const counts = Boolean(layer.options.count_include_pad);
  const [top, left, bottom, right] = pads;
  /** @param {number[]} sides @param {boolean} exclusive */
  const pool = (sides, exclusive) =>
    call('nn.AvgPool2D', [size(kernel)], {
      stride: [size(strides), size(kernel)],
      padding: [size(sides), 0],
      exclusive: [exclusive, true],
    });
  if (!counts || !extended) return plain(pool(poolSides(pads), !counts));
  return {
    module: pool([0, bottom - top, 0, right - left], true),
    apply: (self, [x]) => `${self}(functional.pad(${x}, [${left}, ${left}, ${top}, ${top}]))`,
  };
}

/** @param {string} type @returns {(layer: LayerInfo) => Emitted} */
const batchNorm =
  (type) =>
  ({ inputShape, options }) =>
    plain(
      call(`nn.${type}`, [inputShape[0]], {
        // Paddle weighs the old value, PyTorch the new one.
        momentum: [Number((1 - Number(options.momentum)).toPrecision(12)), 0.9],
        epsilon: [options.eps, 1e-5],
        weight_attr: attribute(options.affine),
        bias_attr: attribute(options.affine),
        use_global_stats: [options.track_running_stats ? null : false, null],
      }),
    );

/** @param {LayerInfo} layer @returns {Emitted} */
function dropout({ options: { p, mode, axis } }) {
  const axes = /** @type {number[]} */ (axis);
  return plain(
    call('nn.Dropout', [p], {
      axis: [axes.length > 0 ? axes : null, null],
      mode: [mode, 'upscale_in_train'],
    }),
  );
}

/** @type {Readonly<Record<string, (layer: LayerInfo) => Emitted>>} */
const emitters = {
  Conv2d: conv2d,
  ConvTranspose2d: convTranspose2d,
  MaxPool2d: maxPool,
  AvgPool2d: avgPool,
  AdaptiveAvgPool2d: ({ options }) =>
    plain(call('nn.AdaptiveAvgPool2D', [size(options.output_size)])),
  AdaptiveMaxPool2d: ({ options }) =>
    plain(call('nn.AdaptiveMaxPool2D', [size(options.output_size)])),
  ReLU: () => plain('nn.ReLU()'),
  LeakyReLU: ({ options }) => plain(call('nn.LeakyReLU', [options.negative_slope])),
  Sigmoid: () => plain('nn.Sigmoid()'),
  Tanh: () => plain('nn.Tanh()'),
  GELU: ({ options }) =>
    plain(call('nn.GELU', [], { approximate: [options.approximate === 'tanh', false] })),
  SiLU: () => plain('nn.Silu()'),
  Softmax: ({ options }) => plain(call('nn.Softmax', [options.dim])),
  LogSoftmax: ({ options }) => plain(call('nn.LogSoftmax', [options.dim])),
  BatchNorm1d: batchNorm('BatchNorm1D'),
  BatchNorm2d: batchNorm('BatchNorm2D'),
  Dropout: dropout,
  Flatten: () => plain('nn.Flatten()'),
  Linear: ({ inputShape, options }) =>
    plain(
      call('nn.Linear', [inputShape[0], options.out_features], {
        bias_attr: attribute(options.bias),
      }),
    ),
  Identity: () => plain('nn.Identity()'),
  Add: () => ({ module: null, apply: (_self, inputs) => inputs.join(' + ') }),
  Concat: ({ options }) => ({
    module: null,
    apply: (_self, inputs) => `paddle.concat([${inputs.join(', ')}], axis=${literal(options.dim)})`,
  }),
};

/** Whether there is code for layers of a type. @param {string} type */
export const isKnown = (type) => Object.hasOwn(emitters, type);

/** @param {LayerInfo} layer */
export const emit = (layer) => emitters[layer.type](layer);
