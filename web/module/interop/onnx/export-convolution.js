/** Convolutions as ONNX nodes. */

import { convolutionPads, padSides, pair } from './geometry.js';
import { int, ints, string } from './graph-builder.js';

/** @typedef {import('../../engine/network.js').LayerInfo} LayerInfo */
/** @typedef {import('./export-layers.js').Place} Place */

/** Those of the named tensors that the layer has. @param {Place} place @param {string[]} names */
export const constants = ({ graph, tensor }, ...names) =>
  names.flatMap((name) => {
    const found = tensor(name);
    return found ? [graph.tensor(found)] : [];
  });

/** @param {LayerInfo} layer */
const convolutionAttributes = (layer) => ({
  kernel_shape: ints(pair(layer, 'kernel_size')),
  strides: ints(pair(layer, 'stride')),
  dilations: ints(pair(layer, 'dilation')),
  group: int(Number(layer.options.groups)),
});

/** @param {Place} place */
export function convolution(place) {
  const { layer, inputs, output, graph } = place;
  const tensors = constants(place, 'weight', 'bias');
  const pads = convolutionPads(layer);
  const mode = layer.options.padding_mode;
  const attributes = convolutionAttributes(layer);
  if (mode === 'zeros') {
    graph.node('Conv', [...inputs, ...tensors], output, { ...attributes, pads: ints(pads) });
    return;
  }
  const sides = graph.indices(`${output}/pads`, padSides(pads));
  const padded = graph.node('Pad', [inputs[0], sides], `${output}/padded`, {
    mode: string(mode === 'reflect' ? 'reflect' : 'edge'),
  });
  graph.node('Conv', [padded, ...tensors], output, attributes);
}

/**
 * Runtimes take output_padding below the stride only; what is more, dilation allows. It is taken
 * off the padding at the end, and the rest are rows and columns that no kernel reaches.
 *
 * @param {LayerInfo} layer
 */
function outputEdges(layer) {
  const pads = convolutionPads(layer);
  const extra = [...pair(layer, 'output_padding')];
  const beyond = [0, 0];
  for (const [axis, stride] of pair(layer, 'stride').entries()) {
    if (extra[axis] < stride) continue;
    const cut = Math.min(extra[axis], pads[axis + 2]);
    pads[axis + 2] -= cut;
    beyond[axis] = extra[axis] - cut;
    extra[axis] = 0;
  }
  return { pads, extra, beyond };
}

/** @param {Place} place */
export function transposedConvolution(place) {
  const { layer, inputs, output, graph } = place;
  const { pads, extra, beyond } = outputEdges(layer);
  const attributes = {
    ...convolutionAttributes(layer),
    pads: ints(pads),
    output_padding: ints(extra),
  };
  if (beyond.every((extent) => extent === 0)) {
    const tensors = constants(place, 'weight', 'bias');
    graph.node('ConvTranspose', [...inputs, ...tensors], output, attributes);
    return;
  }
  const weight = constants(place, 'weight');
  const inner = graph.node('ConvTranspose', [...inputs, ...weight], `${output}/inner`, attributes);
  const sides = graph.indices(`${output}/beyond`, padSides([0, 0, beyond[0], beyond[1]]));
  const bias = place.tensor('bias');
  const unbiased = graph.node('Pad', [inner, sides], bias ? `${output}/unbiased` : output);
  if (!bias) return;
  const values = graph.tensor({ ...bias, shape: [...bias.shape, 1, 1] });
  graph.node('Add', [unbiased, values], output);
}
