import { createStore, del, get, set } from 'idb-keyval';

/** What was trained before a link was opened waits here until it is wanted again. */

/**
 * @typedef {import('../state/playground.js').Playground} Playground
 * @typedef {import('../state/storage.js').SavedNetwork & {dataset: string}} Work
 */

/** @type {import('idb-keyval').UseStore | undefined} */
let store;

function aside() {
  store ??= createStore('convscope-aside', 'networks');
  return store;
}

const KEY = 'before-link';

/** What is kept when the browser keeps nothing. @type {WeakMap<Playground, Work>} */
const inMemory = new WeakMap();

/** @param {Playground} playground @returns {Promise<Work | null>} null when nothing was trained */
export async function putAside(playground) {
  const { model, description, progress, curves, dataset, runId } = playground.state;
  if (model.kind !== 'trained' && model.kind !== 'edited') return null;
  /** @type {Work} */
  const work = {
    dataset: dataset.id,
    description,
    weights: await playground.engine.saveWeights(),
    savedAt: Date.now(),
    kind: model.kind,
    step: progress.step,
    epoch: progress.epoch,
    accuracy: model.accuracy,
    curves,
    run: runId,
    seed: playground.session?.info?.seed,
  };
  inMemory.set(playground, work);
  try {
    await set(KEY, work, aside());
  } catch {
    store = undefined;
  }
  return work;
}

/** @param {Playground} playground @returns {Promise<Work | undefined>} */
async function put(playground) {
  try {
    return inMemory.get(playground) ?? (await get(KEY, aside()));
  } catch {
    store = undefined;
    return undefined;
  }
}

/** @param {Playground} playground */
export async function discard(playground) {
  playground.notices.dismiss('earlier');
  inMemory.delete(playground);
  try {
    await del(KEY, aside());
  } catch {
    store = undefined;
  }
}

/**
 * Says that there is earlier work, and how to get it back.
 *
 * @param {Playground} playground
 * @param {(work: Work) => void} takeBack
 */
export async function offerBack(playground, takeBack) {
  const work = await put(playground);
  if (!work) return;
  playground.notices.add({
    id: 'earlier',
    kind: 'info',
    key: 'share.earlier',
    values: { when: work.savedAt, steps: work.step },
    actions: [
      { key: 'share.takeBack', run: () => takeBack(work) },
      { key: 'share.discard', run: () => discard(playground) },
    ],
  });
}

/** @param {Playground} playground @param {Work} work */
export async function bringBack(playground, work) {
  const network = await playground.engine.build(work.description, { seed: work.seed ?? 1 });
  await playground.engine.loadWeights(work.weights);
  playground.training?.forget();
  playground.keeper?.take(work, network);
  playground.onNewWeights();
}
