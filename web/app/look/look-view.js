import { html } from 'lit';
import { t } from '../i18n.js';
import { Panel } from '../panels/panel.js';
import { Observer } from './observer.js';
import { pixelPart } from './pixel-part.js';
import './look-maps.js';
import './pixel-story.js';
import './look.css';

/** The network taken apart: single values, reasons, what it looks for. */
export class LookView extends Panel {
  constructor() {
    super(['status', 'network', 'reading', 'view']);
    /** @type {Observer | null} */
    this.observer = null;
  }

  /** @override */
  willUpdate() {
    const { session } = this.playground;
    if (session && !this.observer) {
      this.observer = new Observer(this.playground, session);
      this.observer.addEventListener('change', () => this.requestUpdate());
    }
    this.observer?.show(this.page.view === 'look');
  }

  /** @override */
  render() {
    const { observer } = this;
    return html`<section class="look" aria-labelledby="look-title">
      <div class="view-head">
        <h2 id="look-title">${t('look.heading')}</h2>
        <p>${t('look.intro')}</p>
      </div>
      ${
        observer?.seen && observer.network
          ? pixelPart(observer, observer.network)
          : html`<p class="placeholder">${t(this.page.reading.image ? 'look.waiting' : 'network.empty')}</p>`
      }
    </section>`;
  }

  /** @override Maps take their values past the rendering. */
  updated() {
    const { observer } = this;
    if (!observer) return;
    for (const maps of this.querySelectorAll('look-maps')) {
      const layer = Number(maps.getAttribute('data-layer'));
      const values = observer.valuesOf(layer);
      const view = /** @type {import('./look-maps.js').LookMaps} */ (maps);
      if (view.data !== values) view.show(values);
    }
  }
}

customElements.define('look-view', LookView);
