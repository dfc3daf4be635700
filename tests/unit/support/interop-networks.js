/** Networks over MNIST images that between them have every layer and option. */

/** @typedef {import('../../../web/module/engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../../../web/module/engine/network.js').LayerDescription} LayerDescription */

/** @param {LayerDescription[]} layers @returns {NetworkDescription} */
const image = (...layers) => ({ input: [1, 28, 28], layers });

/** Ends with an image. @param {LayerDescription[]} layers @returns {NetworkDescription} */
const filter = (...layers) => ({ ...image(...layers), loss: 'MSELoss' });

/** @param {Record<string, unknown>} options @returns {LayerDescription} */
const conv = (options) => ({ type: 'Conv2d', out_channels: 4, kernel_size: 3, ...options });

/** @type {Record<string, NetworkDescription>} */
export const imageNetworks = {
  classifier: image(
    conv({ name: 'conv1', padding: 1 }),
    { type: 'BatchNorm2d', name: 'bn1' },
    { type: 'ReLU' },
    { type: 'MaxPool2d', kernel_size: 2 },
    conv({ name: 'conv2', out_channels: 8, groups: 2, bias: false }),
    { type: 'LeakyReLU', negative_slope: 0.2 },
    { type: 'AvgPool2d', kernel_size: 2 },
    { type: 'Flatten' },
    { type: 'Dropout', p: 0.3 },
    { type: 'Linear', name: 'fc1', out_features: 16 },
    { type: 'BatchNorm1d' },
    { type: 'Tanh' },
    { type: 'Dropout', p: 0.25, mode: 'downscale_in_infer' },
    { type: 'Linear', name: 'fc2', out_features: 10, bias: false },
  ),
  residual: image(
    conv({ name: 'stem', padding: 'same' }),
    conv({ name: 'branch', padding: 'same', kernel_size: [3, 4], padding_mode: 'replicate' }),
    { type: 'Add', name: 'sum', inputs: ['stem', 'branch'] },
    { type: 'SiLU', name: 'silu' },
    { type: 'Concat', name: 'cat', inputs: ['stem', 'silu', 'sum'] },
    conv({ name: 'reduce', kernel_size: 1, stride: 2 }),
    { type: 'GELU', name: 'gelu' },
    { type: 'GELU', name: 'gelu_tanh', approximate: 'tanh' },
    { type: 'Add', name: 'total', inputs: ['reduce', 'gelu', 'gelu_tanh', 'reduce'] },
    { type: 'AdaptiveAvgPool2d', name: 'gap', output_size: 1 },
    { type: 'Flatten', name: 'flat' },
    { type: 'Linear', name: 'fc', out_features: 10 },
    { type: 'LogSoftmax', name: 'out' },
  ),
  paddings: filter(
    conv({ padding: [2, 0, 1, 3], stride: [2, 1], dilation: [1, 2] }),
    conv({ padding: [3, 1, 0, 2], padding_mode: 'reflect' }),
    conv({ padding: [1, 2], padding_mode: 'replicate' }),
    conv({ padding: 'valid' }),
    conv({ padding: 'same', dilation: 2, kernel_size: [2, 5] }),
  ),
  transposed: filter(
    conv({ stride: 3 }),
    {
      type: 'ConvTranspose2d',
      out_channels: 6,
      kernel_size: 3,
      stride: 2,
      padding: 1,
      output_padding: 1,
      groups: 2,
    },
    {
      type: 'ConvTranspose2d',
      out_channels: 3,
      kernel_size: [2, 4],
      dilation: [2, 1],
      padding: [0, 2, 1, 0],
      bias: false,
    },
    { type: 'ConvTranspose2d', out_channels: 2, kernel_size: [3, 2], padding: 'same' },
    { type: 'ConvTranspose2d', out_channels: 2, kernel_size: 2, padding: 'valid' },
    { type: 'Sigmoid' },
  ),
  late_output_padding: filter(
    {
      type: 'ConvTranspose2d',
      out_channels: 4,
      kernel_size: 3,
      dilation: 3,
      output_padding: [2, 1],
      padding: [0, 1, 0, 0],
    },
    {
      type: 'ConvTranspose2d',
      out_channels: 3,
      kernel_size: 2,
      dilation: 2,
      output_padding: 1,
      bias: false,
    },
    {
      type: 'ConvTranspose2d',
      out_channels: 3,
      kernel_size: 2,
      dilation: 2,
      output_padding: 1,
      padding: 1,
    },
  ),
  pools: filter(
    { type: 'MaxPool2d', kernel_size: 3, stride: 2, padding: 1, ceil_mode: true },
    { type: 'MaxPool2d', kernel_size: [3, 2], stride: 1, dilation: 2, padding: [1, 0] },
    { type: 'AvgPool2d', kernel_size: 3, stride: 2, padding: 1, ceil_mode: true },
    {
      type: 'AvgPool2d',
      kernel_size: [2, 3],
      stride: 1,
      padding: [1, 1],
      count_include_pad: false,
    },
  ),
  pools_at_the_edge: filter(
    {
      type: 'AvgPool2d',
      kernel_size: 5,
      stride: [4, 3],
      padding: 2,
      ceil_mode: true,
      count_include_pad: false,
    },
    { type: 'MaxPool2d', kernel_size: 2, stride: 3, padding: 1, ceil_mode: true },
    { type: 'AvgPool2d', kernel_size: 2, stride: 2, ceil_mode: true },
  ),
  dilated_pool_at_the_edge: filter({
    type: 'MaxPool2d',
    kernel_size: 2,
    stride: 9,
    dilation: 5,
    ceil_mode: true,
  }),
  adaptive_pools: filter(
    conv({}),
    { type: 'AdaptiveAvgPool2d', output_size: [13, 9] },
    { type: 'AdaptiveMaxPool2d', output_size: [5, 4] },
    { type: 'AdaptiveAvgPool2d', output_size: [7, 2] },
    { type: 'AdaptiveMaxPool2d', output_size: [7, 1] },
  ),
  even_adaptive_pools: filter(
    { type: 'AdaptiveMaxPool2d', output_size: 14 },
    { type: 'AdaptiveAvgPool2d', output_size: [7, 2] },
    { type: 'AdaptiveMaxPool2d', output_size: 1 },
  ),
  batch_statistics: image(
    conv({}),
    { type: 'BatchNorm2d', track_running_stats: false, eps: 0.01 },
    { type: 'BatchNorm2d', track_running_stats: false, affine: false },
    { type: 'BatchNorm2d', affine: false, momentum: 0.4 },
    { type: 'AvgPool2d', kernel_size: 8 },
    { type: 'Flatten' },
    { type: 'BatchNorm1d', name: 'bn_a', track_running_stats: false },
    { type: 'BatchNorm1d', name: 'bn_b', affine: false, momentum: 0.2, eps: 0.1 },
  ),
  axes: filter(
    conv({}),
    { type: 'Softmax', name: 'rows', dim: 2 },
    { type: 'LogSoftmax', name: 'columns', dim: -1 },
    { type: 'Concat', name: 'wide', dim: 3, inputs: ['rows', 'columns'] },
    { type: 'Concat', name: 'tall', dim: -2, inputs: ['wide', 'wide'] },
    { type: 'Softmax', name: 'channels' },
  ),
  dropouts: image(
    { type: 'Dropout', p: 1 },
    { type: 'Dropout', p: 0.5, axis: [0, 1] },
    { type: 'Dropout', p: 0.5, axis: 1, mode: 'downscale_in_infer' },
    { type: 'Identity' },
    { type: 'Flatten' },
    { type: 'Flatten' },
  ),
  features: {
    input: [28],
    layers: [
      { type: 'Linear', out_features: 12 },
      { type: 'BatchNorm1d' },
      { type: 'Softmax', dim: -1 },
    ],
  },
};
