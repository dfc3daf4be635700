/** The page's end of the protocol with one worker: requests out, replies and events in. */

import { ConvscopeError, fromRecord, WorkerError } from '../errors.js';
import { isOfNetwork, METHODS } from '../protocol.js';

/** @typedef {import('../protocol.js').Method} Method */
/** @typedef {import('../protocol.js').ParamsOf} ParamsOf */
/** @typedef {import('../protocol.js').ResultOf} ResultOf */
/** @typedef {import('../protocol.js').Reply} Reply */
/** @typedef {import('../protocol.js').EventMessage} EventMessage */

/**
 * As much of a Worker as is needed.
 *
 * @typedef {object} WorkerLike
 * @property {(message: any, transfer: ArrayBuffer[]) => void} postMessage
 * @property {() => void} terminate
 * @property {(type: string, listener: (event: any) => void) => void} addEventListener
 * @property {boolean} [immortal] it cannot end unnoticed, and holds no lock to tell by
 */

/**
 * @typedef {object} ConnectionHooks
 * @property {() => number} generation the present one
 * @property {(message: EventMessage) => void} onEvent
 * @property {(error: WorkerError) => void} onDeath called at most once
 */

/**
 * @typedef {object} Pending
 * @property {Method} method
 * @property {number} session
 * @property {(result: any) => void} resolve
 * @property {(error: unknown) => void} reject
 */

export class Connection {
  #worker;
  #hooks;
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #nextId = 1;
  /** @type {WorkerError | null} */
  #ended = null;
  #lifeline = new AbortController();

  /**
   * @param {WorkerLike} worker
   * @param {ConnectionHooks} hooks
   */
  constructor(worker, hooks) {
    this.#worker = worker;
    this.#hooks = hooks;
    worker.addEventListener('message', ({ data }) => this.#receive(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault?.();
      this.#die(event.message || 'the worker crashed or could not be loaded');
    });
    worker.addEventListener('messageerror', () => this.#die('a message could not be read'));
  }

  /**
   * @template {Method} M
   * @param {M} method
   * @param {ParamsOf[M]} params
   * @param {number} session
   * @param {ArrayBuffer[]} [transfer] buffers in the parameters that move
   * @returns {Promise<ResultOf[M]>}
   */
  call(method, params, session, transfer = []) {
    return new Promise((resolve, reject) => {
      if (this.#ended) throw this.#ended;
      const id = this.#nextId++;
      this.#pending.set(id, { method, session, resolve, reject });
      try {
        this.#worker.postMessage({ id, session, method, params }, transfer);
      } catch (error) {
        this.#pending.delete(id);
        throw error;
      }
    });
  }

  /**
   * Notices the end of a worker that says nothing: the lock that it holds becomes free.
   *
   * @param {string} name
   */
  watchLock(name) {
    const { signal } = this.#lifeline;
    navigator.locks
      .request(name, { signal }, () => this.#die('the worker ended without a message'))
      .catch(() => undefined);
  }

  /**
   * Ends the worker; all that is pending is rejected with `error`.
   *
   * @param {WorkerError} error
   */
  close(error) {
    if (this.#ended) return;
    this.#ended = error;
    this.#lifeline.abort();
    this.#worker.terminate();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
  }

  /** @param {string} message */
  #die(message) {
    if (this.#ended) return;
    const error = new WorkerError('WorkerLost', `the worker was lost: ${message}`);
    this.close(error);
    this.#hooks.onDeath(error);
  }

  /** @param {Reply | EventMessage} message */
  #receive(message) {
    if (this.#ended) return;
    if ('event' in message) this.#receiveEvent(message);
    else this.#settle(message);
  }

  /** @param {EventMessage} message */
  #receiveEvent(message) {
    if (message.event === 'fatal') this.#die(message.data.message);
    else if (!isOfNetwork(message.event) || !this.#isStale(message.session)) {
      this.#hooks.onEvent(message);
    }
  }

  /** @param {number} session */
  #isStale(session) {
    return session < this.#hooks.generation();
  }

  /** @param {Reply} reply */
  #settle(reply) {
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    this.#pending.delete(reply.id);
    if (!reply.ok) pending.reject(fromRecord(reply.error));
    else if (METHODS[pending.method].network === 'views' && this.#isStale(pending.session)) {
      pending.reject(new ConvscopeError('Stale', 'another network was built in the meantime'));
    } else pending.resolve(reply.result);
  }
}
