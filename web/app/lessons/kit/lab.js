import { html, LitElement, nothing } from 'lit';
import { t } from '../../i18n.js';
import { labEngine, Networks } from './engine.js';

/**
 * What all labs have in common: they render into the page, wait for the engine, speak the language
 * of the lesson, and give back the memory of their networks.
 *
 * A lab draws itself in `lab()`; `words` is the part `lab` of the lesson's texts. What the engine
 * refuses is told in place of the lab.
 */
export class LabElement extends LitElement {
  /** @override */
  static properties = {
    words: { attribute: false },
    networks: { state: true },
    failure: { state: true },
  };

  constructor() {
    super();
    /** @type {any} */
    this.words = null;
    /** There once the engine is. @type {Networks | null} */
    this.networks = null;
    this.failure = '';
  }

  /** @override */
  createRenderRoot() {
    return this;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.start();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.networks?.dispose();
    this.networks = null;
  }

  async start() {
    this.failure = '';
    try {
      const engine = await labEngine();
      if (this.isConnected) this.networks = new Networks(engine);
    } catch (error) {
      this.failure = String(/** @type {Error} */ (error).message);
    }
  }

  /**
   * What the playground should open with, or null if there is nothing to go on with.
   *
   * @returns {import('../../share/link.js').PlaygroundState | null}
   */
  get playground() {
    return null;
  }

  /** @param {Map<PropertyKey, unknown>} _changed @override */
  updated(_changed) {
    this.dispatchEvent(new CustomEvent('lab-change', { bubbles: true }));
  }

  /** @override */
  render() {
    const { failure, networks, words } = this;
    if (failure) return this.failed();
    if (!networks || !words) return html`<p role="status">${t('lessons.engine')}</p>`;
    try {
      return this.lab(networks, words);
    } catch (error) {
      return html`<p role="alert">${t('lessons.refused')}
        <code>${/** @type {Error} */ (error).message}</code></p>`;
    }
  }

  failed() {
    return html`<p role="alert">${t('lessons.engineFailed')} <code>${this.failure}</code></p>
      <button type="button" class="button" @click=${this.start}>${t('lessons.again')}</button>`;
  }

  /**
   * @param {Networks} _networks
   * @param {any} _words
   * @returns {unknown}
   */
  lab(_networks, _words) {
    return nothing;
  }
}
