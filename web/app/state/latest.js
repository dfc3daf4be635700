/**
 * Requests that supersede each other: at most one is under way, and of those that wait only the
 * newest is sent. An answer may be followed by a pause, to leave time for other work.
 * @template T
 */
export class Latest {
  /**
   * @param {(value: T) => Promise<unknown>} send
   * @param {{pause?: number, onIdle?: () => void}} [options] `pause` in milliseconds between an
   *   answer and the next request; `onIdle` when the newest request has been answered
   */
  constructor(send, { pause = 0, onIdle = () => undefined } = {}) {
    this.send = send;
    this.pause = pause;
    this.onIdle = onIdle;
    this.busy = false;
    /** @type {{value: T} | null} */
    this.waiting = null;
  }

  /** @param {T} value */
  ask(value) {
    this.waiting = { value };
    if (!this.busy) this.next();
  }

  async next() {
    if (!this.waiting) return;
    const { value } = this.waiting;
    this.waiting = null;
    this.busy = true;
    try {
      await this.send(value);
    } finally {
      if (this.pause > 0) setTimeout(() => this.release(), this.pause);
      else this.release();
    }
  }

  release() {
    this.busy = false;
    if (this.waiting) this.next();
    else this.onIdle();
  }
}
