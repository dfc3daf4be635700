import { alignCurves, formatCount, formatPercent, formatValue, icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { Panel } from './panel.js';

/** @typedef {import('convscope/elements').ConvChart} ConvChart */

/** Exponents of the learning-rate slider. */
const RATE = { low: -5, high: 0, step: 0.05 };

const SCHEDULES = /** @type {const} */ (['one_cycle', 'cosine', 'constant']);

const percent = (/** @type {number} */ share) => `${Math.round(share * 1000) / 10}%`;

const precisePercent = (/** @type {number} */ share) => formatPercent(share);

/** Settings, buttons, figures and curves of the training. */
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
      'data',
      'dataFailed',
      'dataset',
      'variant',
    ]);
    /** @type {{name: string, color: string, points?: boolean}[]} */
    this.series = [];
  }

  get training() {
    return this.playground.training;
  }

  /** @override */
  updated() {
    for (const quantity of /** @type {const} */ (['loss', 'accuracy'])) {
      const chart = /** @type {ConvChart} */ (this.querySelector(`#chart-${quantity}`));
      chart.show(alignCurves(this.page.curves, quantity));
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
      ${this.fields()} ${this.dataStatus()} ${this.engineStatus()}
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
        ${this.numberField('seed', { min: 0, max: 2 ** 31 - 1, step: 1 })}
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
      </dl>
      <progress
        class="bar"
        max="1"
        .value=${epochProgress}
        aria-label=${t('training.epochProgress')}
      ></progress>`;
  }

  /** The same array until the language changes, so that the charts are not built anew. */
  namedSeries() {
    const names = [t('training.onTrain'), t('training.onTest')];
    if (names[0] !== this.series[0]?.name) {
      this.series = [
        { name: names[0], color: '--curve-train' },
        { name: names[1], color: '--curve-test', points: true },
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
      ></conv-chart>`;
  }

  fields() {
    const { optimizer } = this.page.settings;
    return html`<div class="fields">
      ${this.rateField()} ${this.scheduleField()} ${this.optimizerField()}
      ${this.numberField('epochs', { min: 1, max: 1000, step: 1 })}
      ${this.numberField('batchSize', { min: 1, max: 1024, step: 1 })}
      ${optimizer === 'SGD' ? this.numberField('momentum', { min: 0, max: 0.999, step: 'any' }) : nothing}
    </div>`;
  }

  /**
   * @param {'epochs' | 'batchSize' | 'momentum' | 'seed' | 'learningRate'} name
   * @param {{min: number, max: number, step: number | 'any'}} limits
   */
  numberField(name, { min, max, step }) {
    return html`<label class="field">
      <span class="field-name">${t(`training.${name}`)}</span>
      <input
        type="number"
        name=${name}
        min=${min}
        max=${max}
        step=${step}
        inputmode=${step === 1 ? 'numeric' : 'decimal'}
        required
        .value=${String(this.page.settings[name])}
        @change=${(/** @type {Event} */ event) => this.onNumber(name, event)}
      />
    </label>`;
  }

  /** @param {string} name @param {Event} event */
  onNumber(name, event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.checkValidity()) this.training?.change({ [name]: field.valueAsNumber });
    else field.reportValidity();
  }

  rateField() {
    const { learningRate } = this.page.settings;
    return html`<div class="field rate">
      ${this.numberField('learningRate', { min: 1e-8, max: 1e6, step: 'any' })}
      <input
        type="range"
        name="learningRateSlider"
        min=${RATE.low}
        max=${RATE.high}
        step=${RATE.step}
        aria-label=${t('training.learningRateSlider')}
        aria-valuetext=${learningRate}
        .value=${String(Math.log10(learningRate))}
        @input=${this.onRate}
      />
    </div>`;
  }

  /** @param {Event} event */
  onRate(event) {
    const exponent = Number(/** @type {HTMLInputElement} */ (event.target).value);
    this.training?.change({ learningRate: Number((10 ** exponent).toPrecision(2)) });
  }

  scheduleField() {
    const { schedule } = this.page.settings;
    return html`<label class="field">
      <span class="field-name">${t('training.schedule')}</span>
      <select name="schedule" @change=${this.onSchedule}>
        ${SCHEDULES.map(
          (name) =>
            html`<option value=${name} ?selected=${schedule === name}>
              ${t(`training.schedules.${name}`)}
            </option>`,
        )}
      </select>
    </label>`;
  }

  /** @param {Event} event */
  onSchedule(event) {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    const schedule = SCHEDULES.find((name) => name === value);
    if (schedule) this.training?.change({ schedule });
  }

  optimizerField() {
    const { optimizer } = this.page.settings;
    return html`<label class="field">
      <span class="field-name">${t('training.optimizer')}</span>
      <select name="optimizer" @change=${this.onOptimizer}>
        <option value="Adam" ?selected=${optimizer === 'Adam'}>${t('training.adam')}</option>
        <option value="SGD" ?selected=${optimizer === 'SGD'}>${t('training.sgd')}</option>
      </select>
    </label>`;
  }

  /** @param {Event} event */
  onOptimizer(event) {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    this.training?.change({ optimizer: value === 'SGD' ? 'SGD' : 'Adam' });
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
