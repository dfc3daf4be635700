/** Ties an element to another one of the page, named by its id in the attribute `for`. */

/**
 * @typedef {import('lit').ReactiveControllerHost & HTMLElement & {for: string}} Follows
 */

export class Follower {
  #host;
  #attach;
  /** @type {Element | null} */
  #target = null;
  /** @type {() => void} */
  #detach = () => undefined;

  /**
   * @param {Follows} host
   * @param {(target: any) => () => void} attach begins to follow; what it returns ends it
   */
  constructor(host, attach) {
    this.#host = host;
    this.#attach = attach;
    host.addController(this);
  }

  hostConnected() {
    // The element that is followed may come later in the page.
    queueMicrotask(() => this.hostUpdated());
  }

  hostUpdated() {
    const { isConnected, for: id } = this.#host;
    const root = /** @type {Document | ShadowRoot} */ (this.#host.getRootNode());
    this.#follow(isConnected && id ? root.getElementById(id) : null);
  }

  hostDisconnected() {
    this.#follow(null);
  }

  /** @param {Element | null} target */
  async #follow(target) {
    if (target === this.#target) return;
    this.#detach();
    this.#detach = () => undefined;
    this.#target = target;
    if (!target) return;
    await customElements.whenDefined(target.localName);
    if (this.#target === target) this.#detach = this.#attach(target);
  }
}
