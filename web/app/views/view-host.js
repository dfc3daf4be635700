import { html } from 'lit';
import { t } from '../i18n.js';
import { Panel } from '../panels/panel.js';
import { remember } from '../state/storage.js';
import { views } from './views.js';

/** Steps along the tabs for a key. @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

/**
 * The middle of the page: one view at a time, chosen by tabs (WAI-ARIA's pattern: the arrow keys
 * move the choice and the focus).
 */
export class ViewHost extends Panel {
  constructor() {
    super(['view']);
    /** @type {Map<string, HTMLElement>} */
    this.opened = new Map();
  }

  /** @override */
  render() {
    return html`
      <div class="view-bar">
        <div class="view-tabs" role="tablist" aria-label=${t('views.label')} @keydown=${this.onKey}>
          ${views.map((view) => this.tab(view))}
        </div>
        <view-actions></view-actions>
      </div>
      ${views.map((view) => this.pane(view))}
    `;
  }

  /** @param {import('./views.js').View} view */
  tab({ name, icon }) {
    const chosen = this.page.view === name;
    return html`<button
      type="button"
      role="tab"
      id=${`tab-${name}`}
      aria-selected=${chosen ? 'true' : 'false'}
      aria-controls=${`view-${name}`}
      tabindex=${chosen ? 0 : -1}
      @click=${() => this.choose(name)}
    >
      ${icon} <span>${t(`views.${name}`)}</span>
    </button>`;
  }

  /** @param {import('./views.js').View} view */
  pane({ name }) {
    return html`<div
      role="tabpanel"
      id=${`view-${name}`}
      aria-labelledby=${`tab-${name}`}
      ?hidden=${this.page.view !== name}
    ></div>`;
  }

  /** @override */
  updated() {
    this.reveal(this.page.view);
    this.open(this.page.view);
  }

  /** On a narrow screen the row of tabs is cut off: brings the chosen one to its middle. @param {string} name */
  reveal(name) {
    const tab = this.querySelector(`#tab-${name}`);
    const row = tab?.parentElement;
    if (!tab || !row) return;
    const [inner, outer] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
  }

  /** @param {string} name */
  async open(name) {
    const view = views.find((each) => each.name === name);
    if (!view || this.opened.has(name)) return;
    const element = await view.create();
    if (this.opened.has(name)) return;
    this.opened.set(name, element);
    this.querySelector(`#view-${name}`)?.append(element);
  }

  /** @param {string} name */
  choose(name) {
    this.playground.store.set({ view: name });
    remember('view', name);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const step = STEPS[event.key];
    if (!step) return;
    const at = views.findIndex(({ name }) => name === this.page.view);
    const { name } = views[(at + step + views.length) % views.length];
    event.preventDefault();
    this.choose(name);
    this.updateComplete
      .then(() => this.querySelector(`#tab-${name}`))
      .then((tab) => {
        if (tab instanceof HTMLElement) tab.focus();
      });
  }
}
