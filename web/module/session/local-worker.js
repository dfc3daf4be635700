/** The calling thread in the guise of a worker: the same server behind the same messages. */

/** @typedef {import('../worker/server.js').Server} Server */
/** @typedef {import('./connection.js').WorkerLike} WorkerLike */

/** @implements {WorkerLike} */
export class LocalWorker {
  /** This thread ends with the page; there is no end of its own to watch for. */
  immortal = true;
  #listeners = new Set();
  #ended = false;
  #server = this.#load();

  /** A page that works in workers never loads this code. */
  async #load() {
    const { Server } = await import('../worker/server.js');
    return new Server((message) => queueMicrotask(() => this.#deliver(message)));
  }

  /** @param {unknown} message */
  #deliver(message) {
    if (this.#ended) return;
    for (const listener of this.#listeners) listener({ data: message });
  }

  /** @param {any} message */
  async postMessage(message) {
    const server = await this.#server;
    if (!this.#ended) server.receive(message);
  }

  /**
   * @param {string} type
   * @param {(event: any) => void} listener
   */
  addEventListener(type, listener) {
    if (type === 'message') this.#listeners.add(listener);
  }

  async terminate() {
    this.#ended = true;
    const server = await this.#server;
    server.dispose();
  }
}
