/** @typedef {import('lit').ReactiveController} ReactiveController */

/** Steps through the list for a key that is pressed with Alt. @type {Record<string, number>} */
const STEPS = { ArrowUp: -1, ArrowDown: 1 };

/**
 * Which way through the history a key leads.
 *
 * @param {KeyboardEvent} event
 * @returns {'undo' | 'redo' | null}
 */
function historyStep({ key, shiftKey, ctrlKey, metaKey }) {
  const letter = key.toLowerCase();
  if ((ctrlKey || metaKey) && letter === 'z') return shiftKey ? 'redo' : 'undo';
  return ctrlKey && letter === 'y' ? 'redo' : null;
}

/**
 * The keys of the editor, which nothing else on the page has. They are heard on the whole document,
 * as nothing has the focus after a click beside the fields.
 *
 * @implements {ReactiveController}
 */
export class EditorKeys {
  /** @param {import('./build-view.js').BuildView} view */
  constructor(view) {
    this.view = view;
    this.listen = (/** @type {KeyboardEvent} */ event) => this.onKey(event);
    view.addController(this);
  }

  hostConnected() {
    document.addEventListener('keydown', this.listen);
  }

  hostDisconnected() {
    document.removeEventListener('keydown', this.listen);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const { view } = this;
    const from = /** @type {HTMLElement} */ (event.target);
    const here = view.contains(from) || from === document.body;
    if (view.page.view !== 'build' || !here) return;
    const row = from.closest('[data-index]');
    if (event.altKey && event.key in STEPS && row instanceof HTMLElement) {
      // There the browser opens the list with these keys.
      if (from.matches('select')) return;
      event.preventDefault();
      const index = Number(row.dataset.index);
      view.move(index, index + STEPS[event.key], document.activeElement);
      return;
    }
    const step = historyStep(event);
    if (!step) return;
    event.preventDefault();
    view[step]();
  }
}
