/** The page's side of the benchmark. */

import { measureAccuracy } from './accuracy.js';
import { rounded } from './result.js';

/** @typedef {import('./measure.js').Progress} Progress */
/** @typedef {import('./options.js').Options} Options */
/** @typedef {import('./result.js').Result} Result */

/** Relative to the page, so that it also works in a sub-folder of a server. */
const dataUrl = () => new URL('data/mnist/', document.baseURI).href;

/**
 * @param {Options} options
 * @param {{ onProgress: (progress: Progress) => void, signal: AbortSignal }} hooks
 * @returns {Promise<Result>}
 */
export async function runBenchmark(options, { onProgress, signal }) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      worker.onmessage = ({ data: { progress, result, problem } }) => {
        if (progress) onProgress(progress);
        if (result) resolve(result);
        if (problem !== undefined) reject(new Error(problem));
      };
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage({ options, dataUrl: dataUrl() });
    });
  } finally {
    worker.terminate();
  }
}

/**
 * @param {number[]} seeds
 * @param {{ onProgress: (progress: import('./accuracy.js').Progress) => void,
 *   signal: AbortSignal }} hooks
 */
export const timeAccuracy = async (seeds, hooks) =>
  rounded(await measureAccuracy({ seeds, dataUrl: dataUrl(), ...hooks }));
