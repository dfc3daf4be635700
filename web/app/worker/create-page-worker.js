/** @returns {Worker} */
export const createPageWorker = () =>
  new Worker(new URL('./page-worker.js', import.meta.url), { type: 'module' });
