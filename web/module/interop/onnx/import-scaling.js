/**
 * Sums of values, and constants that are added to or multiplied with one: the first are layers Add,
 * the second biases or batch normalisations whose statistics change nothing.
 */

import { addBias } from './import-linear.js';
import { refuse } from './refusal.js';

/** @typedef {import('./node.js').Node} Node */
/** @typedef {import('./importer.js').Importer} Importer */
/** @typedef {import('./tensors.js').Constant} Constant */

const MOST_INPUTS = 16;
const EPS = 1e-12;

/**
 * One value for each channel out of a constant that broadcasts so.
 *
 * @param {Node} node
 * @param {Constant} constant
 * @param {number[]} shape of the other input, without the batch
 */
function channelValues(node, constant, shape) {
  const [channels] = shape;
  const { values } = constant;
  const fits = constant.shape.length <= shape.length + 1;
  if (fits && values.length === 1) return new Float32Array(channels).fill(values[0]);
  const own = constant.shape.slice(-shape.length);
  const extents = [...shape.map(() => 1).slice(own.length), ...own];
  const alongChannels = extents[0] === channels && values.length === channels;
  if (fits && alongChannels) return Float32Array.from(values);
  const wanted = `a constant of one value or of [${[channels, ...shape.slice(1).map(() => 1)]}]`;
  return refuse(node, `expected ${wanted}, got [${constant.shape}]`);
}

/**
 * y = scale x + shift for each channel. In float32, 1 + eps is 1, and so is the deviation.
 *
 * @param {Node} node
 * @param {Importer} importer
 * @param {number} which input is the data
 * @param {{scale?: Float32Array, shift?: Float32Array}} values
 */
function addScaling(node, importer, which, { scale, shift }) {
  const input = importer.data(node, which);
  const shape = [input.shape[0]];
  /** @param {string} name @param {Float32Array | undefined} values @param {number} usual */
  const tensor = (name, values, usual) => ({
    name,
    shape,
    values: values ?? new Float32Array(shape[0]).fill(usual),
  });
  importer.addLayer(node, {
    type: input.shape.length === 3 ? 'BatchNorm2d' : 'BatchNorm1d',
    options: { eps: EPS, frozen: true },
    inputs: [input],
    shape: input.shape,
    tensors: [
      tensor('weight', scale, 1),
      tensor('bias', shift, 0),
      tensor('running_mean', undefined, 0),
      tensor('running_var', undefined, 1),
    ],
  });
}

/** @param {Node} node @param {Importer} importer @returns {number} which of two inputs is a constant; -1: none */
const constantInput = (node, importer) =>
  node.inputs.length === 2 ? node.inputs.findIndex((name) => importer.isConstant(name)) : -1;

/** Add and Sum. @param {Node} node @param {Importer} importer */
export function add(node, importer) {
  const which = constantInput(node, importer);
  if (which >= 0) {
    if (addBias(node, importer, which)) return;
    const { shape } = importer.data(node, 1 - which);
    const shift = channelValues(node, importer.constant(node, which), shape);
    addScaling(node, importer, 1 - which, { shift });
    return;
  }
  const inputs = node.inputs.map((_, index) => importer.data(node, index));
  const shapes = new Set(inputs.map(({ shape }) => String(shape)));
  if (shapes.size !== 1 || inputs.length > MOST_INPUTS) {
    const got = inputs.map(({ shape }) => `[${shape}]`).join(', ');
    refuse(node, `expected up to ${MOST_INPUTS} inputs of one shape, got ${got}`);
  }
  if (inputs.length === 1) importer.set(node, inputs[0]);
  else importer.addLayer(node, { type: 'Add', inputs, shape: inputs[0].shape });
}

/** Sub, Mul and Div with a constant. @param {Node} node @param {Importer} importer */
export function scale(node, importer) {
  const which = constantInput(node, importer);
  if (which < 0 || (which === 0 && node.opType === 'Div')) {
    refuse(node, `expected ${node.opType} of a value of the network by a constant`);
  }
  const { shape } = importer.data(node, 1 - which);
  const values = channelValues(node, importer.constant(node, which), shape);
  const result = {
    Sub:
      which === 0
        ? { scale: values.map(() => -1), shift: values }
        : { shift: values.map((value) => -value) },
    Mul: { scale: values },
    Div: { scale: values.map((value) => 1 / value) },
  }[/** @type {'Sub' | 'Mul' | 'Div'} */ (node.opType)];
  addScaling(node, importer, 1 - which, result);
}
