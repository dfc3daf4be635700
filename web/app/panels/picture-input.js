import { icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { Panel } from './panel.js';

/** A picture from a file as input: chosen, dropped or pasted. It never leaves the machine. */
export class PictureInput extends Panel {
  constructor() {
    super(['picture', 'reading', 'source']);
    /** Why the last file was refused. @type {{reason: string, values: Record<string, unknown>} | null} */
    this.refusal = null;
    this.over = false;
    this.onPaste = (/** @type {ClipboardEvent} */ event) => {
      const file = event.clipboardData?.files[0];
      if (file && this.page.source === 'picture') this.take(file);
    };
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('paste', this.onPaste);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('paste', this.onPaste);
  }

  /** @override */
  render() {
    const { picture, reading } = this.page;
    return html`<div
      class=${`picture-input ${this.over ? 'over' : ''}`}
      @dragover=${(/** @type {DragEvent} */ event) => this.hover(event, true)}
      @dragleave=${(/** @type {DragEvent} */ event) => this.hover(event, false)}
      @drop=${this.onDrop}
    >
      ${
        picture
          ? html`<conv-pixels class="test-image" .image=${reading.image} .label=${t('picture.shown', { name: picture.name })}></conv-pixels>`
          : html`<p class="test-image waiting">${t('picture.drop')}</p>`
      }
      <label class="button">
        ${icons.image} ${t('picture.choose')}
        <input id="picture-file" class="sr-only" type="file" accept="image/*" @change=${this.onChange} />
      </label>
      ${picture ? this.centring(picture) : nothing}
      <p class="refusal" role="alert">${
        this.refusal ? t(`picture.refused.${this.refusal.reason}`, this.refusal.values) : nothing
      }</p>
    </div>`;
  }

  /** @param {import('../state/types.js').Picture} picture */
  centring(picture) {
    return html`<label class="check">
      <input
        id="picture-centred"
        type="checkbox"
        .checked=${picture.centred}
        @change=${(/** @type {Event} */ { target }) =>
          this.playground.input?.usePicture({
            ...picture,
            centred: /** @type {HTMLInputElement} */ (target).checked,
          })}
      />
      ${t('picture.centre')}
    </label>`;
  }

  /** @param {DragEvent} event @param {boolean} over */
  hover(event, over) {
    event.preventDefault();
    if (over !== this.over) this.requestUpdate();
    this.over = over;
  }

  /** @param {DragEvent} event */
  onDrop(event) {
    this.hover(event, false);
    const file = event.dataTransfer?.files[0];
    if (file) this.take(file);
  }

  /** @param {Event} event */
  onChange({ target }) {
    const field = /** @type {HTMLInputElement} */ (target);
    const file = field.files?.[0];
    field.value = '';
    if (file) this.take(file);
  }

  /** @param {File} file */
  async take(file) {
    this.refusal = null;
    try {
      const { readPicture } = await import('../own-data/own-picture.js');
      const picture = await readPicture(file);
      const centred = this.page.picture?.centred ?? this.page.dataset.id !== 'fashion';
      await this.playground.input?.usePicture({ ...picture, centred });
    } catch (error) {
      const { reason, values } = /** @type {{reason?: string, values?: {}}} */ (error);
      if (reason) this.refusal = { reason, values: values ?? {} };
      else this.playground.notices.report(error);
    }
    this.requestUpdate();
  }
}
