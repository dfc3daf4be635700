/** Entry of the worker, in a browser or in Node. */

import { workerThreads } from './node.js';
import { Server } from './worker/server.js';

export { extend } from './worker/extras.js';

/**
 * @typedef {object} WorkerScope
 * @property {(message: unknown, transfer: ArrayBuffer[]) => void} postMessage
 * @property {(type: string, listener: (event: any) => void) => void} addEventListener
 */

/** @param {import('node:worker_threads').MessagePort} port */
const nodeScope = (port) => ({
  postMessage: (/** @type {unknown} */ message, /** @type {ArrayBuffer[]} */ transfer) =>
    port.postMessage(message, transfer),
  addEventListener(/** @type {string} */ type, /** @type {(event: any) => void} */ listener) {
    if (type === 'message') port.on('message', (data) => listener({ data }));
    else process.on('unhandledRejection', (reason) => listener({ reason }));
  },
});

const port = workerThreads()?.parentPort;
/** @type {WorkerScope} */
const scope = port ? nodeScope(port) : /** @type {any} */ (globalThis);
const server = new Server((message, transfer) => scope.postMessage(message, transfer));

scope.addEventListener('message', ({ data }) => server.receive(data));
scope.addEventListener('unhandledrejection', ({ reason }) => server.fatal(reason));
