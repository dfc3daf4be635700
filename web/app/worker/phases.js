/**
 * One ordinary training step, told in its three parts. The step is made at once; what it was made
 * of is read between its end and the next message, and the weights from before it are lent to the
 * views until its last part is told.
 */

import { giveBack, lend } from './loan.js';

/** @typedef {import('../../module/worker/workbench.js').Workbench} Workbench */
/** @typedef {import('../../module/engine/network.js').Network} Network */
/** @typedef {import('../../module/engine/inspection.js').LayerStatistics} LayerStatistics */

/**
 * @typedef {object} LayerPhases
 * @property {number} layer
 * @property {LayerStatistics['activation']} activation forward, over the batch
 * @property {number} gradientNorm backward: length of the gradient of the layer's output
 * @property {number | null} parameterNorm backward: that of its parameters; null without any
 * @property {number | null} largestChange update: of one weight; null without any
 */

/** @typedef {{layer: number, name: string, shape: number[], before: Float32Array<ArrayBuffer>, gradient: Float32Array<ArrayBuffer>, after: Float32Array<ArrayBuffer>}} TensorPhases */

/**
 * @typedef {object} Phases
 * @property {number} step that was made
 * @property {number} learningRate it was made with
 * @property {number} loss mean over the batch
 * @property {number} correct
 * @property {number} count images in the batch
 * @property {number} lossBefore of the same batch as in use, without dropout and batch statistics
 * @property {number} lossAfter likewise, with the new weights
 * @property {LayerPhases[]} layers
 * @property {TensorPhases | null} tensor the first one that is small enough to be shown
 * @property {boolean} lent whether the views have the old weights still
 */

/**
 * What this part can be asked for.
 *
 * @typedef {object} PhasesPart
 * @property {(params: {options: import('../../module/worker/training-options.js').TrainingOptions}) => Phases | null} step
 */

const BINS = 24;
const MOST_VALUES = 1024;

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
function largestDifference(a, b) {
  let most = 0;
  for (let i = 0; i < a.length; ++i) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}

/** Loss of the batch that is still in the network, as in use. @param {Network} network @param {number} count */
function lossInUse(network, count) {
  network.forward(count);
  return network.backward().loss;
}

/**
 * What the step that was just made was made of. The network has the new weights again when it is done.
 *
 * @param {Workbench} workbench
 * @param {Uint8Array} before weights
 */
function look({ network, run, position }, before) {
  const { layers } = network.info;
  const gradients = layers.map(({ index }) => network.parameterGradients(index));
  const now = layers.map(({ index }) => network.parameters(index));
  const after = network.saveWeights();
  network.loadWeights(before);
  const earlier = layers.map(({ index }) => network.parameters(index));
  // A step keeps neither activations nor their gradients, so its passes are made once more.
  const { loss, correct, count } = network.backward();
  const statistics = layers.map(({ index }) => network.inspect.statistics(index, BINS));
  const lossBefore = lossInUse(network, count);
  network.loadWeights(after);
  const lossAfter = lossInUse(network, count);
  return {
    step: position.step,
    learningRate: run?.learningRate ?? 0,
    loss,
    correct,
    count,
    lossBefore,
    lossAfter,
    layers: statistics.map(({ activation, gradient, parameterGradientNorm }, layer) => {
      const changes = now[layer].map(({ data }, i) =>
        largestDifference(data, earlier[layer][i].data),
      );
      const learns = changes.length > 0;
      return {
        layer,
        activation,
        gradientNorm: gradient.norm,
        parameterNorm: learns ? parameterGradientNorm : null,
        largestChange: learns ? Math.max(...changes) : null,
      };
    }),
    tensor: shownTensor(earlier, gradients, now),
  };
}

/**
 * @param {import('../../module/engine/network.js').NamedTensor[][]} before
 * @param {import('../../module/engine/network.js').NamedTensor[][]} gradients
 * @param {import('../../module/engine/network.js').NamedTensor[][]} after
 * @returns {TensorPhases | null}
 */
function shownTensor(before, gradients, after) {
  const layer = before.findIndex(([first]) => first && first.data.length <= MOST_VALUES);
  if (layer < 0) return null;
  const [{ name, shape, data }] = before[layer];
  const [gradient] = gradients[layer];
  return { layer, name, shape, before: data, gradient: gradient.data, after: after[layer][0].data };
}

/**
 * @param {Workbench} workbench
 * @param {Parameters<PhasesPart['step']>[0]} params
 * @returns {Phases | null} null when the step could not be made
 */
function step(workbench, { options }) {
  giveBack(workbench);
  const before = workbench.network.saveWeights();
  /** @type {ReturnType<typeof look> | null} */
  let seen = null;
  const observe = () => {
    seen = look(workbench, before);
  };
  workbench.observers.add(observe);
  try {
    workbench.stepOnce(options);
  } finally {
    workbench.observers.delete(observe);
  }
  // After the last step of a run the test images are looked at, with the newest weights.
  const lent = seen !== null && workbench.state === 'paused';
  if (lent) lend(workbench, before);
  return seen && { .../** @type {ReturnType<typeof look>} */ (seen), lent };
}

/** @type {{[C in keyof PhasesPart]: (workbench: Workbench, params: any) => ReturnType<PhasesPart[C]>}} */
export const phases = { step };
