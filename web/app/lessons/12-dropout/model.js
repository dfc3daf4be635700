/** Both ways to drop units, on the same masks; and a network that overfits, with dropout and without. */

/** @typedef {import('../02-convolution/model.js').Grid} Grid */
/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {import('../kit/training/experiment.js').Plan} Plan */
/** @typedef {'upscale_in_train' | 'downscale_in_infer'} Mode */

export const MODES = /** @type {const} */ (['upscale_in_train', 'downscale_in_infer']);

/** Rows of the grid are channels, columns the pixels of a channel. */
export const CHANNELS = 4;
const [HEIGHT, WIDTH] = [2, 3];
const SIZE = CHANNELS * HEIGHT * WIDTH;

/** Axes of (N, C, H, W) along which the mask varies. @type {Record<string, number[]>} */
export const AXES = { all: [], channels: [0, 1], pixels: [0, 2, 3] };

/**
 * @typedef {object} State
 * @property {number[]} input (4, 2, 3)
 * @property {number} p
 * @property {string} axis a key of AXES
 * @property {number} seed of the masks
 */

/** @type {State} */
export const START = {
  input: Array.from({ length: SIZE }, (_, at) => ((at * 5) % 9) - 2),
  p: 0.5,
  axis: 'all',
  seed: 1,
};

/** @param {ArrayLike<number>} values @returns {Grid} */
export const gridOf = (values) => ({ height: CHANNELS, width: HEIGHT * WIDTH, data: values });

/**
 * The layer and the L1 norm of what comes out: the sum of the outputs with the signs of the inputs,
 * which dropping and scaling leave as they are.
 *
 * @param {Networks} networks
 * @param {string} name
 * @param {State} state
 * @param {{mode: Mode, maxBatch: number}} options
 */
function build(networks, name, { input, p, axis, seed }, { mode, maxBatch }) {
  const description = {
    input: [CHANNELS, HEIGHT, WIDTH],
    layers: [
      { type: 'Dropout', name: 'dropout', p, mode, axis: AXES[axis] },
      { type: 'Flatten', name: 'flatten' },
      { type: 'Linear', name: 'norm', out_features: 1, bias: false },
    ],
  };
  const parameters = { norm: { weight: input.map(Math.sign) } };
  // The same seed draws the same masks, whatever the mode.
  const network = networks.get(`${name}-${mode}`, description, { parameters, maxBatch, seed });
  return network;
}

/**
 * @typedef {object} Dropped
 * @property {Float32Array} mask 1 where a value was kept
 * @property {Float32Array} trained output in training, with that mask
 * @property {Float32Array} inferred output in prediction
 * @property {number} trainedNorm L1
 * @property {number} inferredNorm L1
 */

/**
 * One mask. Draws a new one each time it is called.
 *
 * @param {Networks} networks
 * @param {State} state
 * @returns {Record<Mode, Dropped>}
 */
export function drop(networks, state) {
  const [upscale, downscale] = MODES.map((mode) => {
    const network = build(networks, 'once', state, { mode, maxBatch: 1 });
    network.setInput(state.input);
    network.forward(1, { training: true });
    const mask = network.inspect.mask(0);
    const [trained, [trainedNorm]] = [0, 2].map((layer) => network.activation(layer));
    network.forward();
    const [inferred, [inferredNorm]] = [0, 2].map((layer) => network.activation(layer));
    return { mask, trained, inferred, trainedNorm, inferredNorm };
  });
  return { upscale_in_train: upscale, downscale_in_infer: downscale };
}

/** Masks of one pass and passes of an average. */
const BATCH = 500;
const PASSES = 40;
export const MASKS = BATCH * PASSES;

/**
 * The L1 norm in training, averaged over many masks, and the one in prediction.
 *
 * @param {Networks} networks
 * @param {State} state
 * @returns {Record<Mode, {trained: number, inferred: number}>}
 */
export function average(networks, state) {
  const [upscale, downscale] = MODES.map((mode) => {
    const network = build(networks, 'many', state, { mode, maxBatch: BATCH });
    network.setInput(Array.from({ length: BATCH }, () => state.input).flat());
    let sum = 0;
    for (let pass = 0; pass < PASSES; pass++) {
      network.forward(BATCH, { training: true });
      for (const norm of network.activations(2, BATCH)) sum += norm;
    }
    network.forward(1);
    return { trained: sum / MASKS, inferred: network.activation(2)[0] };
  });
  return { upscale_in_train: upscale, downscale_in_infer: downscale };
}

/** Shares that are dropped in the network that overfits. */
export const RATES = [0, 0.5];

/** @param {number} rate @returns {import('../../state/types.js').Description} */
export const describe = (rate) => ({
  input: [1, 28, 28],
  layers: [
    { type: 'Flatten', name: 'flatten' },
    ...[1, 2].flatMap((n) => [
      { type: 'Linear', name: `fc${n}`, out_features: 256 },
      { type: 'ReLU', name: `relu${n}` },
      ...(rate > 0 ? [{ type: 'Dropout', name: `drop${n}`, p: rate }] : []),
    ]),
    { type: 'Linear', name: 'fc3', out_features: 10 },
  ],
});

/** @param {number} rate @param {number} seed @returns {Plan} */
export const planOf = (rate, seed) => ({
  description: describe(rate),
  seed,
  steps: 600,
  options: { batch_size: 32, optimizer: 'Adam', lr: 0.001 },
  trainImages: 1000,
  testImages: 2000,
  every: 10,
});
