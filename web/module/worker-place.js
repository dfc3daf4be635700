/** Where the worker is; apart from the other places, for a worker that knew its own would be built in a circle. */

/** @returns {Worker} */
export const createWorker = () =>
  new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
