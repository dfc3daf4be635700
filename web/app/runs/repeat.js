import { curvesUntil } from 'convscope/elements';
import { ownDataOf } from '../own-data/own-data.js';
import { noProgress } from '../state/training.js';
import { lastSettings } from './run.js';
import { readCheckpoints } from './shelf.js';
import { parseCheckpoints } from './thinning.js';
import { noFigures } from './watcher.js';

/** Back to a run: to its end, or to its beginning with the same network, seed and settings. */

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('../state/playground.js').Playground} Playground */

/** Only random weights come again from their seed. @param {Run} run */
export const canRepeat = (run) => run.origin === 'random';

/**
 * The present run is safe, and the images are those of the other one.
 *
 * @param {Playground} playground
 * @param {Run} run
 */
async function makeWay(playground, { dataset }) {
  const { store, training, past } = playground;
  await training?.pause();
  await past?.resting;
  if (store.state.dataset.id !== dataset) await ownDataOf(playground).use(dataset);
  return store.state.dataset.id === dataset;
}

/**
 * @param {Playground} playground
 * @param {Run} run
 * @returns {Promise<boolean>} whether all is ready for it
 */
export async function prepareAgain(playground, run) {
  if (!(await makeWay(playground, run))) return false;
  const { store, training, engine } = playground;
  const done = await training?.attempt(async () => {
    const network = await engine.build(run.description, { seed: run.seed });
    await playground.keeper?.forget();
    training.forget();
    store.set({
      network,
      description: run.description,
      model: { kind: 'random', accuracy: null },
    });
  });
  if (!done) return false;
  await training?.change(run.settings);
  playground.onNewWeights();
  return true;
}

/** @param {Playground} playground @param {Run} run */
export async function repeat(playground, run) {
  if (await prepareAgain(playground, run)) await playground.training?.train();
}

/** Whether its newest weights are kept. @param {Run} run */
export const canOpen = (run) => (run.checkpointBytes ?? 0) > 0;

/** Its network, as it was at the end, becomes the present one. @param {Playground} playground @param {Run} run */
export async function openRun(playground, run) {
  if (!(await makeWay(playground, run))) return;
  const newest = parseCheckpoints(await readCheckpoints(run.id)).at(-1);
  const { training, engine } = playground;
  if (!newest) return;
  const done = await training?.attempt(async () => {
    const network = await engine.build(run.description, { seed: run.seed });
    await engine.loadWeights(newest.weights);
    await playground.keeper?.forget();
    training.forget();
    present(playground, run, { network, step: newest.step });
  });
  if (!done) return;
  await training?.change(lastSettings(run));
  playground.onNewWeights();
}

/** @param {Playground} playground @param {Run} run @param {{network: import('../state/types.js').Network, step: number}} kept */
function present({ store, training }, run, { network, step }) {
  const { description, evaluation, epoch } = run;
  if (training) training.before = { step, epoch };
  store.set({
    network,
    description,
    model: { kind: 'trained', accuracy: evaluation?.full ? evaluation.accuracy : null },
    curves: curvesUntil(structuredClone(run.curves), step),
    progress: { ...noProgress, step, epoch },
    evaluation,
    live: { ...noFigures(), rates: run.rates, norms: run.norms },
    runId: run.id,
  });
}
