import { alignCurves, formatCount, formatPercent, formatValue, icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { formatDuration } from '../runs/duration.js';
import { smooth } from '../runs/smoothing.js';
import { recall, remember } from '../state/storage.js';
import { numberField } from './fields.js';
import { Panel } from './panel.js';

/** @typedef {import('convscope/elements').ConvChart} ConvChart */

const percent = (/** @type {number} */ share) => `${Math.round(share * 1000) / 10}%`;

const precisePercent = (/** @type {number} */ share) => formatPercent(share);

/** Buttons, figures and curves of the training; its settings are below them. */
export class TrainingPanel extends Panel {
  constructor() {
    super([
      'status',
      'trainingState',
      'settings',
      'progress',
      'evaluation',
      'best',
      'curves',
      'live',
      'data',
      'dataFailed',
      'dataset',
      'variant',
    ]);
    /** @type {{name: string, color: string, points?: boolean}[]} */
    this.series = [];
    /** How much the training curves are smoothed, 0 to 1. */
    this.smoothing = Number(recall('smoothing')) || 0;
  }

  get training() {
    return this.playground.training;
  }

  /** @override */
  updated() {
    for (const quantity of /** @type {const} */ (['loss', 'accuracy'])) {
      const chart = /** @type {ConvChart} */ (this.querySelector(`#chart-${quantity}`));
      const [steps, train, test] = alignCurves(this.page.curves, quantity);
      const smoothed = smooth(train, this.smoothing);
      chart.show(this.smoothing > 0 ? [steps, smoothed, test, train] : [steps, train, test]);
    }
  }

  /** @override */
  render() {
    const { trainingState, status } = this.page;
    return html`
      <div class="training-head">
        <h2>${t('training.title')}</h2>
        <span class="chip state ${trainingState}" role="status" data-state=${trainingState}>
          ${t(`training.states.${trainingState}`)}
        </span>
      </div>
      ${this.buttons(status === 'ready')} ${this.figures()} ${this.charts()}
      <past-slider></past-slider> <training-settings></training-settings> ${this.dataStatus()} ${this.engineStatus()}
    `;
  }

  /** @param {boolean} ready */
  buttons(ready) {
    const busy = this.training?.busy ?? false;
    return html`<div class="training-buttons">
        <button
          type="button"
          id="train"
          class="button primary"
          ?disabled=${!ready}
          @click=${() => (busy ? this.training?.pause() : this.training?.train())}
        >
          ${busy ? icons.pause : icons.play} ${t(`training.${this.trainLabel(busy)}`)}
        </button>
        <button
          type="button"
          id="step"
          class="button"
          title=${t('training.stepTitle')}
          ?disabled=${!ready || busy || this.page.trainingState === 'finished'}
          @click=${() => this.playground.step()}
        >
          ${icons.step} ${t('training.step')}
        </button>
      </div>
      <div class="start-from" role="group" aria-label=${t('training.startFrom')}>
        <span>${t('training.startFrom')}</span>
        <button
          type="button"
          id="start-random"
          class="button small"
          title=${t('training.randomLong')}
          ?disabled=${!ready}
          @click=${() => this.playground.toRandom()}
        >
          ${t('training.random')}
        </button>
        <button
          type="button"
          id="start-pretrained"
          class="button small"
          title=${t('training.pretrainedLong')}
          ?disabled=${!ready}
          @click=${() => this.playground.toPretrained()}
        >
          ${t('training.pretrained')}
        </button>
        ${numberField({
          name: 'seed',
          label: t('training.seed'),
          value: this.page.settings.seed,
          min: 0,
          max: 2 ** 31 - 1,
          step: 1,
          change: (seed) => this.training?.change({ seed }),
        })}
      </div>`;
  }

  /** @param {boolean} busy */
  trainLabel(busy) {
    if (busy) return 'pause';
    const labels = { paused: 'resume', failed: 'resume', finished: 'more' };
    return labels[/** @type {keyof typeof labels} */ (this.page.trainingState)] ?? 'train';
  }

  figures() {
    const { progress, evaluation, best } = this.page;
    const { step, epoch, epochProgress, imagesPerSecond } = progress;
    const accuracy = evaluation ? formatPercent(evaluation.accuracy, 2) : '–';
    const count = evaluation ? t('training.onCount', { count: formatCount(evaluation.count) }) : '';
    return html`<dl class="figures">
        <div class="main">
          <dt>${t('training.testAccuracy')}</dt>
          <dd
            id="test-accuracy"
            data-value=${evaluation?.accuracy ?? nothing}
            data-count=${evaluation?.count ?? nothing}
          >
            ${accuracy}
          </dd>
          <dd class="note">
            ${best ? t('training.best', { percent: formatPercent(best.accuracy, 2) }) : ''} ${count}
          </dd>
        </div>
        <div>
          <dt>${t('training.stepCount')}</dt>
          <dd id="step-count" data-value=${step}>${formatCount(step)}</dd>
        </div>
        <div>
          <dt>${t('training.epoch')}</dt>
          <dd id="epoch">${formatCount(epoch)}</dd>
        </div>
        <div>
          <dt>${t('training.speed')}</dt>
          <dd id="speed">${imagesPerSecond > 0 ? formatCount(imagesPerSecond) : '–'}</dd>
        </div>
        ${this.liveFigures()}
      </dl>
      <progress
        class="bar"
        max="1"
        .value=${epochProgress}
        aria-label=${t('training.epochProgress')}
      ></progress>`;
  }

  liveFigures() {
    const { learningRate, gflops, secondsLeft } = this.page.live;
    const shown = (/** @type {number | null} */ value) =>
      value === null ? '–' : formatValue(value);
    return html`<div>
        <dt>${t('training.rateNow')}</dt>
        <dd id="rate-now" data-value=${learningRate ?? nothing}>${shown(learningRate)}</dd>
      </div>
      <div>
        <dt title=${t('training.gflopsLong')}>${t('training.gflops')}</dt>
        <dd id="gflops" data-value=${gflops ?? nothing}>${shown(gflops)}</dd>
      </div>
      <div>
        <dt>${t('training.timeLeft')}</dt>
        <dd id="time-left" data-value=${secondsLeft ?? nothing}>${formatDuration(secondsLeft)}</dd>
      </div>`;
  }

  /** The same array until it must differ, so that the charts are not built anew. */
  namedSeries() {
    const raw = this.smoothing > 0;
    const names = [t('training.onTrain'), t('training.onTest')];
    if (names[0] !== this.series[0]?.name || raw !== this.series.length > 2) {
      this.series = [
        { name: names[0], color: '--curve-train' },
        { name: names[1], color: '--curve-test', points: true },
        ...(raw ? [{ name: t('training.unsmoothed'), color: '--curve-raw' }] : []),
      ];
    }
    return this.series;
  }

  charts() {
    const series = this.namedSeries();
    return html`<conv-chart
        id="chart-loss"
        .label=${t('training.lossCurve')}
        .series=${series}
        .min=${0}
        .format=${formatValue}
      ></conv-chart>
      <conv-chart
        id="chart-accuracy"
        .label=${t('training.accuracyCurve')}
        .series=${series}
        .max=${1}
        .format=${precisePercent}
        .tick=${percent}
      ></conv-chart>
      <label class="smoothing">
        <span>${t('training.smoothing')}</span>
        <input
          type="range"
          name="smoothing"
          min="0"
          max="0.98"
          step="0.02"
          .value=${String(this.smoothing)}
          aria-valuetext=${percent(this.smoothing)}
          @input=${this.onSmoothing}
        />
      </label>`;
  }

  /** @param {Event} event */
  onSmoothing(event) {
    this.smoothing = Number(/** @type {HTMLInputElement} */ (event.target).value);
    remember('smoothing', this.smoothing);
    this.requestUpdate();
  }

  dataStatus() {
    const { data, dataFailed } = this.page;
    if (!data) return nothing;
    const { loadedBytes, totalBytes, trainImages, testImages, fromCache, done } = data;
    const { id, names } = this.page.dataset;
    const name = names ? names.join(' ') : t(`own.sets.${id}`);
    const images = { name, train: formatCount(trainImages), test: formatCount(testImages) };
    if (done) {
      return html`<p class="data">
        ${t('data.ready', images)}${fromCache ? html` <small>${t('data.cached')}</small>` : ''}
      </p>`;
    }
    const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
    const sizes = { name, loaded: megabytes(loadedBytes), total: megabytes(totalBytes) };
    return html`<div class="data loading">
      <p>${t('data.progress', sizes)} <small>${t('data.images', images)}</small></p>
      <progress class="bar" max=${totalBytes} .value=${loadedBytes} aria-label=${t('data.title')}></progress>
      ${dataFailed ? this.retry() : nothing}
    </div>`;
  }

  /** Threads and instruction set of the engine, and what it would gain in a better place. */
  engineStatus() {
    const { variant } = this.page;
    if (!variant) return nothing;
    const { threads: count, relaxedSimd, fallback } = variant;
    const simd = t(`engine.${relaxedSimd ? 'relaxed' : 'plain'}`);
    return html`<p class="engine" data-threads=${count} data-relaxed=${relaxedSimd}>
      ${t('engine.summary', { threads: t('engine.threads', { count }), simd })}
      ${
        fallback
          ? html`<small title=${fallback.message}>
              ${t(`engine.${fallback.code}`, { threads: fallback.threads })}
            </small>`
          : nothing
      }
    </p>`;
  }

  retry() {
    return html`<p class="failed">
      ${t('data.failed')}
      <button type="button" class="button small" @click=${() => this.playground.loadData()}>
        ${t('data.retry')}
      </button>
    </p>`;
  }
}
