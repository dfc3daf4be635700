import { formatCount, formatPercent, icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { Panel } from '../panels/panel.js';
import { classNames } from '../state/classes.js';
import { ask } from './ask.js';
import { calibrationPart } from './calibration.js';
import { classTable, confusionTable } from './confusion.js';
import { calibrationError, calibrationOf, classScores, confusionOf } from './counts.js';
import { Judgement } from './judgement.js';
import { cellImages, judgeFigures, worstMistakes } from './results.js';
import { TestThumbs } from './test-thumbs.js';
import { tolerancePart } from './tolerance.js';
import './judge.css';

const percent = (/** @type {number | null} */ share) =>
  share === null ? '–' : formatPercent(share);

/** How good the network is, on all test images and on changed ones. */
export class JudgeView extends Panel {
  constructor() {
    super(['status', 'data', 'dataset', 'network', 'trainingState', 'view']);
    /** @type {Judgement | null} */
    this.judgement = null;
    /** @type {import('./confusion.js').Cell | null} */
    this.chosen = null;
    this.thumbs = new TestThumbs(this);
    /** @type {Uint8Array | null} */
    this.previewed = null;
    this.picturesOf = '';
    /** Whether the images have been judged by themselves. */
    this.looked = false;
  }

  get ready() {
    const { status, data } = this.page;
    return status === 'ready' && (data?.done ?? false) && (data?.testImages ?? 0) > 0;
  }

  /** @override */
  willUpdate() {
    const { session } = this.playground;
    if (session && !this.judgement) {
      this.judgement = new Judgement(this.playground, session);
      this.judgement.addEventListener('change', () => this.requestUpdate());
    }
    if (this.page.dataset.id !== this.picturesOf) this.forgetPictures();
  }

  /** @override What nobody sees is made when the view is opened: its tables take ten milliseconds. */
  shouldUpdate() {
    return this.page.view === 'judge' || !this.hasUpdated;
  }

  forgetPictures() {
    this.picturesOf = this.page.dataset.id;
    this.thumbs.forget();
    this.chosen = null;
    this.looked = false;
    if (this.judgement && this.judgement.dataset !== this.picturesOf) {
      this.judgement.judged = null;
      this.judgement.points = [];
    }
  }

  /** @override The first look needs no button. */
  updated() {
    const { judgement } = this;
    const untouched = judgement && !judgement.judged && !judgement.busy;
    if (untouched && this.ready && this.page.view === 'judge' && !this.looked) {
      this.looked = true;
      judgement.judge();
    }
  }

  /** @override */
  render() {
    const { judgement } = this;
    const judged = judgement?.judged;
    return html`<section class="judge" aria-labelledby="judge-title">
      <div class="view-head">
        <h2 id="judge-title">${t('judge.title')}</h2>
        <p>${t('judge.intro')}</p>
        ${this.controls()}
      </div>
      ${judgement && judged ? this.results(judgement, judged) : this.placeholder()}
    </section>`;
  }

  controls() {
    const { judgement } = this;
    const count = formatCount(this.page.data?.testImages ?? 0);
    const busy = judgement?.busy;
    return html`<div class="judge-controls">
      <button
        type="button"
        id="judge"
        class=${`button ${judgement?.judged && !judgement.stale ? '' : 'primary'}`}
        ?disabled=${!this.ready || Boolean(busy)}
        @click=${() => judgement?.judge()}
      >${icons.gauge} ${t(judgement?.judged ? 'judge.again' : 'judge.run', { count })}</button>
      ${busy ? this.progress(busy) : nothing}
      ${judgement?.stale ? html`<span class="chip stale" role="status">${t('judge.stale')}</span>` : nothing}
    </div>`;
  }

  /** @param {NonNullable<Judgement['busy']>} busy */
  progress({ what, share }) {
    return html`<progress
        class="bar"
        max="1"
        .value=${share}
        aria-label=${t(`judge.progress.${what}`)}
      ></progress>
      <button type="button" class="button small" id="judge-stop" @click=${() => this.judgement?.stop()}>
        ${t('judge.stop')}
      </button>`;
  }

  placeholder() {
    const waiting = this.page.data?.done && !this.ready ? 'judge.noTest' : 'judge.waiting';
    return html`<p class="placeholder">${this.ready ? t('judge.nothingYet') : t(waiting)}</p>`;
  }

  /**
   * @param {Judgement} judgement
   * @param {import('./judgement.js').Judged} judged
   */
  results(judgement, judged) {
    const names = classNames(this.page).slice(0, judgement.classes);
    const matrix = confusionOf(judged, judgement.classes);
    const scores = classScores(matrix);
    const bins = calibrationOf(judged);
    const shown = { names, thumbs: this.thumbs };
    return html`<div class=${judgement.stale ? 'outdated' : ''}>
      ${judgeFigures(judged, scores, calibrationError(bins))}
      <h3>${t('judge.confusion')}</h3>
      <p class="explain">${t('judge.confusionHint')}</p>
      <div class="wide">
        ${confusionTable({ matrix, names, chosen: this.chosen, choose: (cell) => this.choose(cell) })}
      </div>
      ${cellImages(judged, this.chosen, shown)}
      <details class="scores-part" open>
        <summary><h3>${t('judge.perClass')}</h3></summary>
        <p class="explain">${t('judge.perClassHint')}</p>
        <div class="wide" tabindex="0" role="region" aria-label=${t('judge.perClass')}>
          ${classTable(scores, names, percent)}
        </div>
      </details>
      ${worstMistakes(judged, shown)}
      ${calibrationPart(bins)}
      ${tolerancePart(judgement, {
        images: this.page.data?.testImages ?? 0,
        ready: this.ready,
        previewed: this.previewed,
        measure: () => this.measure(),
        preview: (place) => this.preview(place),
      })}
    </div>`;
  }

  /** @param {import('./confusion.js').Cell} cell */
  choose(cell) {
    this.chosen = cell;
    this.requestUpdate();
  }

  measure() {
    this.preview({ degrees: 0, right: 0, down: 0 });
    return this.judgement?.measure();
  }

  /** An example of how the images were moved. @param {{degrees: number, right: number, down: number}} place */
  async preview(place) {
    try {
      const params = { index: 0, ...place };
      this.previewed = await ask(this.playground.engine, 'placedImage', params);
      this.requestUpdate();
    } catch (error) {
      this.playground.notices.report(error);
    }
  }
}

customElements.define('judge-view', JudgeView);
