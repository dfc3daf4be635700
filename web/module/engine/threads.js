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
 * Workers that start while the engine is still on its way.
 *
 * @typedef {{ workers: ThreadWorker[], failure: Promise<never> }} Crew
 */

/**
 * @param {number} threads
 * @param {() => ThreadWorker} [create]
 * @returns {Crew}
 */
export function hireThreads(threads, create = startThread) {
  /** @type {ThreadWorker[]} */
  const workers = [];
  try {
    for (let thread = 1; thread < threads; ++thread) workers.push(create());
  } catch (error) {
    dismiss(workers);
    throw error;
  }
  const failure = /** @type {Promise<never>} */ (
    new Promise((_, reject) => {
      for (const worker of workers) worker.onerror = (event) => reject(refusal(event));
    })
  );
  failure.catch(() => undefined);
  return { workers, failure };
}

/** @param {ThreadWorker[]} workers */
export function dismiss(workers) {
  for (const worker of workers) worker.terminate();
}

/** Emscripten would throw where nobody can catch it. @param {any} event */
function refusal(event) {
  event.preventDefault?.();
  return new Error(event.message || 'a worker for a thread could not be loaded');
}

/**
 * Gives the engine the threads of a crew besides the caller's own.
 *
 * @param {EngineModule} module
 * @param {Crew} crew
 */
export async function startThreads(module, { workers, failure }) {
  const { PThread } = module;
  if (!PThread) throw new Error('this build of the engine has no threads');
  PThread.unusedWorkers.push(...workers);
  try {
    const loaded = Promise.all(workers.map((worker) => load(PThread, worker)));
    await inTime(Promise.race([loaded, failure]));
    module.setThreads(1 + workers.length);
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
    // Once the worker runs, Emscripten's way is right.
    worker.onerror = (event) => reject(refusal(event));
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
