/** Two activations: their slopes, and the same deep network with either. */

/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {import('../kit/training/experiment.js').Plan} Plan */
/** @typedef {'ReLU' | 'Sigmoid'} Activation */

export const ACTIVATIONS = /** @type {const} */ (['ReLU', 'Sigmoid']);

export const DEPTHS = [2, 4, 6, 8];

/** Hidden layers at the start: enough for the sigmoid's gradient to fade below a hundredth. */
export const DEPTH = 6;

const WIDTH = 64;

/** @param {Activation} type @param {number} depth @returns {import('../../state/types.js').Description} */
export const describe = (type, depth) => ({
  input: [1, 28, 28],
  // The initialisation that was made for the sigmoid, so that it is not at a disadvantage.
  init: 'xavier_uniform',
  layers: [
    { type: 'Flatten', name: 'flatten' },
    ...Array.from({ length: depth }, (_, index) => [
      { type: 'Linear', name: `fc${index + 1}`, out_features: WIDTH },
      { type, name: `act${index + 1}` },
    ]).flat(),
    { type: 'Linear', name: `fc${depth + 1}`, out_features: 10 },
  ],
});

/**
 * @param {Activation} activation
 * @param {number} depth
 * @param {number} seed
 * @returns {Plan}
 */
export const planOf = (activation, depth, seed) => ({
  description: describe(activation, depth),
  seed,
  steps: 200,
  options: { batch_size: 64, optimizer: 'SGD', lr: 0.1, momentum: 0.9 },
  trainImages: 3000,
  testImages: 1000,
  every: 4,
  gradients: true,
});

/**
 * Values and slopes of an activation, the slopes from the engine's backward pass.
 *
 * @param {Networks} networks
 * @param {Activation} type
 * @param {number[]} points
 * @returns {{value: number, slope: number}[]}
 */
export function slopes(networks, type, points) {
  const description = { input: [1], layers: [{ type, name: 'act' }] };
  const network = networks.get(`slope-${type}`, description);
  return points.map((point) => slopeAt(network, point));
}

/** Where an activation is steepest. @type {Record<Activation, number>} */
export const STEEPEST = { ReLU: 1, Sigmoid: 0 };

/** Sigmoids that can stand in a row. */
export const ROWS = [1, 2, 3, 4, 5, 6, 7, 8];

/**
 * The slope of sigmoids in a row. Between two of them 1/2 is taken off, so that all of them can be
 * steepest at once.
 *
 * @param {Networks} networks
 * @param {number} count
 * @param {number} point
 * @returns {{value: number, slope: number}}
 */
export function slopeOfRow(networks, count, point) {
  const layers = Array.from({ length: count }, (_, at) => [
    ...(at > 0 ? [{ type: 'Linear', name: `half${at}`, out_features: 1 }] : []),
    { type: 'Sigmoid', name: `act${at}` },
  ]).flat();
  const parameters = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`half${at}`, { weight: [1], bias: [-0.5] }]),
  );
  return slopeAt(networks.get('row', { input: [1], layers }, { parameters }), point);
}

/** @param {import('../kit/engine.js').Network} network @param {number} point */
function slopeAt(network, point) {
  network.setInput([point]);
  network.forward();
  const [value] = network.activation(network.info.layers.length - 1);
  network.inspect.propagateScore(0);
  return { value, slope: network.inputGradient()[0] };
}

/** The first layer's gradient norm as a share of the last one's. @param {{norm: number}[]} gradients */
export const firstToLast = (gradients) => gradients[0].norm / (gradients.at(-1)?.norm ?? 0);
