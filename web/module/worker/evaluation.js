/** Evaluation in small portions, so that it never holds up anything else. */

/** @typedef {import('../wasm/convscope.js').BatchResult} BatchResult */

/**
 * @typedef {object} EvaluationResult
 * @property {number} loss mean over the images
 * @property {number} accuracy 0 to 1
 * @property {number} count images
 * @property {boolean} full the whole test set
 */

/** Portions grow and shrink towards this duration. */
const PORTION_MS = 6;
const FIRST_PORTION = 16;

export class Evaluation {
  #evaluate;
  #now;
  #total;
  #full;
  #done = 0;
  #loss = 0;
  #correct = 0;
  #portion = FIRST_PORTION;

  /**
   * @param {object} options
   * @param {(first: number, count: number) => BatchResult} options.evaluate
   * @param {() => number} options.now
   * @param {number} options.total how many images to look at
   * @param {boolean} options.full whether that is all of them
   */
  constructor({ evaluate, now, total, full }) {
    this.#evaluate = evaluate;
    this.#now = now;
    this.#total = total;
    this.#full = full;
  }

  /**
   * Evaluates the next portion.
   *
   * @returns {EvaluationResult | null} the result after the last portion
   */
  advance() {
    const count = Math.min(this.#portion, this.#total - this.#done);
    const start = this.#now();
    const { loss, correct } = this.#evaluate(this.#done, count);
    this.#adapt(count, this.#now() - start);
    this.#done += count;
    this.#loss += loss;
    this.#correct += correct;
    if (this.#done < this.#total) return null;
    return {
      loss: this.#loss / this.#total,
      accuracy: this.#correct / this.#total,
      count: this.#total,
      full: this.#full,
    };
  }

  /**
   * @param {number} count
   * @param {number} elapsed
   */
  #adapt(count, elapsed) {
    if (count < this.#portion) return;
    if (elapsed < PORTION_MS / 2) this.#portion *= 2;
    else if (elapsed > PORTION_MS * 2) this.#portion = Math.max(1, this.#portion >> 1);
  }
}
