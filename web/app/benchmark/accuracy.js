/**
 * How long it takes from random weights to an accuracy on all 10,000 test images, trained through
 * a session as the page trains, with the looks at test images that the page takes. In between, the
 * training is halted for more looks at all of them; the clock stands still meanwhile.
 */

import { createSession, presets } from 'convscope';
import { targets } from './accuracy-targets.js';

/** @typedef {import('../state/types.js').Session} Session */
/** @typedef {import('../state/types.js').Events} Events */
/** @typedef {import('./result.js').AccuracyRun} AccuracyRun */
/** @typedef {{ seed: number, accuracy: number, share: number }} Progress */

/** The session's own quick looks see few images; from so far below the next target, all count. */
const MARGIN = 0.01;

/** Passes over the training images after which a run gives up. */
const MOST_EPOCHS = 15;

/**
 * @param {object} options
 * @param {number[]} options.seeds
 * @param {string} options.dataUrl
 * @param {(progress: Progress) => void} options.onProgress
 * @param {AbortSignal} options.signal
 * @param {number} [options.epochs]
 * @returns {Promise<AccuracyRun[]>}
 */
export async function measureAccuracy({ seeds, dataUrl, onProgress, signal, ...limits }) {
  const { description, training } = presets.digits;
  const session = await createSession({ dataUrl });
  const evaluator = startEvaluator();
  const stopped = new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  /** @param {number} index */
  const run = async (index) => {
    const seed = seeds[index];
    await session.build(description, { seed });
    const measured = await runOnce({
      session,
      settings: { ...training, seed },
      look: async () => evaluator.ask({ weights: await session.saveWeights() }),
      onLook: (accuracy) => onProgress({ seed, accuracy, share: index / seeds.length }),
      ...limits,
    });
    return { seed, ...measured };
  };
  const all = async () => {
    await Promise.all([session.loadDataset(), evaluator.ask({ description, dataUrl })]);
    const runs = [];
    for (const index of seeds.keys()) runs.push(await run(index));
    return runs;
  };
  try {
    return await Promise.race([all(), /** @type {Promise<never>} */ (stopped)]);
  } finally {
    session.dispose();
    evaluator.end();
  }
}

/**
 * @param {object} options
 * @param {Session} options.session with a network of random weights, and all images
 * @param {import('../../module/worker/training-options.js').TrainingOptions} options.settings
 * @param {() => Promise<number>} options.look gives the accuracy of the present weights
 * @param {(accuracy: number) => void} options.onLook
 * @param {number} [options.epochs]
 * @param {() => number} [options.now]
 * @returns {Promise<Omit<AccuracyRun, 'seed'>>}
 */
export async function runOnce({ session, settings, look, onLook, ...limits }) {
  const { epochs = MOST_EPOCHS, now = () => performance.now() } = limits;
  /** @type {number[][]} */
  const curve = [];
  let best = 0;
  const events = eventsOf(session);
  let begin = now();
  await session.train(settings);
  while (best < targets[targets.length - 1]) {
    const { state, evaluation } = await events.next();
    if (state?.state === 'failed') throw new Error(state.reason?.message);
    // What a page's visitor does: train on with the same settings.
    if (state?.state === 'finished') await session.train(settings);
    if (!evaluation || !isWorthALook(evaluation, best)) continue;
    await session.pause();
    const halted = now();
    const accuracy = evaluation.full ? evaluation.accuracy : await look();
    best = Math.max(best, accuracy);
    curve.push([halted - begin, events.step() * (settings.batchSize ?? 1), accuracy]);
    onLook(accuracy);
    if (evaluation.full && evaluation.epoch >= epochs) break;
    begin += now() - halted;
    await session.resume();
  }
  events.end();
  await session.pause();
  return { seconds: targets.map((target) => secondsTo(curve, target)), curve };
}

/** @param {number[][]} curve @param {number} target */
function secondsTo(curve, target) {
  const first = curve.find(([, , accuracy]) => accuracy >= target);
  return first ? first[0] / 1000 : null;
}

/** @param {{ full: boolean, accuracy: number }} evaluation @param {number} best so far */
function isWorthALook({ full, accuracy }, best) {
  const next = targets.find((target) => target > best) ?? 1;
  return full || accuracy >= next - MARGIN;
}

/** @typedef {{ state?: Events['state'], evaluation?: Events['evaluation'] }} SessionEvent */

/** What a session says, to be taken one by one. @param {Session} session */
function eventsOf(session) {
  const listening = new AbortController();
  /** @type {SessionEvent[]} */
  const queue = [];
  let step = 0;
  let wake = () => undefined;
  for (const name of ['state', 'evaluation', 'progress']) {
    /** @param {Event} event */
    const take = (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      step = detail.step ?? step;
      if (name !== 'progress') queue.push({ [name]: detail });
      wake();
    };
    session.addEventListener(name, take, { signal: listening.signal });
  }
  return {
    step: () => step,
    async next() {
      while (queue.length === 0) {
        await new Promise((resolve) => {
          wake = () => void resolve(undefined);
        });
      }
      return /** @type {SessionEvent} */ (queue.shift());
    },
    end: () => listening.abort(),
  };
}

/** The worker that looks at all test images. */
function startEvaluator() {
  const worker = new Worker(new URL('./evaluator-worker.js', import.meta.url), { type: 'module' });
  return {
    /** @param {object} message @returns {Promise<number>} */
    ask: (message) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data: { value, problem } }) =>
          problem === undefined ? resolve(value) : reject(new Error(problem));
        worker.onerror = ({ message: problem }) => reject(new Error(problem));
        worker.postMessage(message);
      }),
    end: () => worker.terminate(),
  };
}
