/** The worker of a session: in a browser, in Node, or the calling thread in the guise of one. */

import { createWherever, requestOf } from '../foreign-worker.js';
import { workerThreads } from '../node.js';
import { createWorker } from '../worker-place.js';
import { LocalWorker } from './local-worker.js';

/** @typedef {import('./connection.js').WorkerLike} WorkerLike */

/**
 * @typedef {object} WorkerOptions
 * @property {boolean} [worker] false: work in the calling thread, which then has no time for
 *   anything else while the engine computes
 * @property {string | URL} [workerUrl] the worker's script, if it is not beside the module
 */

/**
 * @param {typeof import('node:worker_threads').Worker} NodeWorker
 * @param {string} address
 * @returns {WorkerLike}
 */
function createNodeWorker(NodeWorker, address) {
  // With `--input-type`, as programs on the command line have it, Node refuses a worker's file.
  const worker = new NodeWorker(new URL(address), { execArgv: [] });
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer),
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
 * @param {WorkerOptions} options
 * @returns {WorkerLike}
 */
export function createSuitableWorker({ worker = true, workerUrl }) {
  if (!worker) return new LocalWorker();
  const create = workerUrl ? () => new Worker(workerUrl, { type: 'module' }) : createWorker;
  const threads = workerThreads();
  if (!threads) return createWherever(create);
  return createNodeWorker(threads.Worker, requestOf(create).address);
}
