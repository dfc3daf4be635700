/** Padding as a node of its own, which the engine's convolutions and pools have as an option. */

import { refuse } from './refusal.js';

/** @typedef {import('./node.js').Node} Node */
/** @typedef {import('./importer.js').Importer} Importer */
/** @typedef {import('./importer.js').Data} Data */

/**
 * Padding that waits for the layer that applies it.
 *
 * @typedef {object} Padding
 * @property {Node} node
 * @property {'zeros' | 'reflect' | 'replicate' | 'lowest'} mode lowest: by what no maximum takes
 * @property {number[]} begin rows above and columns to the left
 * @property {number[]} end
 */

const MOST_PADDING = 64;
const LOWEST_FLOAT = -3.4028234663852886e38;

const modes = new Map(
  /** @type {const} */ ([
    ['constant', 'zeros'],
    ['reflect', 'reflect'],
    ['edge', 'replicate'],
  ]),
);

/** @param {Node} node @param {Importer} importer @returns {Padding['mode']} */
function modeOf(node, importer) {
  const given = node.string('mode', 'constant');
  const mode = modes.get(/** @type {'constant'} */ (given));
  if (!mode) refuse(node, `attribute mode: expected constant, reflect or edge, got ${given}`);
  const value =
    importer.opset < 11
      ? node.float('value', 0)
      : Number(importer.optionalConstant(node, 2)?.values[0] ?? 0);
  if (mode === 'zeros' && value <= LOWEST_FLOAT) return 'lowest';
  if (mode === 'zeros' && value !== 0) refuse(node, `expected padding with 0, got ${value}`);
  return mode;
}

/** @param {Node} node @param {Importer} importer @returns {number[]} for all axes, begins before ends */
function padsOf(node, importer) {
  const given =
    importer.opset < 11 ? node.ints('pads', []) : Array.from(importer.constant(node, 1).values);
  const axes = importer.optionalConstant(node, 3);
  if (!axes) return given;
  const pads = [0, 0, 0, 0, 0, 0, 0, 0];
  const count = axes.values.length;
  for (const [i, axis] of Array.from(axes.values).entries()) {
    const place = (axis + 4) % 4;
    pads[place] = given[i];
    pads[place + 4] = given[i + count];
  }
  return pads;
}

/** @param {Node} node @param {Importer} importer @returns {Padding} */
function readPadding(node, importer) {
  const mode = modeOf(node, importer);
  const pads = padsOf(node, importer);
  const fits = pads.every((one) => Number.isInteger(one) && one >= 0 && one <= MOST_PADDING);
  const spatial = pads[0] === 0 && pads[1] === 0 && pads[4] === 0 && pads[5] === 0;
  if (pads.length !== 8 || !fits || !spatial) {
    refuse(node, `expected pads from 0 to ${MOST_PADDING} of rows and columns, got [${pads}]`);
  }
  return { node, mode, begin: pads.slice(2, 4), end: pads.slice(6, 8) };
}

/** @param {number[]} shape [C, H, W] @param {Pick<Padding, 'begin' | 'end'>} padding */
export const paddedShape = ([channels, ...extents], { begin, end }) => [
  channels,
  ...extents.map((extent, axis) => extent + begin[axis] + end[axis]),
];

/** The engine's option. @param {Pick<Padding, 'begin' | 'end'>} padding */
export const paddingOption = ({ begin, end }) => [begin[0], end[0], begin[1], end[1]];

/**
 * Padding as a layer of its own: a depthwise convolution with kernels of a single 1.
 *
 * @param {Node} node
 * @param {Importer} importer
 * @param {Data} input
 * @param {Padding} padding
 * @returns {Data}
 */
export function addPadding(node, importer, input, padding) {
  const [channels] = input.shape;
  return importer.addHelper(node, {
    type: 'Conv2d',
    options: {
      out_channels: channels,
      kernel_size: 1,
      groups: channels,
      padding: paddingOption(padding),
      padding_mode: padding.mode,
      bias: false,
      frozen: true,
    },
    inputs: [input],
    shape: paddedShape(input.shape, padding),
    tensors: [
      { name: 'weight', shape: [channels, 1, 1, 1], values: new Float32Array(channels).fill(1) },
    ],
  });
}

/**
 * Windows with the padding of a node before added to their own.
 *
 * @param {import('./import-windows.js').Windows} windows
 * @param {Padding | undefined} before
 */
export const withPadding = (windows, before) => ({
  ...windows,
  begin: windows.begin.map((side, axis) => side + (before?.begin[axis] ?? 0)),
  end: windows.end.map((side, axis) => side + (before?.end[axis] ?? 0)),
});

/** @param {Node | null} consumer @param {Padding['mode']} mode */
function isAppliedBy(consumer, mode) {
  if (!consumer) return false;
  const own = consumer.string('auto_pad', 'NOTSET');
  const plain = ['NOTSET', 'VALID'].includes(own);
  const unpadded = own === 'VALID' || consumer.ints('pads', []).every((one) => one === 0);
  if (mode === 'lowest') return consumer.opType === 'MaxPool' && plain;
  if (consumer.opType === 'Conv') return plain && (mode === 'zeros' || unpadded);
  const counts = consumer.int('count_include_pad', 0) === 1;
  return consumer.opType === 'AveragePool' && mode === 'zeros' && plain && !counts;
}

/** @param {Node} node @param {Importer} importer */
export function pad(node, importer) {
  const input = importer.image(node);
  const padding = readPadding(node, importer);
  if (isAppliedBy(importer.onlyConsumer(node.outputs[0]), padding.mode)) {
    importer.set(node, { ...input, padding });
  } else if (padding.mode === 'lowest') {
    refuse(node, 'expected a MaxPool after padding with the lowest number');
  } else {
    importer.set(node, addPadding(node, importer, input, padding));
  }
}
