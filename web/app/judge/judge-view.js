import { formatCount, formatPercent, formatValue, icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { Panel } from '../panels/panel.js';
import { classNames } from '../state/classes.js';
import { ask } from './ask.js';
import { calibrationChart, calibrationTable } from './calibration.js';
import { classTable, confusionTable } from './confusion.js';
import {
  accuracyOf,
  calibrationError,
  calibrationOf,
  classScores,
  confusionOf,
  imagesAt,
  worstOf,
} from './counts.js';
import { Judgement } from './judgement.js';
import { rotationChart, shiftTable } from './tolerance.js';
import './judge.css';

/** Images shown of one cell, and of the worst mistakes. */
const MOST_IMAGES = 48;
const WORST = 24;

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
    /** Test images that are shown, by their number. @type {Map<number, Uint8Array>} */
    this.pictures = new Map();
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

  forgetPictures() {
    this.picturesOf = this.page.dataset.id;
    this.pictures.clear();
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
    this.fetchPictures();
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
    const error = calibrationError(bins);
    return html`<div class=${judgement.stale ? 'outdated' : ''}>
      ${this.figures(judged, scores, error)}
      <h3>${t('judge.confusion')}</h3>
      <p class="explain">${t('judge.confusionHint')}</p>
      <div class="wide">
        ${confusionTable({ matrix, names, chosen: this.chosen, choose: (cell) => this.choose(cell) })}
      </div>
      ${this.cellImages(judged, names)}
      <details class="scores-part" open>
        <summary><h3>${t('judge.perClass')}</h3></summary>
        <p class="explain">${t('judge.perClassHint')}</p>
        <div class="wide">${classTable(scores, names, percent)}</div>
      </details>
      ${this.worst(judged, names)}
      <h3>${t('judge.calibration')}</h3>
      <p class="explain">${t('judge.calibrationHint')}</p>
      <div class="calibration-part">
        ${calibrationChart(bins, error)}
        <div>
          <p class="verdict-line">${this.calibrationVerdict(bins, error)}</p>
          ${calibrationTable(bins)}
        </div>
      </div>
      ${this.tolerance(judgement)}
    </div>`;
  }

  /**
   * @param {import('./judgement.js').Judged} judged
   * @param {import('./counts.js').ClassScore[]} scores
   * @param {number} error
   */
  figures(judged, scores, error) {
    const total = judged.labels.length;
    const accuracy = accuracyOf(judged);
    const wrong = worstOf(judged).length;
    const f1 = scores.reduce((sum, score) => sum + (score.f1 ?? 0), 0) / scores.length;
    return html`<dl class="judge-figures">
      <div class="main">
        <dt>${t('judge.accuracy')}</dt>
        <dd id="judge-accuracy" data-value=${accuracy}>${formatPercent(accuracy, 2)}</dd>
      </div>
      <div><dt>${t('judge.wrong')}</dt>
        <dd id="judge-wrong" data-value=${wrong}>${formatCount(wrong)} <small>/ ${formatCount(total)}</small></dd></div>
      <div><dt>${t('judge.loss')}</dt>
        <dd id="judge-loss" data-value=${judged.loss / total}>${formatValue(judged.loss / total)}</dd></div>
      <div><dt>${t('judge.meanF1')}</dt><dd>${formatPercent(f1, 2)}</dd></div>
      <div><dt title=${t('judge.eceLong')}>${t('judge.ece')}</dt>
        <dd id="judge-ece" data-value=${error}>${formatPercent(error, 2)}</dd></div>
    </dl>`;
  }

  /** @param {import('./counts.js').Bin[]} bins @param {number} error */
  calibrationVerdict(bins, error) {
    const lean = bins.reduce(
      (sum, { count, accuracy, confidence }) => sum + count * ((confidence ?? 0) - (accuracy ?? 0)),
      0,
    );
    const key = error < 0.02 ? 'good' : lean > 0 ? 'over' : 'under';
    return t(`judge.calibrated.${key}`, { error: formatPercent(error, 2) });
  }

  /** @param {import('./confusion.js').Cell} cell */
  choose(cell) {
    this.chosen = cell;
    this.requestUpdate();
  }

  /** @param {import('./judgement.js').Judged} judged @param {string[]} names */
  cellImages(judged, names) {
    if (!this.chosen) return html`<p class="cell-images hint">${t('judge.chooseCell')}</p>`;
    const { label, prediction } = this.chosen;
    const indices = imagesAt(judged, label, prediction);
    const values = { count: indices.length, label: names[label], prediction: names[prediction] };
    const more = indices.length - MOST_IMAGES;
    return html`<div class="cell-images" role="region" aria-live="polite" aria-label=${t('judge.cellImages')}>
      <p>${t(label === prediction ? 'judge.cellRight' : 'judge.cellWrong', values)}</p>
      <div class="thumbs">
        ${indices.slice(0, MOST_IMAGES).map((index) => this.thumb(index, t('judge.openImage', { index })))}
        ${more > 0 ? html`<span class="more">+ ${formatCount(more)}</span>` : nothing}
      </div>
    </div>`;
  }

  /** @param {number} index @param {string} label */
  thumb(index, label) {
    return html`<button
      type="button"
      class="thumb"
      data-index=${index}
      aria-label=${label}
      title=${label}
      @click=${() => this.open(index)}
    ><conv-pixels .image=${this.pictures.get(index) ?? null} hide-label></conv-pixels></button>`;
  }

  /** Shows a test image in all other views too. @param {number} index */
  open(index) {
    this.playground.store.set({ source: 'test' });
    this.playground.input?.showTestImage(index);
  }

  /** @param {import('./judgement.js').Judged} judged @param {string[]} names */
  worst(judged, names) {
    const worst = worstOf(judged).slice(0, WORST);
    const { labels, predictions, confidences, losses } = judged;
    return html`<h3>${t('judge.worst')}</h3>
      <p class="explain">${t('judge.worstHint')}</p>
      ${worst.length === 0 ? html`<p class="explain">${t('judge.noMistake')}</p>` : nothing}
      <ol class="worst">
        ${worst.map((index) => {
          const [label, said] = [names[labels[index]], names[predictions[index]]];
          const sure = formatPercent(confidences[index]);
          const text = t('judge.worstItem', { index, label, said, percent: sure });
          return html`<li data-index=${index} data-loss=${losses[index]} data-said=${predictions[index]}>
            ${this.thumb(index, text)}
            <p>
              <b>${label}</b><span class="arrow" aria-hidden="true">→</span><b class="said">${said}</b>
            </p>
            <small>${t('judge.lossOf', { loss: formatValue(losses[index]) })}</small>
          </li>`;
        })}
      </ol>`;
  }

  /** @param {Judgement} judgement */
  tolerance(judgement) {
    const sample = formatCount(Math.min(judgement.sample, this.page.data?.testImages ?? 0));
    const running = judgement.busy?.what === 'tolerance';
    return html`<h3>${t('judge.tolerance')}</h3>
      <p class="explain">${t('judge.toleranceHint', { count: sample })}</p>
      <div class="judge-controls">
        <button
          type="button"
          id="measure"
          class="button"
          ?disabled=${!this.ready || Boolean(judgement.busy)}
          @click=${() => this.measure()}
        >${t(judgement.points.length > 0 ? 'judge.measureAgain' : 'judge.measure')}</button>
        ${judgement.pointsStale && !running ? html`<span class="chip stale">${t('judge.stale')}</span>` : nothing}
      </div>
      ${
        judgement.points.length === 0
          ? nothing
          : html`<div class=${`tolerance ${judgement.pointsStale && !running ? 'outdated' : ''}`}>
              <div class="shift-part">
                ${shiftTable(judgement, (place) => this.preview(place))}
                <figure class="preview">
                  <conv-pixels .image=${this.previewed} .label=${t('judge.preview')}></conv-pixels>
                  <figcaption>${t('judge.previewHint')}</figcaption>
                </figure>
              </div>
              ${rotationChart(judgement)}
            </div>`
      }`;
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

  /** Fetches the images that are on the page and not there yet. */
  async fetchPictures() {
    const shown = [...this.querySelectorAll('.thumb')];
    const wanted = shown.map((thumb) => Number(/** @type {HTMLElement} */ (thumb).dataset.index));
    const missing = [...new Set(wanted)].filter((index) => !this.pictures.has(index));
    const { session } = this.playground;
    if (missing.length === 0 || !session || this.fetching) return;
    this.fetching = true;
    const { picturesOf } = this;
    try {
      const images = await Promise.all(missing.map((index) => session.testImage(index)));
      if (picturesOf !== this.picturesOf) return;
      missing.forEach((index, i) => {
        this.pictures.set(index, images[i].image);
      });
      this.requestUpdate();
    } catch {
      // The images went with their data set; the view is about to show others.
    } finally {
      this.fetching = false;
    }
  }
}

customElements.define('judge-view', JudgeView);
