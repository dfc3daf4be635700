import { html } from 'lit';
import { training } from '../../module/schemas.js';
import { currentLanguage, t } from '../i18n.js';
import { choiceField, numberField } from './fields.js';
import { Panel } from './panel.js';

/** How the network learns: the fields below the curves. What the engine's optimisers take comes from its schemas. */

/** @typedef {import('../state/types.js').Settings} Settings */
/** @typedef {Settings['optimizer']} Optimizer */

/** Exponents of the learning-rate slider. */
const RATE = { low: -5, high: 0, step: 0.05 };

const SCHEDULES = ['one_cycle', 'cosine', 'constant'];

/** What each optimiser takes besides the learning rate. @type {Record<Optimizer, string[]>} */
const OPTIONS = {
  SGD: ['momentum', 'nesterov', 'weight_decay'],
  RMSprop: ['momentum', 'alpha', 'eps', 'weight_decay'],
  Adam: ['beta1', 'beta2', 'eps', 'weight_decay'],
  AdamW: ['beta1', 'beta2', 'eps', 'weight_decay'],
};

/** For all of them. */
const COMMON = ['clip_grad_norm'];

/** Usual values where those of the engine are not. @type {Record<Optimizer, Partial<Settings>>} */
const USUAL = {
  SGD: { momentum: 0.9, weightDecay: 0 },
  RMSprop: { momentum: 0, weightDecay: 0 },
  Adam: { weightDecay: 0 },
  AdamW: { weightDecay: 0.01 },
};

/** Options that are settings of the page under another name. @type {Record<string, 'momentum' | 'weightDecay'>} */
const SETTINGS = { momentum: 'momentum', weight_decay: 'weightDecay' };

export class TrainingSettings extends Panel {
  constructor() {
    super(['settings', 'dataset']);
  }

  get settings() {
    return this.page.settings;
  }

  /** @param {Partial<Settings>} patch */
  change(patch) {
    this.playground.training?.change(patch);
  }

  /** @override */
  render() {
    return html`<div class="fields">
        ${this.rateField()} ${this.scheduleField()} ${this.optimizerField()}
        ${this.countField('epochs', 1000)} ${this.countField('batchSize', 1024)}
        ${this.settings.optimizer === 'SGD' ? this.optionField('momentum') : ''}
      </div>
      <details class="more-settings">
        <summary>${t('training.more_settings')}</summary>
        <h3>${t('training.optimizerOptions', { name: this.settings.optimizer })}</h3>
        <div class="fields">${this.furtherOptions().map((name) => this.optionField(name))}</div>
        <h3>${t('training.images')}</h3>
        <div class="fields">${this.varyField()}</div>
        <h3>${t('training.stopWhen')}</h3>
        <div class="fields">${this.stopFields()}</div>
        <p class="explain">${t('training.stopHint')}</p>
      </details>`;
  }

  rateField() {
    const { learningRate } = this.settings;
    return html`<div class="field rate">
      ${numberField({
        name: 'learningRate',
        label: t('training.learningRate'),
        value: learningRate,
        min: 1e-8,
        max: 1e6,
        change: (value) => this.change({ learningRate: value }),
      })}
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
    this.change({ learningRate: Number((10 ** exponent).toPrecision(2)) });
  }

  scheduleField() {
    return choiceField({
      name: 'schedule',
      label: t('training.schedule'),
      value: this.settings.schedule,
      choices: SCHEDULES.map((value) => ({ value, text: t(`training.schedules.${value}`) })),
      change: (value) => this.change({ schedule: /** @type {Settings['schedule']} */ (value) }),
    });
  }

  optimizerField() {
    const names = this.schemaOf('optimizer')?.values ?? Object.keys(OPTIONS);
    return choiceField({
      name: 'optimizer',
      label: t('training.optimizer'),
      value: this.settings.optimizer,
      choices: names.map((value) => ({ value, text: value })),
      change: (value) => {
        const optimizer = /** @type {Optimizer} */ (value);
        this.change({ optimizer, ...USUAL[optimizer], engine: {} });
      },
    });
  }

  /** @param {'epochs' | 'batchSize'} name @param {number} max */
  countField(name, max) {
    return numberField({
      name,
      label: t(`training.${name}`),
      value: this.settings[name],
      min: 1,
      max,
      step: 1,
      change: (value) => this.change({ [name]: value }),
    });
  }

  /** Those that are not among the fields above. */
  furtherOptions() {
    const { optimizer } = this.settings;
    const shown = optimizer === 'SGD' ? ['momentum'] : [];
    return [...OPTIONS[optimizer], ...COMMON].filter((name) => !shown.includes(name));
  }

  /** @param {string} name */
  schemaOf(name) {
    const trainer = training.find(({ type }) => type === 'Trainer');
    return trainer?.options.find((option) => option.name === name);
  }

  /** @param {string} name of an option of the engine */
  optionField(name) {
    const schema = this.schemaOf(name);
    if (!schema) return '';
    const hint = schema.doc[currentLanguage()];
    const value = this.optionValue(name) ?? schema.default;
    if (schema.kind === 'bool') return this.switchField(name, hint, Boolean(value));
    return numberField({
      name,
      label: t(`training.options.${name}`),
      hint,
      value: Number(value),
      min: schema.min,
      max: schema.maxExcluded ? Number(schema.max) - 1e-6 : schema.max,
      change: (given) => this.setOption(name, given),
    });
  }

  /** @param {string} name @param {string} hint @param {boolean} on */
  switchField(name, hint, on) {
    return html`<label class="field switch" title=${hint}>
      <span class="field-name">${t(`training.options.${name}`)}</span>
      <input
        type="checkbox"
        name=${name}
        .checked=${on}
        @change=${(/** @type {Event} */ event) =>
          this.setOption(name, /** @type {HTMLInputElement} */ (event.target).checked)}
      />
    </label>`;
  }

  /** @param {string} name */
  optionValue(name) {
    return name in SETTINGS ? this.settings[SETTINGS[name]] : this.settings.engine[name];
  }

  /** @param {string} name @param {number | boolean} value */
  setOption(name, value) {
    if (name in SETTINGS) this.change({ [SETTINGS[name]]: value });
    else this.change({ engine: { ...this.settings.engine, [name]: value } });
  }

  varyField() {
    return choiceField({
      name: 'vary',
      label: t('training.vary'),
      hint: t('training.varyHint'),
      value: this.settings.vary,
      choices: ['auto', 'yes', 'no'].map((value) => ({
        value,
        text: t(`training.varies.${value}`),
      })),
      change: (value) => this.change({ vary: /** @type {Settings['vary']} */ (value) }),
    });
  }

  stopFields() {
    const { stopSteps, stopSeconds, stopAccuracy } = this.settings;
    const percent = Number((stopAccuracy * 100).toFixed(4));
    return [
      numberField({
        name: 'stopSteps',
        label: t('training.stopSteps'),
        value: stopSteps,
        min: 0,
        max: 1e9,
        step: 1,
        change: (value) => this.change({ stopSteps: value }),
      }),
      numberField({
        name: 'stopSeconds',
        label: t('training.stopSeconds'),
        value: stopSeconds,
        min: 0,
        max: 1e6,
        change: (value) => this.change({ stopSeconds: value }),
      }),
      numberField({
        name: 'stopAccuracy',
        label: t('training.stopAccuracy'),
        value: percent,
        min: 0,
        max: 100,
        change: (value) => this.change({ stopAccuracy: value / 100 }),
      }),
    ];
  }
}
