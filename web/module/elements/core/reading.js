/** What the shared network makes of the drawing on a pad, for all elements that show it. */

import { takeSession } from './shared-session.js';

/** @typedef {import('./shared-session.js').Session} Session */
/** @typedef {import('../conv-digit-pad.js').ConvDigitPad} ConvDigitPad */
/** @typedef {import('../../protocol.js').DrawingPrediction} DrawingPrediction */

/** @typedef {DrawingPrediction & {session: Session}} Read `session` answers further questions */

/** Between two readings of the same drawing by a network in training, in milliseconds. */
const PAUSE = 250;

/** @type {WeakMap<ConvDigitPad, Reading>} */
const readings = new WeakMap();

class Reading {
  #pad;
  /** @type {Set<(read: Read) => void>} */
  #listeners = new Set();
  /** @type {Read | null} */
  #last = null;
  #busy = false;
  #stale = false;
  /** @type {AbortController | null} */
  #life = null;
  /** @type {Promise<Session> | null} */
  #session = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {ConvDigitPad} pad */
  constructor(pad) {
    this.#pad = pad;
  }

  /** @param {(read: Read) => void} listener @returns {() => void} ends it */
  listen(listener) {
    this.#listeners.add(listener);
    if (!this.#life) this.#begin();
    if (this.#last) listener(this.#last);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#life?.abort();
    };
  }

  #begin() {
    const life = new AbortController();
    const { signal } = life;
    const { session, release } = takeSession();
    this.#life = life;
    this.#session = session;
    this.#pad.addEventListener('ink', () => this.#read(), { signal });
    signal.addEventListener('abort', () => this.#end(release));
    session.then(
      (begun) => this.#begun(begun, signal),
      (error) => this.#fail(error),
    );
  }

  /** @param {() => void} release */
  #end(release) {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#life = null;
    this.#session = null;
    this.#last = null;
    release();
  }

  /** @param {Session} session @param {AbortSignal} signal */
  #begun(session, signal) {
    if (signal.aborted) return;
    for (const event of ['progress', 'state', 'restart']) {
      session.addEventListener(event, () => this.#readSoon(), { signal });
    }
    this.#read();
  }

  #readSoon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#read();
    }, PAUSE);
  }

  /** However fast the drawing changes, one reading is under way, and the last one is of the end. */
  async #read() {
    this.#stale = true;
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#stale && this.#session) await this.#readOnce(this.#session);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy = false;
    }
  }

  /** @param {Promise<Session>} starting */
  async #readOnce(starting) {
    const session = await starting;
    this.#stale = false;
    const prediction = await session.predictDrawing(this.#pad.drawing);
    if (starting !== this.#session) return;
    this.#last = { ...prediction, session };
    for (const listener of this.#listeners) listener(this.#last);
    const { session: _, ...detail } = this.#last;
    this.#pad.dispatchEvent(new CustomEvent('read', { detail }));
  }

  /** @param {unknown} error */
  #fail(error) {
    if (this.#session) this.#pad.dispatchEvent(new CustomEvent('error', { detail: error }));
  }
}

/**
 * @param {ConvDigitPad} pad
 * @param {(read: Read) => void} listener called with the present reading and each later one
 * @returns {() => void} ends it
 */
export function onReading(pad, listener) {
  const reading = readings.get(pad) ?? new Reading(pad);
  readings.set(pad, reading);
  return reading.listen(listener);
}
