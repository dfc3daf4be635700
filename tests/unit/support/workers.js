/** The module's real worker as a Node thread, in the form of a browser's Worker. */

import { createSuitableWorker } from '../../../web/module/session/create-worker.js';

/** @typedef {import('../../../web/module/session/connection.js').WorkerLike} WorkerLike */

export const createNodeWorker = () => createSuitableWorker({});

/** The page's worker, with its own parts. */
export const createPageNodeWorker = () =>
  createSuitableWorker({
    workerUrl: new URL('../../../web/app/worker/page-worker.js', import.meta.url),
  });

/**
 * Makes workers and remembers them, so that a test can end them and read their post.
 *
 * @param {(worker: WorkerLike, message: any, nth: number) => void} [onRequest] sees each request
 *   before the worker does; `nth` counts the workers from 1
 */
export function createWorkers(onRequest = () => undefined) {
  /** @type {WorkerLike[]} */
  const made = [];
  return {
    made,
    create() {
      const worker = createNodeWorker();
      made.push(worker);
      const nth = made.length;
      return {
        ...worker,
        /** @param {any} message */
        postMessage(message, /** @type {ArrayBuffer[]} */ transfer) {
          onRequest(worker, message, nth);
          worker.postMessage(message, transfer);
        },
      };
    },
    /** Ends the present worker, as a crash would. */
    kill: () => made.at(-1)?.terminate(),
  };
}
