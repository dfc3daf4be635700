/** Entry of the worker. */

import { Server } from './worker/server.js';

/**
 * @typedef {object} WorkerScope
 * @property {(message: unknown, transfer: ArrayBuffer[]) => void} postMessage
 * @property {(type: string, listener: (event: any) => void) => void} addEventListener
 */

const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (globalThis));
const server = new Server((message, transfer) => scope.postMessage(message, transfer));

scope.addEventListener('message', ({ data }) => server.receive(data));
scope.addEventListener('unhandledrejection', ({ reason }) => server.fatal(reason));
