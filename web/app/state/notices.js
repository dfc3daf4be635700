/** Messages to the user: what happened, what it means, what to do. They stay until dismissed. */

/** @typedef {import('./types.js').Notice} Notice */

export class Notices {
  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.store = store;
  }

  /** @param {Notice} notice */
  add(notice) {
    this.store.set({ notices: [...this.without(notice.id), notice] });
  }

  /** @param {string} id */
  dismiss(id) {
    if (this.store.state.notices.some((notice) => notice.id === id)) {
      this.store.set({ notices: this.without(id) });
    }
  }

  /** @param {string} id */
  without(id) {
    return this.store.state.notices.filter((notice) => notice.id !== id);
  }

  /**
   * What a failed request means for the user.
   * @param {any} error
   */
  report(error) {
    const code = typeof error?.code === 'string' ? error.code : 'Internal';
    if (['Disposed', 'WorkerLost', 'Stale'].includes(code)) return;
    const layer = error?.layer;
    const known = [
      'InvalidOption',
      'InvalidDescription',
      'ShapeMismatch',
      'OutOfMemory',
      'DataPending',
    ];
    this.add({
      id: `error-${code}`,
      kind: 'error',
      key: known.includes(code) ? `errors.${code}` : 'errors.Internal',
      values: { layer: layer ?? '' },
      detail: error?.message ?? String(error),
    });
  }
}
