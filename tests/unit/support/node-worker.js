/** Runs the module's worker in a Node thread: gives it the global functions of a browser's worker. */

import { parentPort } from 'node:worker_threads';

const scope = /** @type {any} */ (globalThis);

scope.postMessage = (/** @type {any} */ message, /** @type {ArrayBuffer[]} */ transfer) =>
  parentPort?.postMessage(message, transfer);

scope.addEventListener = (
  /** @type {string} */ type,
  /** @type {(event: any) => void} */ listener,
) => {
  if (type === 'message') parentPort?.on('message', (data) => listener({ data }));
  else process.on('unhandledRejection', (reason) => listener({ reason }));
};

await import('../../../web/module/worker.js');
