import { icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { Panel } from '../panels/panel.js';
import { nameOf } from '../runs/names.js';
import { addressOf } from './address.js';
import { curvesCsv } from './curves-csv.js';
import { saveFile } from './save-file.js';

/** What can be done with every view: share it as a link, save it as a picture, save the curves. */
export class ViewActions extends Panel {
  constructor() {
    super(['status', 'view', 'runs']);
    /** @type {'copied' | 'shown' | null} */
    this.shared = null;
    this.link = '';
    this.drawing = false;
  }

  /** @override */
  render() {
    const ready = this.page.status === 'ready';
    return html`${this.button('share', icons.link, ready, () => this.share())}
      ${this.button('picture', icons.camera, ready && !this.drawing, () => this.savePicture())}
      ${this.button('curves', icons.table, this.runs.length > 0, () => this.saveCurves())}
      <div role="status">
        ${this.drawing ? html`<span class="sr-only">${t('share.drawing')}</span>` : nothing}
        ${this.shared ? this.answer() : nothing}
      </div>`;
  }

  /** @param {'share' | 'picture' | 'curves'} id @param {unknown} icon @param {boolean} enabled @param {() => void} act */
  button(id, icon, enabled, act) {
    return html`<button
      type="button"
      id=${id}
      class="button quiet small icon"
      aria-label=${t(`share.titles.${id}`)}
      title=${t(`share.titles.${id}`)}
      ?disabled=${!enabled}
      @click=${act}
    >${icon}</button>`;
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

  /** The view that is shown. */
  async savePicture() {
    const { view } = this.page;
    const pane = document.querySelector(`#view-${view}`);
    if (!(pane instanceof HTMLElement)) return;
    this.drawing = true;
    this.requestUpdate();
    try {
      const { pictureOf } = await import('./picture.js');
      saveFile(await pictureOf(pane, this.playground.inside), `convscope-${view}.png`);
    } catch (error) {
      const detail = /** @type {Error} */ (error).message;
      this.playground.notices.add({
        id: 'picture',
        kind: 'warning',
        key: 'share.noPicture',
        detail,
      });
    } finally {
      this.drawing = false;
      this.requestUpdate();
    }
  }

  /** Those of all runs, the present one among them. */
  get runs() {
    const { runs } = this.page;
    return runs.map((run) => ({ name: nameOf(run), curves: run.curves }));
  }

  saveCurves() {
    const table = new Blob([curvesCsv(this.runs)], { type: 'text/csv' });
    saveFile(table, 'convscope-curves.csv');
  }

  close() {
    this.shared = null;
    this.requestUpdate();
    const button = this.querySelector('#share');
    if (button instanceof HTMLElement) button.focus();
  }
}
