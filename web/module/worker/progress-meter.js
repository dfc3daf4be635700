/** Averages of training over the steps since the last report. */

/** @typedef {import('../wasm/convscope.js').BatchResult} BatchResult */

const REPORT_EVERY_MS = 100;

export class ProgressMeter {
  #loss = 0;
  #correct = 0;
  #images = 0;
  #ms = 0;
  #lastReport = Number.NEGATIVE_INFINITY;

  /**
   * @param {BatchResult} result of one step
   * @param {number} ms since the step before
   */
  add({ loss, correct, count }, ms) {
    this.#loss += loss * count;
    this.#correct += correct;
    this.#images += count;
    this.#ms += ms;
  }

  /** @param {number} now */
  isDue(now) {
    return this.#images > 0 && now - this.#lastReport >= REPORT_EVERY_MS;
  }

  /**
   * The averages since the last call; null if nothing happened.
   *
   * @param {number} now
   */
  take(now) {
    const images = this.#images;
    if (images === 0) return null;
    const report = {
      loss: this.#loss / images,
      accuracy: this.#correct / images,
      imagesPerSecond: this.#ms > 0 ? (images * 1000) / this.#ms : 0,
    };
    this.#loss = this.#correct = this.#images = this.#ms = 0;
    this.#lastReport = now;
    return report;
  }
}
