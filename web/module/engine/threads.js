/** The workers in which the engine's further threads run. */

import { createWherever } from '../foreign-worker.js';
import { createThread } from '../places.js';

/** @typedef {import('../wasm/convscope.js').EngineModule} EngineModule */
/** @typedef {import('../wasm/convscope.js').NativeThreads} NativeThreads */
/** @typedef {import('../wasm/convscope.js').ThreadWorker} ThreadWorker */

/** Time for a worker to start; the script is in the cache and the engine is compiled by then. */
const PATIENCE_MS = 20_000;

/** @returns {ThreadWorker} */
const startThread = () => createWherever(() => /** @type {Worker} */ (createThread()));

/**
 * Gives the engine as many threads as asked for, the caller's own included.
 *
 * @param {EngineModule} module
 * @param {number} threads
 * @param {() => ThreadWorker} [create]
 */
export async function startThreads(module, threads, create = startThread) {
  const { PThread } = module;
  if (!PThread) throw new Error('this build of the engine has no threads');
  try {
    for (let thread = 1; thread < threads; ++thread) PThread.unusedWorkers.push(create());
    await inTime(Promise.all(PThread.unusedWorkers.map((worker) => load(PThread, worker))));
    module.setThreads(threads);
  } catch (error) {
    PThread.terminateAllThreads();
    throw error;
  }
}

/** Ends all threads but the caller's; the engine can be used on. @param {EngineModule} module */
export function stopThreads(module) {
  if (!module.PThread) return;
  module.setThreads(1);
  module.PThread.terminateAllThreads();
}

/**
 * @param {NativeThreads} PThread
 * @param {ThreadWorker} worker
 * @returns {Promise<void>}
 */
function load(PThread, worker) {
  return new Promise((resolve, reject) => {
    const loaded = PThread.loadWasmModuleToWorker(worker);
    const { onerror } = worker;
    // Emscripten would throw where nobody can catch it. Once the worker runs, that is right.
    worker.onerror = (event) => {
      event.preventDefault?.();
      reject(new Error(event.message || 'a worker for a thread could not be loaded'));
    };
    loaded.then(() => {
      worker.onerror = onerror;
      worker.unref?.();
      resolve();
    }, reject);
  });
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
async function inTime(promise) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    const error = new Error('the workers for the threads did not start');
    timer = setTimeout(() => reject(error), PATIENCE_MS);
  });
  try {
    return /** @type {T} */ (await Promise.race([promise, late]));
  } finally {
    clearTimeout(timer);
  }
}
