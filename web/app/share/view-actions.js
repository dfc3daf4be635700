import { icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { Panel } from '../panels/panel.js';
import { addressOf } from './address.js';

/** What can be done with every view: share it as a link. */
export class ViewActions extends Panel {
  constructor() {
    super(['status']);
    /** @type {'copied' | 'shown' | null} */
    this.shared = null;
    this.link = '';
  }

  /** @override */
  render() {
    return html`<button
        type="button"
        id="share"
        class="button quiet small icon"
        aria-label=${t('share.title')}
        title=${t('share.title')}
        ?disabled=${this.page.status !== 'ready'}
        @click=${() => this.share()}
      >${icons.link}</button>
      <div role="status">${this.shared ? this.answer() : nothing}</div>`;
  }

  answer() {
    return html`<div class="share-answer">
      <p>${t(`share.${this.shared}`)}</p>
      <p>${t('share.note')}</p>
      <input
        type="text"
        readonly
        aria-label=${t('share.link')}
        .value=${this.link}
        @focus=${(/** @type {Event} */ event) =>
          /** @type {HTMLInputElement} */ (event.target).select()}
      />
      <button
        type="button"
        class="button quiet small"
        aria-label=${t('share.close')}
        @click=${() => this.close()}
      >${icons.close}</button>
    </div>`;
  }

  async share() {
    this.link = addressOf(this.playground).link;
    try {
      await navigator.clipboard.writeText(this.link);
      this.shared = 'copied';
    } catch {
      this.shared = 'shown';
    }
    this.requestUpdate();
  }

  close() {
    this.shared = null;
    this.requestUpdate();
    const button = this.querySelector('#share');
    if (button instanceof HTMLElement) button.focus();
  }
}
