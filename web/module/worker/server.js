/** The worker's end of the protocol: requests in, replies and events out. */

import { loadCore } from '../engine/engine.js';
import { ConvscopeError, isFatal, toRecord } from '../errors.js';
import { buffersOf } from '../protocol.js';
import { createClock } from './clock.js';
import { handlers, needsTraining } from './handlers.js';
import { fetchPretrained } from './pretrained.js';
import { Workbench } from './workbench.js';

/** @typedef {import('../protocol.js').Request} Request */
/** @typedef {import('../protocol.js').InitParams} InitParams */
/** @typedef {import('./handlers.js').HandledMethod} HandledMethod */

/** @typedef {(message: unknown, transfer: ArrayBuffer[]) => void} Post */

export class Server {
  #post;
  /** @type {Workbench | null} */
  #workbench = null;
  /** @type {string | undefined} */
  #modelUrl;
  /** @type {ReturnType<typeof fetchPretrained> | null} */
  #pretrained = null;
  /**
   * While the rest of the engine is on its way, all requests wait, so that none overtakes another.
   *
   * @type {Promise<unknown> | null}
   */
  #waiting = null;

  /** @param {Post} post */
  constructor(post) {
    this.#post = post;
  }

  /** @param {Request} request */
  async receive({ id, session, method, params }) {
    try {
      const waiting = method === 'init' ? null : this.#waitFor(method, params);
      if (waiting) await waiting;
      const pending = method === 'init' ? this.#init(params) : this.#call(method, params, session);
      // A handler that is not asynchronous is answered before the next message is looked at.
      const result = pending instanceof Promise ? await pending : pending;
      this.#post({ id, session, ok: true, result }, buffersOf(result));
    } catch (error) {
      if (isFatal(error)) this.fatal(error);
      else this.#post({ id, session, ok: false, error: toRecord(error) }, []);
    }
  }

  /**
   * Tells the client that this worker must be replaced.
   *
   * @param {unknown} error
   */
  fatal(error) {
    this.#emit('fatal', toRecord(error));
  }

  /** Frees all that it made; it takes no more requests. */
  dispose() {
    this.#workbench?.dispose();
    this.#workbench = null;
  }

  /**
   * What must be awaited before a request can be looked at, if anything.
   *
   * @param {HandledMethod} method
   * @param {any} params
   */
  #waitFor(method, params) {
    const needy = needsTraining(method, params);
    const waiting = this.#waiting;
    if (waiting) {
      return waiting.catch((error) => {
        // Those that can do without it go on.
        if (needy) throw error;
      });
    }
    const { engine } = this.#workbench ?? {};
    if (!needy || !engine || engine.trains) return null;
    this.#waiting = engine.prepareTraining().finally(() => {
      this.#waiting = null;
    });
    return this.#waiting;
  }

  /**
   * @param {HandledMethod} method
   * @param {any} params
   * @param {number} session
   * @returns {unknown}
   */
  #call(method, params, session) {
    if (!Object.hasOwn(handlers, method)) {
      throw new ConvscopeError('UnknownMethod', `there is no method '${method}'`);
    }
    if (!this.#workbench) throw new ConvscopeError('InvalidState', 'the worker was not set up');
    const pretrained = () => this.#takePretrained();
    const context = { workbench: this.#workbench, pretrained, session };
    return handlers[method](context, params);
  }

  /** @type {import('../protocol.js').Emit} */
  #emit(event, data) {
    const session = this.#workbench?.generation ?? 0;
    this.#post({ event, session, data }, buffersOf(data));
  }

  /** Begun at the start, and anew each further time. */
  #takePretrained() {
    const begun = this.#pretrained ?? fetchPretrained(this.#modelUrl);
    this.#pretrained = null;
    return begun;
  }

  /** @param {InitParams} params */
  async #init({ wasmUrl, modelUrl, lifeline, threads, relaxedSimd, pretrained, training }) {
    this.#modelUrl = modelUrl;
    if (pretrained) this.#pretrained = fetchPretrained(modelUrl);
    this.#pretrained?.catch(() => undefined);
    const [engine] = await Promise.all([
      loadCore({ wasmUrl, threads, relaxedSimd, training }),
      lifeline && holdLock(lifeline),
    ]);
    this.#workbench = new Workbench({
      engine,
      clock: createClock(),
      emit: (event, data) => this.#emit(event, data),
      onFatal: (error) => this.fatal(error),
    });
    return { variant: engine.variant };
  }
}

/**
 * Takes a lock and never gives it back: it becomes free when this worker ends, however it ends.
 *
 * @param {string} name
 * @returns {Promise<void>}
 */
function holdLock(name) {
  return new Promise((resolve) => {
    navigator.locks.request(name, () => {
      resolve();
      return new Promise(() => undefined);
    });
  });
}
