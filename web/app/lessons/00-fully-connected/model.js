/** Fully connected against convolutional: mixed-up pixels, parameters, few images. */

/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {import('../kit/training/experiment.js').Plan} Plan */
/** @typedef {'mlp' | 'cnn'} Kind */

export const KINDS = /** @type {const} */ (['mlp', 'cnn']);

const FEW = 300;

/** @param {number} out_channels @param {number} n */
const block = (out_channels, n) => [
  { type: 'Conv2d', name: `conv${n}`, out_channels, kernel_size: 5 },
  { type: 'ReLU', name: `relu${n}` },
  { type: 'MaxPool2d', name: `pool${n}`, kernel_size: 2 },
];

const flatten = { type: 'Flatten', name: 'flatten' };
const out = { type: 'Linear', name: 'out', out_features: 10 };

/** The layers; both read digits about equally well after the same training. @type {Record<Kind, import('../../state/types.js').Description>} */
export const DESCRIPTIONS = {
  mlp: {
    input: [1, 28, 28],
    layers: [
      flatten,
      { type: 'Linear', name: 'fc1', out_features: 64 },
      { type: 'ReLU', name: 'relu1' },
      out,
    ],
  },
  cnn: { input: [1, 28, 28], layers: [...block(4, 1), ...block(8, 2), flatten, out] },
};

/**
 * The layers of a network with shapes and parameters, as the engine has them.
 *
 * @param {Networks} networks
 * @param {Kind} kind
 */
export const infoOf = (networks, kind) => networks.get(kind, DESCRIPTIONS[kind]).info;

/** @param {Kind} kind @param {boolean} permuted @param {number} seed @returns {Plan} */
export const shuffledPlan = (kind, permuted, seed) => ({
  description: DESCRIPTIONS[kind],
  seed,
  permuted,
  steps: 300,
  options: { batch_size: 64, optimizer: 'Adam', lr: 0.003 },
  trainImages: 10_000,
  testImages: 2000,
  every: 20,
});

/** @param {Kind} kind @param {number} seed @returns {Plan} */
export const fewPlan = (kind, seed) => ({
  description: DESCRIPTIONS[kind],
  seed,
  steps: 300,
  options: { batch_size: 32, optimizer: 'Adam', lr: 0.003 },
  trainImages: FEW,
  testImages: 2000,
  every: 20,
  curve: true,
});
