/**
 * Live views of a network in training. The client pays for each frame with a credit that it gives
 * when it has taken the one before, so training never floods the page.
 */

/**
 * @typedef {object} WatchOptions
 * @property {Uint8Array} image
 * @property {number[]} [layers] all of them if left out
 * @property {number[]} [parameters] layers whose parameters are wanted too
 * @property {number} [maxPerSecond]
 */

const DEFAULT_PER_SECOND = 8;

export class FrameFeed {
  #now;
  #send;
  /** @type {WatchOptions | null} */
  #watched = null;
  #credit = true;
  #stale = false;
  #lastFrame = Number.NEGATIVE_INFINITY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {() => number} now
   * @param {(watched: WatchOptions) => void} send makes and sends one frame
   */
  constructor(now, send) {
    this.#now = now;
    this.#send = send;
  }

  /**
   * Sends the first frame at once, so that what cannot be shown is refused here.
   *
   * @param {WatchOptions | null} options
   */
  watch(options) {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#watched = null;
    if (!options) return;
    this.#sendNow(options);
    this.#watched = options;
  }

  /** The network is not what the last frame showed. */
  invalidate() {
    this.#stale = true;
    this.#pump();
  }

  /** The client took the last frame. */
  giveCredit() {
    this.#credit = true;
    this.#pump();
  }

  #pump() {
    if (!this.#watched || !this.#stale || !this.#credit || this.#timer !== undefined) return;
    const interval = 1000 / (this.#watched.maxPerSecond ?? DEFAULT_PER_SECOND);
    const wait = this.#lastFrame + interval - this.#now();
    if (wait > 0) this.#pumpLater(wait);
    else this.#sendNow(this.#watched);
  }

  /** @param {number} ms */
  #pumpLater(ms) {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, ms);
  }

  /** @param {WatchOptions} watched */
  #sendNow(watched) {
    this.#stale = false;
    this.#credit = false;
    this.#lastFrame = this.#now();
    this.#send(watched);
  }
}
