/** Batch normalisation step by step; and a deep network with it and without. */

/** @typedef {import('../02-convolution/model.js').Grid} Grid */
/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {import('../kit/training/experiment.js').Plan} Plan */

/** A batch of three, three features each. @type {Grid} */
export const START = { height: 3, width: 3, data: [1, 2, 3, 4, 5, 6, 7, 8, 9] };

/**
 * @typedef {object} Normalised
 * @property {Grid} output
 * @property {Record<string, number>[]} steps of each value: mean, variance, normalised, …
 * @property {{name: string, data: ArrayLike<number>}[]} running statistics after the passes
 */

/**
 * @param {Networks} networks
 * @param {{batch: Grid, gamma: number, beta: number, passes: number, training: boolean}} options
 *   `passes`: how often the batch was seen in training before
 * @returns {Normalised}
 */
export function normalise(networks, { batch, gamma, beta, passes, training }) {
  const { height: count, width, data } = batch;
  const all = (/** @type {number} */ value) => Array.from({ length: width }, () => value);
  const description = { input: [width], layers: [{ type: 'BatchNorm1d', name: 'bn' }] };
  const parameters = {
    bn: { weight: all(gamma), bias: all(beta), running_mean: all(0), running_var: all(1) },
  };
  const network = networks.get('norm', description, { parameters, maxBatch: count });
  network.setInput(data);
  for (let pass = 0; pass < passes; pass++) network.forward(count, { training: true });
  network.forward(count, { training });
  const output = network.activations(0, count);
  const steps = Array.from({ length: count * width }, (_, at) => {
    const unit = { channel: at % width };
    const found = network.inspect.explain(0, unit, Math.floor(at / width)).steps;
    return Object.fromEntries(found.map(({ name, value }) => [name, value]));
  });
  return { output: { height: count, width, data: output }, steps, running: network.states(0) };
}

export const RATES = [0.01, 0.1, 1];

/** Size of the weights at the start, measured by the usual one. */
export const STARTS = [0.5, 1, 2];

export const KINDS = /** @type {const} */ (['plain', 'bn']);

const DEPTH = 5;

/** What the last activation receives. @param {'plain' | 'bn'} kind */
export const watched = (kind) => `${kind === 'bn' ? 'bn' : 'fc'}${DEPTH}`;

/** @param {'plain' | 'bn'} kind @returns {import('../../state/types.js').Description} */
export const describe = (kind) => ({
  input: [1, 28, 28],
  layers: [
    { type: 'Flatten', name: 'flatten' },
    ...Array.from({ length: DEPTH }, (_, index) => [
      { type: 'Linear', name: `fc${index + 1}`, out_features: 64 },
      ...(kind === 'bn' ? [{ type: 'BatchNorm1d', name: `bn${index + 1}` }] : []),
      { type: 'ReLU', name: `relu${index + 1}` },
    ]).flat(),
    { type: 'Linear', name: `fc${DEPTH + 1}`, out_features: 10 },
  ],
});

/** @param {'plain' | 'bn'} kind @param {number} lr @param {number} seed @returns {Plan} */
export const planOf = (kind, lr, seed) => ({
  description: describe(kind),
  seed,
  steps: 200,
  options: { batch_size: 64, optimizer: 'SGD', lr, momentum: 0 },
  trainImages: 5000,
  testImages: 2000,
  every: 10,
  histogram: watched(kind),
});

/**
 * Short, for it is about the first steps.
 *
 * @param {'plain' | 'bn'} kind
 * @param {number} weightScale
 * @param {number} seed
 * @returns {Plan}
 */
export const startPlanOf = (kind, weightScale, seed) => ({
  ...planOf(kind, 0.1, seed),
  steps: 60,
  trainImages: 2000,
  testImages: 1000,
  weightScale,
});
