import { html, nothing, svg } from 'lit';
import { checkField, figure, numberField, stepper } from '../kit/controls.js';
import { number } from '../kit/format.js';
import { LabElement } from '../kit/lab.js';
import { trainingControls } from '../kit/training/controls.js';
import { playgroundOf } from '../kit/training/playground.js';
import { asPercent, spread } from '../kit/training/spread.js';
import { Trials } from '../kit/training/trials.js';
import { KINDS, normalise, planOf, RATES, START, STARTS, startPlanOf } from './model.js';

/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {import('../../../module/engine/inspection.js').Distribution} Distribution */

/**
 * A setting in which both kinds of network are trained, one value after another.
 *
 * @typedef {object} Setting
 * @property {'rates' | 'starts'} name
 * @property {readonly number[]} values
 * @property {typeof planOf} plan
 * @property {Trials} trials
 */

const STEPS = ['mean', 'variance', 'centred', 'normalised', 'scale', 'shift'];

/** A batch to type, its normalisation step by step; and what it allows when training. */
export class BatchNormLab extends LabElement {
  /** @override */
  static properties = {
    ...LabElement.properties,
    batch: { state: true },
    gamma: { state: true },
    beta: { state: true },
    evaluating: { state: true },
    passes: { state: true },
    place: { state: true },
  };

  constructor() {
    super();
    this.batch = START;
    this.gamma = 1;
    this.beta = 0;
    this.evaluating = false;
    /** How often the batch was seen before. */
    this.passes = 0;
    this.place = 0;
    /** @type {Setting} */
    this.rates = { name: 'rates', values: RATES, plan: planOf, trials: new Trials(this) };
    /** @type {Setting} */
    this.starts = { name: 'starts', values: STARTS, plan: startPlanOf, trials: new Trials(this) };
  }

  /** @override */
  get playground() {
    return playgroundOf(planOf('bn', 1, this.rates.trials.seed));
  }

  /** @param {Networks} networks @param {any} words @override */
  lab(networks, words) {
    const { batch, gamma, beta, passes, evaluating } = this;
    const result = normalise(networks, { batch, gamma, beta, passes, training: !evaluating });
    return html`${this.controls(words)}
      <div class="lab-grids">
        ${figure(
          words.batch,
          html`<conv-grid
            data-grid="batch"
            editable
            .label=${words.batch}
            .value=${batch}
            .box=${this.box}
            @edit=${(/** @type {CustomEvent} */ { detail }) => {
              this.batch = detail.value;
            }}
          ></conv-grid>`,
        )}
        <span class="lab-sign">→</span>
        ${figure(
          words.output,
          html`<conv-grid
            class="roomy-cells"
            data-grid="output"
            selectable
            .label=${words.output}
            .value=${result.output}
            .box=${this.box}
            @select-cell=${(/** @type {CustomEvent} */ { detail }) => {
              this.place = detail.y * batch.width + detail.x;
            }}
          ></conv-grid>`,
        )}
      </div>
      ${stepper(words.steps, this.place, batch.data.length, (place) => {
        this.place = place;
      })}
      ${this.arithmetic(words, result)} ${this.running(words, result)}
      ${this.trainingPart(words, this.rates)} ${this.trainingPart(words, this.starts)}`;
  }

  get box() {
    const { width } = this.batch;
    return { y: Math.floor(this.place / width), x: this.place % width, height: 1, width: 1 };
  }

  /** @param {any} words */
  controls(words) {
    const set = (/** @type {'gamma' | 'beta'} */ name) => (/** @type {number} */ value) => {
      this[name] = value;
    };
    return html`<div class="lab-controls">
      ${numberField(words.gamma, this.gamma, set('gamma'), { name: 'gamma' })}
      ${numberField(words.beta, this.beta, set('beta'), { name: 'beta' })}
      ${checkField(
        words.evaluate,
        this.evaluating,
        (on) => {
          this.evaluating = on;
        },
        'evaluate',
      )}
      <button
        type="button"
        class="button small see"
        @click=${() => {
          this.passes += 10;
        }}
      >${words.see}</button>
      <button
        type="button"
        class="button small forget"
        ?disabled=${this.passes === 0}
        @click=${() => {
          this.passes = 0;
        }}
      >${words.forget}</button>
    </div>`;
  }

