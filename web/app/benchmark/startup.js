/** From a fresh worker to its first prediction. */

import { runRounds } from './rounds.js';
import { rowOf } from './whole-networks.js';

/** @typedef {import('./result.js').Build} Build */
/** @typedef {import('./result.js').VariantRow} VariantRow */

/**
 * @param {{ builds: Build[], rounds: number, onStep: (what: string) => void }} options
 * @returns {Promise<VariantRow[]>} values in milliseconds
 */
export async function measureStartup({ builds, rounds, onStep }) {
  const series = await runRounds({
    contestants: builds,
    ...{ rounds, budgetMs: Number.POSITIVE_INFINITY, now: () => performance.now() },
    prepare: async () => undefined,
    measure(build) {
      onStep('start-up');
      return startOnce(build);
    },
  });
  return [...series].map(([build, { values, problem }]) => rowOf(build, values, problem));
}

/** @param {{ builds: number, rounds: number }} options */
export const startupSteps = ({ builds, rounds }) => builds * rounds;

/** @param {Build} build @returns {Promise<number>} */
async function startOnce(build) {
  const worker = new Worker(new URL('./startup-worker.js', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data: { ms, problem } }) =>
        problem === undefined ? resolve(ms) : reject(new Error(problem));
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(build);
    });
  } finally {
    worker.terminate();
  }
}
