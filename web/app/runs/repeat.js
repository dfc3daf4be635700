import { ownDataOf } from '../own-data/own-data.js';

/** Begins a run again: the same network from the same seed with the same settings. */

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('../state/playground.js').Playground} Playground */

/** Only random weights come again from their seed. @param {Run} run */
export const canRepeat = (run) => run.origin === 'random';

/**
 * @param {Playground} playground
 * @param {Run} run
 * @returns {Promise<boolean>} whether all is ready for it
 */
export async function prepareAgain(playground, run) {
  const { store, training, engine } = playground;
  await training?.pause();
  if (store.state.dataset.id !== run.dataset) await ownDataOf(playground).use(run.dataset);
  if (store.state.dataset.id !== run.dataset) return false;
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
