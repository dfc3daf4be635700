/**
 * The state of the page: one plain object, replaced key by key. Parts of the page follow the keys
 * they show.
 */

/**
 * @typedef {import('./types.js').PageState} PageState
 * @typedef {keyof PageState} StateKey
 */

export class Store {
  /** @param {PageState} initial */
  constructor(initial) {
    this.state = initial;
    /** @type {Set<{keys: StateKey[], listener: () => void}>} */
    this.subscriptions = new Set();
  }

  /** @param {Partial<PageState>} patch */
  set(patch) {
    this.state = { ...this.state, ...patch };
    for (const { keys, listener } of this.subscriptions) {
      if (keys.some((key) => key in patch)) listener();
    }
  }

  /**
   * @param {StateKey[]} keys
   * @param {() => void} listener
   * @returns {() => void} ends it
   */
  subscribe(keys, listener) {
    const subscription = { keys, listener };
    this.subscriptions.add(subscription);
    return () => this.subscriptions.delete(subscription);
  }
}

/** Renders a Lit element again whenever one of the keys changes. */
export class Follow {
  /**
   * @param {import('lit').ReactiveControllerHost} host
   * @param {Store} store
   * @param {StateKey[]} keys
   */
  constructor(host, store, keys) {
    this.host = host;
    this.store = store;
    this.keys = keys;
    host.addController(this);
  }

  hostConnected() {
    this.end = this.store.subscribe(this.keys, () => this.host.requestUpdate());
  }

  hostDisconnected() {
    this.end?.();
  }
}