  /** @param {any} words @param {import('./model.js').Normalised} result */
  arithmetic(words, { steps, output }) {
    const found = steps[this.place];
    return html`<table class="lab-table" aria-live="polite">
      <caption>${this.evaluating ? words.byRunning : words.byBatch}</caption>
      <tbody>
        ${STEPS.map(
          (name) => html`<tr>
            <th scope="row">${words.names[name]}</th>
            <td data-figure="step-${name}">${number(found[name])}</td>
          </tr>`,
        )}
        <tr>
          <th scope="row">${words.result}</th>
          <td><b data-figure="result">${number(output.data[this.place])}</b></td>
        </tr>
      </tbody>
    </table>`;
  }

  /** @param {any} words @param {import('./model.js').Normalised} result */
  running(words, { running }) {
    return html`<p class="lab-verdict">
      ${running.map(
        ({ name, data }) => html`${words.running[name]}<b data-figure=${name}
            >${Array.from(data, number).join(', ')}</b
          ><br />`,
      )}
    </p>`;
  }

  /** @param {any} words @param {Setting} setting */
  trainingPart(words, { name, values, plan, trials }) {
    const told = words.settings[name];
    const variants = values.flatMap((value) =>
      KINDS.map((kind) => ({
        name: `${kind}-${value}`,
        plan: (/** @type {number} */ seed) => plan(kind, value, seed),
      })),
    );
    const names = Object.fromEntries(
      values.flatMap((value) =>
        KINDS.map((kind) => [`${kind}-${value}`, told.variant(kind, value)]),
      ),
    );
    return html`<div class="lab-part" data-part=${name}>
      <h4>${told.title}</h4>
      <p class="lab-hint">${told.setting}</p>
      ${trainingControls(trials, variants, names, told.title)}
      ${
        trials.all.length > 0
          ? html`${spread(
              words.accuracy,
              variants.map((variant) => ({
                name: `${name}-${variant.name}`,
                title: names[variant.name],
                values: trials.of(variant.name).map(({ outcome }) => outcome.testAccuracy),
              })),
              { min: 0, max: 1, format: asPercent },
            )}
            ${name === 'rates' ? this.histograms(words) : nothing}`
          : nothing
      }
    </div>`;
  }

  /** What the last activation gets, at the first and the last step. @param {any} words */
  histograms(words) {
    return html`<h4>${words.histograms}</h4>
      <div class="lab-grids">
        ${KINDS.map((kind) => {
          const reports = this.rates.trials.newest(`${kind}-${RATES[1]}`)?.reports ?? [];
          return [reports[0], reports.at(-1)].map((report, at) =>
            report?.distribution
              ? figure(
                  words.atStep(kind, report.step),
                  html`${histogram(words.atStep(kind, report.step), report.distribution)}
                    <small
                      >${words.norm}<b data-figure="norm-${kind}-${at === 0 ? 'first' : 'last'}"
                        >${number(report.distribution.norm)}</b
                      ></small
                    >`,
                )
              : nothing,
          );
        })}
      </div>`;
  }
}

/** @param {string} label @param {Distribution} distribution */
function histogram(label, { counts, minimum, maximum }) {
  const most = Math.max(...counts, 1);
  const told = `${label}: ${number(minimum)} … ${number(maximum)}`;
  return html`<svg class="histogram" viewBox="0 0 ${counts.length * 8} 60" role="img" aria-label=${told}>
      ${counts.map((count, at) => {
        const height = (56 * count) / most;
        return svg`<rect x=${at * 8} y=${60 - height} width="7" height=${height}></rect>`;
      })}
    </svg>
    <small class="histogram-ends"><span>${number(minimum)}</span><span>${number(maximum)}</span></small>`;
}
