/**
 * Keeps a worker alive: starts it, hands it what its predecessor left, and replaces it when it
 * dies. After three failures in a row it gives up until it is told to try again.
 */

import { WorkerError } from '../errors.js';
import { Connection } from './connection.js';

/** @typedef {import('./connection.js').WorkerLike} WorkerLike */
/** @typedef {import('../protocol.js').EventMessage} EventMessage */

/**
 * @typedef {object} SupervisorHooks
 * @property {() => WorkerLike} createWorker
 * @property {() => number} generation the present one
 * @property {(connection: Connection, lifeline: string | undefined) => Promise<void>} setUp brings
 *   a new worker to where the old one was
 * @property {(message: EventMessage) => void} onEvent
 * @property {(cause: WorkerError) => void} onRestored after the worker was replaced
 * @property {(error: WorkerError) => void} onGivenUp
 */

const MAX_FAILURES = 3;

/** A worker that lived so long has recovered from what killed its predecessor. */
const HEALTHY_MS = 10_000;

let lockCount = 0;

/** Web Locks exist in secure contexts only; without them the worker's own messages must do. */
function lockName() {
  if (!globalThis.navigator?.locks) return undefined;
  lockCount += 1;
  return `convscope-${Date.now()}-${Math.random().toString(36).slice(2)}-${lockCount}`;
}

/** @param {unknown} error */
const isWorkerLost = (error) => error instanceof WorkerError && error.code === 'WorkerLost';

export class Supervisor {
  #hooks;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {WorkerError | null} */
  #disposed = null;
  #failures = 0;
  #aliveSince = 0;
  /** @type {Promise<void>} */
  #ready = Promise.resolve();

  /** @param {SupervisorHooks} hooks */
  constructor(hooks) {
    this.#hooks = hooks;
  }

  /** The first start; a failure is final. */
  async start() {
    this.#ready = this.#establish();
    await this.#ready;
    // The first worker has no predecessor, so its end is not yet a failed attempt.
    this.#aliveSince = Number.NEGATIVE_INFINITY;
  }

  /**
   * The connection, once the worker is as it should be; rejects after giving up.
   *
   * @returns {Promise<Connection>}
   */
  async connection() {
    await this.#ready;
    if (this.#disposed) throw this.#disposed;
    return /** @type {Connection} */ (this.#connection);
  }

  /** Tries again after having given up. */
  async retry() {
    await this.#ready.catch(() => {
      this.#failures = 0;
      this.#restart(new WorkerError('WorkerLost', 'the worker was started again'));
    });
    await this.#ready;
  }

  /** @param {WorkerError} error */
  dispose(error) {
    this.#disposed = error;
    this.#connection?.close(error);
  }

  async #establish() {
    for (;;) {
      try {
        await this.#tryToEstablish();
        return;
      } catch (error) {
        this.#failures += 1;
        if (this.#disposed || !isWorkerLost(error) || this.#failures >= MAX_FAILURES) throw error;
      }
    }
  }

  async #tryToEstablish() {
    if (this.#disposed) throw this.#disposed;
    let established = false;
    const worker = this.#hooks.createWorker();
    const connection = new Connection(worker, {
      generation: this.#hooks.generation,
      onEvent: this.#hooks.onEvent,
      onDeath: (error) => {
        if (established) this.#died(error);
      },
    });
    this.#connection = connection;
    const lifeline = worker.immortal ? undefined : lockName();
    try {
      await this.#hooks.setUp(connection, lifeline);
    } catch (error) {
      connection.close(new WorkerError('WorkerLost', 'the worker could not be set up'));
      throw error;
    }
    established = true;
    this.#aliveSince = performance.now();
    if (lifeline) connection.watchLock(lifeline);
  }

  /** @param {WorkerError} error */
  #died(error) {
    const healthy = performance.now() - this.#aliveSince > HEALTHY_MS;
    this.#failures = healthy ? 0 : this.#failures + 1;
    if (this.#failures >= MAX_FAILURES) this.#giveUp(error);
    else this.#restart(error);
  }

  /** @param {WorkerError} cause */
  #restart(cause) {
    const ready = this.#establish();
    this.#ready = ready.then(() => {
      if (this.#disposed) throw this.#disposed;
      this.#hooks.onRestored(cause);
    });
    this.#ready.catch((error) => {
      if (!this.#disposed) this.#giveUp(error);
    });
  }

  /** @param {unknown} cause */
  #giveUp(cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const message = `the worker failed ${this.#failures} times in a row; the last time: ${detail}`;
    const error = new WorkerError('WorkerLost', message, { cause });
    this.#ready = Promise.reject(error);
    this.#ready.catch(() => undefined);
    this.#hooks.onGivenUp(error);
  }
}
