/** Layers of the engine as PyTorch modules and calls. */

import { convolutionPads } from '../onnx/geometry.js';
import { call, size } from './python.js';

/** @typedef {import('../../engine/network.js').LayerInfo} LayerInfo */

/** @typedef {import('./python.js').Emitted} Emitted */

/** @param {string} module @returns {Emitted} */
const plain = (module) => ({ module, apply: (self, [x]) => `${self}(${x})` });

/** @param {LayerInfo} layer */
const convolutionOptions = ({ options }) => ({
  stride: /** @type {[unknown, unknown]} */ ([size(options.stride), 1]),
  dilation: /** @type {[unknown, unknown]} */ ([size(options.dilation), 1]),
  groups: /** @type {[unknown, unknown]} */ ([options.groups, 1]),
  bias: /** @type {[unknown, unknown]} */ ([options.bias, true]),
});

/** @param {LayerInfo} layer @param {string} type @param {Record<string, [unknown, unknown]>} more */
const convolution = (layer, type, more) =>
  call(
    `nn.${type}`,
    [layer.inputShape[0], layer.options.out_channels, size(layer.options.kernel_size)],
    {
      ...convolutionOptions(layer),
      ...more,
    },
  );

/** @param {LayerInfo} layer @returns {Emitted} */
function conv2d(layer) {
  const { padding, padding_mode: mode } = layer.options;
  const [top, left, bottom, right] = convolutionPads(layer);
  if (typeof padding === 'string' || (top === bottom && left === right)) {
    const sides = typeof padding === 'string' ? padding : size([top, left]);
    const options = {
      padding: /** @type {[unknown, unknown]} */ ([sides, 0]),
      padding_mode: /** @type {[unknown, unknown]} */ ([mode, 'zeros']),
    };
    return plain(convolution(layer, 'Conv2d', options));
  }
  const fill = mode === 'zeros' ? '' : `, mode="${mode}"`;
  const sides = `(${left}, ${right}, ${top}, ${bottom})`;
  return {
    module: convolution(layer, 'Conv2d', {}),
    apply: (self, [x]) => `${self}(functional.pad(${x}, ${sides}${fill}))`,
  };
}

/** Sides that differ are cut off what is painted without padding. @param {LayerInfo} layer @returns {Emitted} */
function convTranspose2d(layer) {
  const [top, left, bottom, right] = convolutionPads(layer);
  const output_padding = /** @type {[unknown, unknown]} */ ([
    size(layer.options.output_padding),
    0,
  ]);
  if (top === bottom && left === right) {
    const padding = /** @type {[unknown, unknown]} */ ([size([top, left]), 0]);
    return plain(convolution(layer, 'ConvTranspose2d', { padding, output_padding }));
  }
  const [, height, width] = layer.outputShape;
  const cut = `[:, :, ${top}:${top + height}, ${left}:${left + width}]`;
  return {
    module: convolution(layer, 'ConvTranspose2d', { output_padding }),
    apply: (self, [x]) => `${self}(${x})${cut}`,
  };
}

/** @param {string} type @returns {(layer: LayerInfo) => Emitted} */
const pool = (type) => (layer) => {
  const { kernel_size: kernel, stride, padding, ceil_mode: ceil } = layer.options;
  const steps = /** @type {number[]} */ (stride).map(
    (step, axis) => step || /** @type {number[]} */ (kernel)[axis],
  );
  const { dilation = 1, count_include_pad: counts = true } = layer.options;
  return plain(
    call(`nn.${type}`, [size(kernel)], {
      stride: [size(steps), size(kernel)],
      padding: [size(padding), 0],
      dilation: [size(dilation), 1],
      ceil_mode: [ceil, false],
      count_include_pad: [counts, true],
    }),
  );
};

/** @param {string} type @returns {(layer: LayerInfo) => Emitted} */
const batchNorm = (type) => (layer) =>
  plain(
    call(`nn.${type}`, [layer.inputShape[0]], {
      eps: [layer.options.eps, 1e-5],
      momentum: [layer.options.momentum, 0.1],
      affine: [layer.options.affine, true],
      track_running_stats: [layer.options.track_running_stats, true],
    }),
  );

/** @param {LayerInfo} layer @returns {Emitted} */
function dropout({ options: { p, mode, axis } }) {
  if (mode === 'upscale_in_train' && String(axis) === '') {
    return plain(call('nn.Dropout', [], { p: [p, 0.5] }));
  }
  const upscales = mode === 'upscale_in_train';
  return plain(
    call('SharedDropout', [p], { axis: [axis, []], upscale_in_train: [upscales, true] }),
  );
}

/** @type {Readonly<Record<string, (layer: LayerInfo) => Emitted>>} */
const emitters = {
  Conv2d: conv2d,
  ConvTranspose2d: convTranspose2d,
  MaxPool2d: pool('MaxPool2d'),
  AvgPool2d: pool('AvgPool2d'),
  AdaptiveAvgPool2d: ({ options }) =>
    plain(call('nn.AdaptiveAvgPool2d', [size(options.output_size)])),
  AdaptiveMaxPool2d: ({ options }) =>
    plain(call('nn.AdaptiveMaxPool2d', [size(options.output_size)])),
  ReLU: () => plain('nn.ReLU()'),
  LeakyReLU: ({ options }) =>
    plain(call('nn.LeakyReLU', [], { negative_slope: [options.negative_slope, 0.01] })),
  Sigmoid: () => plain('nn.Sigmoid()'),
  Tanh: () => plain('nn.Tanh()'),
  GELU: ({ options }) => plain(call('nn.GELU', [], { approximate: [options.approximate, 'none'] })),
  SiLU: () => plain('nn.SiLU()'),
  Softmax: ({ options }) => plain(call('nn.Softmax', [options.dim])),
  LogSoftmax: ({ options }) => plain(call('nn.LogSoftmax', [options.dim])),
  BatchNorm1d: batchNorm('BatchNorm1d'),
  BatchNorm2d: batchNorm('BatchNorm2d'),
  Dropout: dropout,
  Flatten: () => plain('nn.Flatten()'),
  Linear: ({ inputShape, options }) =>
    plain(call('nn.Linear', [inputShape[0], options.out_features], { bias: [options.bias, true] })),
  Identity: () => plain('nn.Identity()'),
  Add: () => ({ module: null, apply: (_self, inputs) => inputs.join(' + ') }),
  Concat: ({ options }) => ({
    module: null,
    apply: (_self, inputs) => `torch.cat([${inputs.join(', ')}], ${options.dim})`,
  }),
};

/** Whether there is code for layers of a type. @param {string} type */
export const isKnown = (type) => Object.hasOwn(emitters, type);

/** @param {LayerInfo} layer */
export const emit = (layer) => emitters[layer.type](layer);

/** Needed if a layer is made by it. */
export const SHARED_DROPOUT = `
class SharedDropout(nn.Module):
    """Masks that vary along some axes only, and scaling in training or in prediction."""

    def __init__(self, p, axis=(), upscale_in_train=True):
        super().__init__()
        self.keep = 1 - p
        self.axis = axis
        self.upscales = upscale_in_train

    def forward(self, x):
        if not self.training:
            return x if self.upscales else x * self.keep
        shape = [n if not self.axis or i in self.axis else 1 for i, n in enumerate(x.shape)]
        mask = (torch.rand(shape, device=x.device) < self.keep).to(x.dtype)
        return x * mask / self.keep if self.upscales and self.keep > 0 else x * mask
`;
