/** Answers about batches of inputs that the caller sends along. */

/** @typedef {import('../engine/network.js').Network} Network */
/** @typedef {import('../engine/network.js').NamedTensor} NamedTensor */
/** @typedef {import('../protocol.js').Inputs} Inputs */
/** @typedef {import('./workbench.js').Workbench} Workbench */
/** @typedef {import('./inspection.js').InspectedLayer} InspectedLayer */

/**
 * @typedef {object} Gradients
 * @property {number | null} loss mean over the inputs; null for the gradients of an output
 * @property {{shape: number[], data: Float32Array<ArrayBuffer>}} input
 * @property {InspectedLayer[]} activations `data` is the gradient with respect to the layer's output
 * @property {{layer: number, tensors: NamedTensor[]}[]} parameters of layers that have any; none
 *   for the gradients of an output
 */

/**
 * @param {Network} network
 * @param {Inputs} inputs
 * @returns {number} how many there are
 */
function setInputs(network, inputs) {
  return inputs instanceof Uint8Array ? network.setPixels(inputs) : network.setInput(inputs);
}

/** @param {Network} network @param {Inputs} inputs */
function forward(network, inputs) {
  const count = setInputs(network, inputs);
  network.forward(count);
  return count;
}

/** @param {Network} network @param {Inputs} inputs */
export function predictAll(network, inputs) {
  const count = setInputs(network, inputs);
  network.forward(count, { keepActivations: false });
  return network.probabilities(count);
}

/**
 * @param {Network} network
 * @param {number[]} layers
 * @param {number} count
 * @param {(layer: number) => Float32Array<ArrayBuffer>} read
 * @returns {InspectedLayer[]}
 */
function described(network, layers, count, read) {
  return layers.map((layer) => {
    const data = read(layer);
    const { name, type, outputShape } = network.info.layers[layer];
    return { layer, name, type, shape: [count, ...outputShape], data };
  });
}

/** @param {Network} network @param {{inputs: Inputs, layers: number[]}} params */
export function activations(network, { inputs, layers }) {
  const count = forward(network, inputs);
  return described(network, layers, count, (layer) => network.activations(layer, count));
}

/**
 * The sum of the losses, and how many answers are right.
 *
 * @param {Workbench} workbench
 * @param {{inputs: Inputs, labels: Uint8Array}} params
 */
export function evaluate({ engine, network }, { inputs, labels }) {
  const { input: shape, classes } = network.info;
  const floats = inputs instanceof Float32Array;
  const dataset = engine.createDataset({ shape, classes, expected: labels.length, floats });
  try {
    dataset.appendInputs(inputs, labels);
    return engine.evaluate(network, dataset, 0, labels.length);
  } finally {
    dataset.dispose();
  }
}

/** @param {Network} network @param {Inputs} inputs @param {Uint8Array} labels */
function backward(network, inputs, labels) {
  forward(network, inputs);
  network.setLabels(labels);
  return network.backward();
}

/**
 * @param {Network} network
 * @param {import('../protocol.js').GradientParams} params
 * @returns {Gradients}
 */
export function gradients(network, { inputs, labels, output = 0 }) {
  const result = labels ? backward(network, inputs, labels) : null;
  const count = result?.count ?? forward(network, inputs);
  if (!result) network.inspect.propagateScore(output);
  const { input, layers } = network.info;
  const all = layers.map(({ index }) => index);
  const learning = layers.filter(({ parameters }) => labels && parameters.length > 0);
  return {
    loss: result?.loss ?? null,
    input: { shape: [count, ...input], data: network.inputGradients(count) },
    activations: described(network, all, count, (layer) =>
      network.activationGradients(layer, count),
    ),
    parameters: learning.map(({ index }) => ({
      layer: index,
      tensors: network.parameterGradients(index),
    })),
  };
}

/** @param {Network} network @param {import('../protocol.js').ExplainParams} params */
export function explain(network, { inputs, layer, unit }) {
  forward(network, inputs);
  return network.inspect.explain(layer, unit);
}
