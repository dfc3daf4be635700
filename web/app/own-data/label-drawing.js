import { strongest } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { Panel } from '../panels/panel.js';
import { classNames } from '../state/classes.js';
import { ofClass } from './collection.js';
import { ownDataOf } from './own-data.js';

/** Beside the reading: what the drawing really is. One press keeps it. */
export class LabelDrawing extends Panel {
  constructor() {
    super(['reading', 'source', 'dataset', 'status']);
    /** The drawing that was kept last. @type {{name: string, count: number, image: Uint8Array | null} | null} */
    this.kept = null;
  }

  /** @override */
  render() {
    const { reading, source, dataset } = this.page;
    if (source !== 'drawing' || !this.playground.session) return nothing;
    const own = dataset.names !== null;
    if (!own && !reading.image) return nothing;
    const names = classNames(this.page);
    const best = reading.probabilities && !own ? strongest(reading.probabilities) : -1;
    return html`<fieldset class="label-drawing">
      <legend>${t(own ? 'own.keepAs' : 'own.itIs')}</legend>
      <div class="label-chips">
        ${names.map(
          (name, label) => html`<button
            type="button"
            class=${label === best ? 'best' : ''}
            data-label=${label}
            aria-label=${t('own.keepAsLabel', { name })}
            ?disabled=${!reading.image}
            @click=${() => this.keep(label, name)}
          >${name}</button>`,
        )}
      </div>
      <p role="status">${this.said()}</p>
    </fieldset>`;
  }

  /** Once there is another drawing, it is that one which is not kept yet. */
  said() {
    const { kept } = this;
    const { image } = this.page.reading;
    const same = !image || image.every((value, i) => value === kept?.image?.[i]);
    return kept && same ? t('own.kept', { name: kept.name, count: kept.count }) : '';
  }

  /** @param {number} label @param {string} name */
  async keep(label, name) {
    const own = ownDataOf(this.playground);
    const { image } = this.page.reading;
    await own.add(label);
    this.kept = { name, count: ofClass(own.current, label).length, image };
    if (this.page.dataset.names) this.clearPad();
    this.requestUpdate();
  }

  /** The next drawing of a collection begins on an empty pad. */
  clearPad() {
    const pad = /** @type {import('convscope/elements').ConvDigitPad | null} */ (
      document.querySelector('conv-digit-pad')
    );
    pad?.clear();
  }
}
