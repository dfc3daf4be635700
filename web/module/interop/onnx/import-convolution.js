/** Conv and ConvTranspose as layers. */

import { paddingOption, withPadding } from './import-padding.js';
import { autoPadOf, readWindows, sharePadding, sizes, windowCounts } from './import-windows.js';
import { refuse } from './refusal.js';

/** @typedef {import('./node.js').Node} Node */
/** @typedef {import('./importer.js').Importer} Importer */
/** @typedef {import('./import-windows.js').Windows} Windows */

/**
 * The weight, its kernel, and a bias if there is one.
 *
 * @param {Node} node
 * @param {Importer} importer
 */
function readWeights(node, importer) {
  const weight = importer.constant(node, 1);
  const { shape } = weight;
  if (shape.length !== 4) refuse(node, `input 2: expected a weight of 4 axes, got [${shape}]`);
  const kernel = node.ints('kernel_shape', shape.slice(2));
  if (String(kernel) !== String(shape.slice(2))) {
    refuse(node, `attribute kernel_shape: expected that of the weight [${shape}], got [${kernel}]`);
  }
  return { weight, kernel, bias: importer.optionalConstant(node, 2) };
}

/** @param {Node} node @param {number} channels */
function readGroups(node, channels) {
  const groups = node.int('group', 1);
  if (Number.isInteger(groups) && groups >= 1 && channels % groups === 0) return groups;
  return refuse(node, `attribute group: expected a divisor of ${channels} channels, got ${groups}`);
}

/**
 * @param {Node} node
 * @param {ReturnType<typeof readWeights>} weights
 * @param {number[]} expected shape of the weight without the kernel
 */
function tensorsOf(node, { weight, kernel, bias }, expected) {
  const shape = [...expected, ...kernel];
  if (String(weight.shape) !== String(shape)) {
    refuse(node, `input 2: expected a weight of shape [${shape}], got [${weight.shape}]`);
  }
  return [
    { name: 'weight', shape, values: weight.values },
    ...(bias ? [{ name: 'bias', shape: bias.shape, values: bias.values }] : []),
  ];
}

/** @param {Node} node @param {{bias?: {shape: number[]}}} weights @param {number} channels */
function checkBias(node, { bias }, channels) {
  if (!bias || String(bias.shape) === String(channels)) return;
  refuse(node, `input 3: expected a bias of shape [${channels}], got [${bias.shape}]`);
}

/** @param {Windows} windows @param {number} channels @param {number} groups @param {boolean} bias */
const commonOptions = ({ kernel, strides, dilations }, channels, groups, bias) => ({
  out_channels: channels,
  kernel_size: kernel,
  stride: strides,
  dilation: dilations,
  groups,
  bias,
});

/** @param {Node} node @param {Importer} importer */
export function conv(node, importer) {
  const { padding: before, ...input } = importer.image(node);
  const weights = readWeights(node, importer);
  const windows = withPadding(readWindows(node, weights.kernel, input.shape), before);
  const [channels] = weights.weight.shape;
  const groups = readGroups(node, input.shape[0]);
  checkBias(node, weights, channels);
  importer.addLayer(node, {
    type: 'Conv2d',
    options: {
      ...commonOptions(windows, channels, groups, Boolean(weights.bias)),
      padding: paddingOption(windows),
      ...(before && before.mode !== 'zeros' ? { padding_mode: before.mode } : {}),
    },
    inputs: [input],
    shape: [channels, ...windowCounts(windows, input.shape)],
    tensors: tensorsOf(node, weights, [channels, input.shape[0] / groups]),
  });
}

/**
 * The padding of a transposed convolution, by its own attributes or so that the output has a size;
 * rows and columns that are missing at the end then add to output_padding.
 *
 * @param {Node} node
 * @param {Windows} windows
 * @param {number[]} extra output_padding
 * @param {number[]} extents of the input
 */
function transposedPadding(node, windows, extra, extents) {
  const autoPad = autoPadOf(node);
  const wanted =
    node.ints('output_shape', undefined)?.slice(-2) ??
    (autoPad.startsWith('SAME')
      ? extents.map((extent, axis) => extent * windows.strides[axis])
      : undefined);
  if (!wanted) return { begin: windows.begin, end: windows.end, extra };
  const total = extents.map((extent, axis) => {
    const { strides, reach } = windows;
    const full = (extent - 1) * strides[axis] + reach[axis] + 1 + extra[axis];
    return full - wanted[axis];
  });
  const missing = total.map((one) => Math.max(0, -one));
  if (missing.some((one, axis) => !(one + extra[axis] < windows.strides[axis]))) {
    refuse(node, `expected an output that is no larger than the kernels paint, got [${wanted}]`);
  }
  const padding = total.map((one) => Math.max(0, one));
  return {
    ...sharePadding(autoPad === 'NOTSET' ? 'SAME_LOWER' : autoPad, padding),
    extra: extra.map((one, axis) => one + missing[axis]),
  };
}

/** @param {Node} node @param {Importer} importer */
export function convTranspose(node, importer) {
  const input = importer.image(node);
  const weights = readWeights(node, importer);
  const windows = readWindows(node, weights.kernel, input.shape);
  const own = sizes(node, 'output_padding', 0, [0, 0]);
  const extents = input.shape.slice(1);
  const { begin, end, extra } = transposedPadding(node, windows, own, extents);
  const groups = readGroups(node, input.shape[0]);
  const channels = weights.weight.shape[1] * groups;
  checkBias(node, weights, channels);
  importer.addLayer(node, {
    type: 'ConvTranspose2d',
    options: {
      ...commonOptions(windows, channels, groups, Boolean(weights.bias)),
      padding: paddingOption({ begin, end }),
      output_padding: extra,
    },
    inputs: [input],
    shape: [
      channels,
      ...extents.map((extent, axis) => {
        const full = (extent - 1) * windows.strides[axis] + windows.reach[axis] + 1;
        return full - begin[axis] - end[axis] + extra[axis];
      }),
    ],
    tensors: tensorsOf(node, weights, [input.shape[0], channels / groups]),
  });
}
