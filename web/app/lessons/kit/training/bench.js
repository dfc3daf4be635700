/** The page's end of the worker that trains for the labs. */

/** @typedef {import('./experiment.js').Plan} Plan */
/** @typedef {import('./experiment.js').Report} Report */
/** @typedef {import('./experiment.js').Outcome} Outcome */
/** @typedef {import('./messages.js').Answer} Answer */

/**
 * @typedef {object} Waiting
 * @property {(report: Report) => void} onReport
 * @property {(outcome: Outcome) => void} resolve
 * @property {(error: Error) => void} reject
 */

/** Where the digits are, relative to the page. */
const dataUrl = () => new URL('data/mnist/', document.baseURI).href;

/** Trains plans in a worker of its own; it is started when it is first needed. */
export class TrainingBench {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #lastId = 0;

  /**
   * @param {Plan} plan
   * @param {(report: Report) => void} [onReport]
   * @returns {Promise<Outcome | null>} null if it was stopped
   */
  run(plan, onReport = () => undefined) {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { onReport, resolve: /** @type {any} */ (resolve), reject });
      this.#start().postMessage({ id, plan, dataUrl: dataUrl() });
    });
  }

  #start() {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }) => this.#receive(data));
    worker.addEventListener('error', (event) => this.#fail(event.message));
    this.#worker = worker;
    return worker;
  }

  /** @param {Answer} answer */
  #receive(answer) {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    if ('report' in answer) {
      waiting.onReport(answer.report);
      return;
    }
    this.#waiting.delete(answer.id);
    if ('outcome' in answer) waiting.resolve(answer.outcome);
    else waiting.reject(new Error(answer.error));
  }

  /** @param {string} message */
  #fail(message) {
    const waiting = [...this.#waiting.values()];
    this.#end();
    for (const { reject } of waiting) reject(new Error(message || 'the worker was lost'));
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#waiting.clear();
  }

  /** Ends what goes on and what waits. */
  stop() {
    const waiting = [...this.#waiting.values()];
    this.#end();
    for (const { resolve } of waiting) resolve(/** @type {any} */ (null));
  }
}
