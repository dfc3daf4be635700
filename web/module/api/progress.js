/** Events as an asynchronous iterator, for `for await`. */

/**
 * Keeps what nobody has taken yet.
 *
 * @template T
 */
export class ProgressQueue {
  /** @type {T[]} */
  #waiting = [];
  #ended = false;
  /** @type {unknown} */
  #failure = undefined;
  /** @type {() => void} */
  #wake = () => undefined;

  /** @param {T} value */
  push(value) {
    this.#waiting.push(value);
    this.#wake();
  }

  /** @param {unknown} [failure] what the iterator throws at its end */
  end(failure) {
    this.#ended = true;
    this.#failure = failure;
    this.#wake();
  }

  /** @returns {AsyncGenerator<T, void>} */
  async *[Symbol.asyncIterator]() {
    for (;;) {
      while (this.#waiting.length > 0) yield/** @type {T} */ (this.#waiting.shift());
      if (this.#failure) throw this.#failure;
      if (this.#ended) return;
      await /** @type {Promise<void>} */ (
        new Promise((resolve) => {
          this.#wake = resolve;
        })
      );
    }
  }
}
