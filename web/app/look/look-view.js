import { html } from 'lit';
import { t } from '../i18n.js';
import { emptyHint } from '../panels/empty-hint.js';
import { Panel } from '../panels/panel.js';
import { recall, remember } from '../state/storage.js';
import { Checkups } from './checkups.js';
import { healthPart } from './health-part.js';
import { LookMaps, strengthOf } from './look-maps.js';
import { Observer } from './observer.js';
import { pixelPart } from './pixel-part.js';
import { Why } from './why.js';
import { whyPart } from './why-part.js';
import { Wish } from './wish.js';
import { wishPart } from './wish-part.js';
import './pixel-story.js';
import './look.css';
import './story.css';

/** @typedef {import('convscope/elements').ConvNumberTable} ConvNumberTable */

const PARTS = /** @type {const} */ (['pixel', 'why', 'wish', 'health']);

/** @typedef {typeof PARTS[number]} Part */

/** The network taken apart: single values, reasons, what it looks for. */
export class LookView extends Panel {
  constructor() {
    super(['status', 'network', 'reading', 'view', 'data', 'dataset', 'trainingState']);
    const kept = recall('lookPart');
    /** @type {Part} */
    this.topic = PARTS.find((part) => part === kept) ?? 'pixel';
    /** @type {Observer | null} */
    this.observer = null;
    this.addEventListener('table-toggle', () => this.requestUpdate());
  }

  /** @override */
  willUpdate() {
    const { session } = this.playground;
    if (session && !this.observer) this.begin(new Observer(this.playground, session));
    const open = this.page.view === 'look' && this.page.status === 'ready';
    this.observer?.show(open);
    this.checkups?.show(open && this.topic === 'health' && Boolean(this.observer?.network));
  }

  /** @param {Observer} observer */
  begin(observer) {
    this.observer = observer;
    this.why = new Why(observer);
    this.wish = new Wish(observer);
    this.checkups = new Checkups(observer);
    const { why, wish, checkups } = this;
    const sources = [observer, why.task, wish.dreaming, wish.searching, checkups];
    for (const source of sources) source.addEventListener('change', () => this.requestUpdate());
    observer.addEventListener('change', () => this.refreshPart());
  }

  refreshPart() {
    if (this.topic === 'why') this.why?.refresh();
    const still = this.page.trainingState !== 'running';
    if (this.topic === 'health' && still) this.checkups?.refresh();
  }

  /** @param {Part} part */
  choose(part) {
    this.topic = part;
    remember('lookPart', part);
    this.refreshPart();
    this.requestUpdate();
  }

  /** @override */
  render() {
    const { observer } = this;
    return html`<section class="look" aria-labelledby="look-title">
      <div class="view-head">
        <h2 id="look-title">${t('look.heading')}</h2>
        <p>${t('look.intro')}</p>
        <fieldset class="segments look-parts">
          <legend class="sr-only">${t('look.parts')}</legend>
          ${PARTS.map((part) => this.choice(part))}
        </fieldset>
      </div>
      ${
        observer?.seen && observer.network
          ? this.content(observer)
          : html`<p class="placeholder">
              ${this.page.reading.image ? t('look.waiting') : emptyHint(this.playground)}
            </p>`
      }
    </section>`;
  }

  /** @param {Part} part */
  choice(part) {
    return html`<label>
      <input type="radio" name="look-part" value=${part} .checked=${this.topic === part}
        @change=${() => this.choose(part)} />
      <span>${t(`look.part.${part}`)}</span>
    </label>`;
  }

  /** @param {Observer} observer */
  content(observer) {
    if (this.topic === 'why' && this.why) return whyPart(this.why);
    if (this.topic === 'wish' && this.wish) return wishPart(this.wish);
    if (this.topic === 'health' && this.checkups) return healthPart(this.checkups);
    return observer.network ? pixelPart(observer, observer.network) : '';
  }

  /** @override Maps and tables take their values past the rendering. */
  updated() {
    /** @type {NodeListOf<HTMLElement>} */
    const all = this.querySelectorAll('look-maps, details[open] conv-number-table');
    for (const maps of all) {
      const values = this.valuesFor(maps);
      const view = /** @type {LookMaps | ConvNumberTable} */ (maps);
      if (view instanceof LookMaps) view.scaleTo(this.leastFor(maps));
      if (view.data !== values) view.show(values);
    }
  }

  /** Two images side by side share one scale. @param {HTMLElement} view */
  leastFor({ dataset: { layer, beside } }) {
    const { observer } = this;
    const index = Number(layer ?? beside ?? Number.NaN);
    if (!observer?.pinnedSeen || Number.isNaN(index) || observer.beside !== 'pinned') return 0;
    const both = [observer.valuesOf(index), observer.besideOf(index)];
    return Math.max(...both.map((values) => strengthOf(values ?? [])));
  }

  /** @param {HTMLElement} view @returns {Float32Array | null} */
  valuesFor({ dataset: { layer, heat, mask, beside } }) {
    if (beside !== undefined) return this.observer?.besideOf(Number(beside)) ?? null;
    if (mask !== undefined) return this.observer?.maskOf(Number(mask)) ?? null;
    if (layer !== undefined) return this.observer?.valuesOf(Number(layer)) ?? null;
    const { reasons } = this.why ?? {};
    switch (heat) {
      case 'gradient':
        return reasons?.gradient ?? null;
      case 'cam':
        return reasons?.cam?.values ?? null;
      case 'losses':
        return this.why?.losses ?? null;
      default:
        return this.wish?.dreamt?.input ?? null;
    }
  }
}

customElements.define('look-view', LookView);
