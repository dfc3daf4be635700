import { formatPercent, icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { isStop } from '../judge/slices.js';
import { Panel } from '../panels/panel.js';
import { fineTune } from './fine-tuning.js';

/**
 * Fine-tuning on the drawings of a collection, what it gave, and the way back.
 *
 * @fires busy when it begins and when it ends
 */
export class OwnTuning extends Panel {
  /** @override */
  static properties = { collection: { attribute: false } };

  constructor() {
    super(['status', 'dataset', 'data']);
    /** @type {import('./collection.js').Collection | null} */
    this.collection = null;
    /** @type {{share: number, abort: AbortController} | null} */
    this.busy = null;
    /** @type {import('./fine-tuning.js').Outcome | null} */
    this.outcome = null;
    /** Where the weights before came from. */
    this.modelBefore = this.page.model;
  }

  /** @override @param {import('lit').PropertyValues<this>} changed */
  willUpdate(changed) {
    if (changed.get('collection')?.id !== this.collection?.id && changed.has('collection')) {
      this.outcome = null;
    }
  }

  /** @override */
  render() {
    const { busy, outcome } = this;
    const ready = this.page.status === 'ready' && this.page.data?.done;
    return html`<div class="tuning">
        <button
          type="button"
          id="fine-tune"
          class="button primary"
          ?disabled=${!ready || Boolean(busy)}
          @click=${this.tune}
        >${icons.play} ${t('own.tune')}</button>
        ${
          busy
            ? html`<progress class="bar" max="1" .value=${busy.share} aria-label=${t('own.tuning')}></progress>
                <button type="button" class="button small" @click=${() => busy.abort.abort()}>${t('judge.stop')}</button>`
            : html`<small>${t('own.tuneHint')}</small>`
        }
      </div>
      ${outcome ? this.results(outcome) : nothing}`;
  }

  /** @param {import('./fine-tuning.js').Outcome} outcome */
  results({ before, after }) {
    const row = (
      /** @type {'own' | 'old'} */ name,
    ) => html`<tr id=${`tuned-${name}`} data-before=${before[name]} data-after=${after[name]}>
      <th scope="row">${t(`own.on.${name}`, { set: t(`own.sets.${this.page.dataset.id}`) })}</th>
      <td>${formatPercent(before[name], 2)}</td>
      <td class="after">${formatPercent(after[name], 2)}</td>
    </tr>`;
    return html`<div class="outcome" role="status">
      <table class="scores">
        <thead>
          <tr><td></td><th scope="col">${t('own.before')}</th><th scope="col">${t('own.after')}</th></tr>
        </thead>
        <tbody>${row('own')} ${row('old')}</tbody>
      </table>
      <button type="button" class="button small" id="untune" @click=${this.untune}>${t('own.untune')}</button>
    </div>`;
  }

  async tune() {
    const { collection } = this;
    if (!collection) return;
    const abort = new AbortController();
    this.become({ share: 0, abort });
    this.outcome = null;
    this.modelBefore = this.page.model;
    try {
      await this.playground.training?.pause();
      this.outcome = await fineTune(this.playground.engine, collection, {
        signal: abort.signal,
        onProgress: (share) => {
          this.busy = { share, abort };
          this.requestUpdate();
        },
      });
      this.weightsAreNew({ kind: 'trained', accuracy: this.outcome.after.old });
    } catch (error) {
      if (!isStop(error)) this.playground.notices.report(error);
    } finally {
      this.become(null);
    }
  }

  /** @param {OwnTuning['busy']} busy */
  become(busy) {
    this.busy = busy;
    this.requestUpdate();
    this.dispatchEvent(new Event('busy'));
  }

  /** @param {import('../state/types.js').Model} model */
  weightsAreNew(model) {
    this.playground.training?.forget();
    this.playground.store.set({ model });
    this.playground.onNewWeights();
  }

  async untune() {
    const { outcome } = this;
    if (!outcome) return;
    try {
      await this.playground.engine.loadWeights(outcome.weights);
      this.outcome = null;
      await this.playground.keeper?.forget();
      this.weightsAreNew(this.modelBefore);
    } catch (error) {
      this.playground.notices.report(error);
    }
  }
}

customElements.define('own-tuning', OwnTuning);
