/**
 * A session's tie to its worker: calls go through it, and it keeps what a new worker needs to go on
 * where a dead one was.
 */

import { METHODS } from '../protocol.js';
import { createSuitableWorker } from './create-worker.js';
import { absolute } from './options.js';
import { Supervisor } from './supervisor.js';

/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./options.js').SessionOptions} SessionOptions */
/** @typedef {import('../protocol.js').Method} Method */
/** @typedef {import('../protocol.js').ParamsOf} ParamsOf */
/** @typedef {import('../protocol.js').ResultOf} ResultOf */
/** @typedef {import('../protocol.js').EventMessage} EventMessage */
/** @typedef {import('../protocol.js').WorkerEvents} WorkerEvents */
/** @typedef {import('../protocol.js').Checkpoint} Checkpoint */
/** @typedef {import('../protocol.js').NetworkInfo} NetworkInfo */
/** @typedef {import('../protocol.js').WatchOptions} WatchOptions */
/** @typedef {import('../protocol.js').Variant} Variant */

/** @typedef {(event: string, detail: unknown) => void} Tell */

export class Link {
  #options;
  #tell;
  #supervisor;
  #generation = 0;
  #restoredStep = 0;
  #settingUp = true;
  /** @type {NetworkInfo | null} the present network */
  info = null;
  /** @type {Variant | null} */
  variant = null;
  /** @type {WorkerEvents['state']} */
  state = { state: 'idle' };
  /** @type {Checkpoint | null} */
  checkpoint = null;
  /** @type {string | null} address of the images */
  dataset = null;
  /** @type {WatchOptions | null} */
  watched = null;

  /**
   * @param {SessionOptions} options
   * @param {Tell} tell what users of the session listen to
   */
  constructor(options, tell) {
    this.#options = options;
    this.#tell = tell;
    this.#supervisor = new Supervisor({
      createWorker: options.createWorker ?? (() => this.#createWorker()),
      generation: () => this.#generation,
      setUp: (connection, lifeline) => this.#setUp(connection, lifeline),
      onEvent: (message) => this.#onEvent(message),
      onRestored: ({ message }) => {
        tell('state', this.state);
        tell('restart', { message, step: this.#restoredStep });
      },
      onGivenUp: ({ code, message }) => {
        this.state = { state: 'failed', reason: { code, message } };
        tell('state', this.state);
        tell('error', { code, message });
      },
    });
  }

  #createWorker() {
    const { worker, workerUrl } = this.#options;
    return createSuitableWorker({ worker, workerUrl: absolute(workerUrl) });
  }

  start() {
    return this.#supervisor.start();
  }

  retry() {
    return this.#supervisor.retry();
  }

  /** @param {import('../errors.js').WorkerError} reason what pending calls are rejected with */
  end(reason) {
    this.#supervisor.dispose(reason);
  }

  /** @param {NetworkInfo} info of a network in place of the one before */
  replaceInfo(info) {
    if (info.generation === this.#generation) this.watched = null;
    return this.keepInfo(info);
  }

  /** @param {NetworkInfo} info */
  keepInfo(info) {
    if (info.generation === this.#generation) this.info = info;
    return info;
  }

  /**
   * @template {Method} M
   * @param {M} method
   * @param {ParamsOf[M]} params
   * @param {ArrayBuffer[]} [transfer]
   * @returns {Promise<ResultOf[M]>}
   */
  async call(method, params, transfer) {
    if (METHODS[method].network === 'replaces') this.#generation += 1;
    const generation = this.#generation;
    const connection = await this.#supervisor.connection();
    return connection.call(method, params, generation, transfer);
  }

  /**
   * @param {Connection} connection
   * @param {string | undefined} lifeline
   */
  async #setUp(connection, lifeline) {
    this.#settingUp = true;
    const { threads, relaxedSimd, pretrained, training } = this.#options;
    const wasmUrl = absolute(this.#options.wasmUrl);
    const modelUrl = absolute(this.#options.modelUrl);
    const generation = this.#generation;
    const load = { threads, relaxedSimd, pretrained, training };
    const { variant } = await connection.call(
      'init',
      { wasmUrl, modelUrl, lifeline, ...load },
      generation,
    );
    this.variant = variant;
    const { checkpoint, dataset, watched: watch } = this;
    const kept = { checkpoint, dataset, watch };
    const { info, step } = await connection.call('restore', kept, generation);
    this.info = info;
    this.#restoredStep = step;
    this.#settingUp = false;
  }

  /** @param {EventMessage} message */
  #onEvent({ event, data }) {
    if (event === 'checkpoint') {
      this.checkpoint = data;
      return;
    }
    if (event === 'state') {
      this.state = data;
      // States on the way to the restored one mean nothing to anybody.
      if (this.#settingUp) return;
    }
    this.#tell(event, data);
    if (event === 'frame') this.call('frameTaken', {}).catch(() => undefined);
  }
}
