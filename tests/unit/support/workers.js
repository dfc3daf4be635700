/** The module's real worker as a Node thread, in the form of a browser's Worker. */

import { Worker } from 'node:worker_threads';

/** @typedef {import('../../../web/module/session/connection.js').WorkerLike} WorkerLike */

const entry = new URL('./node-worker.js', import.meta.url);

/** @returns {WorkerLike} */
export function createNodeWorker() {
  const worker = new Worker(entry);
  return {
    postMessage: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
    addEventListener(type, listener) {
      if (type === 'message') worker.on('message', (data) => listener({ data }));
      if (type !== 'error') return;
      worker.on('error', ({ message }) => listener({ message }));
      worker.on('exit', (code) => listener({ message: `the thread ended with ${code}` }));
    },
  };
}

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
        postMessage(message) {
          onRequest(worker, message, nth);
          worker.postMessage(message);
        },
      };
    },
    /** Ends the present worker, as a crash would. */
    kill: () => made.at(-1)?.terminate(),
  };
}
