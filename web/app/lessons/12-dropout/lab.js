import { html, nothing } from 'lit';
import { figure, selectField, slider } from '../kit/controls.js';
import { number } from '../kit/format.js';
import { LabElement } from '../kit/lab.js';
import { trainingControls } from '../kit/training/controls.js';
import { curveChart } from '../kit/training/curves.js';
import { playgroundOf } from '../kit/training/playground.js';
import { asPercent, spread } from '../kit/training/spread.js';
import { Trials } from '../kit/training/trials.js';
import { AXES, average, drop, gridOf, MASKS, MODES, planOf, RATES, START } from './model.js';

/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {import('./model.js').State} State */
/** @typedef {import('./model.js').Mode} Mode */

/** Both modes on one mask, their norms over many, and what dropout does against overfitting. */
export class DropoutLab extends LabElement {
  /** @override */
  static properties = { ...LabElement.properties, state: { state: true } };

  constructor() {
    super();
    this.state = START;
    this.trials = new Trials(this);
    /** Masks are drawn anew only when something was changed. */
    this.drawn = { key: '', one: /** @type {ReturnType<typeof drop> | null} */ (null) };
    this.averaged = { key: '', norms: /** @type {ReturnType<typeof average> | null} */ (null) };
  }

  /** @param {Partial<State>} change */
  change(change) {
    this.state = { ...this.state, ...change };
  }

  /** @override */
  get playground() {
    return playgroundOf(planOf(this.state.p, this.trials.seed));
  }

  /** @param {Networks} networks @param {any} words @override */
  lab(networks, words) {
    const key = JSON.stringify(this.state);
    if (this.drawn.key !== key) this.drawn = { key, one: drop(networks, this.state) };
    const { one } = this.drawn;
    return html`${this.controls(words)}
      ${figure(
        words.input,
        html`<conv-grid
          class="small-cells"
          data-grid="input"
          editable
          .label=${words.input}
          .value=${gridOf(this.state.input)}
          @edit=${(/** @type {CustomEvent} */ { detail }) => {
            this.change({ input: Array.from(detail.value.data) });
          }}
        ></conv-grid>`,
      )}
      ${one && MODES.map((mode) => this.mode(words, mode, one[mode]))}
      ${this.norms(networks, words, key)} ${this.trainingPart(words)}`;
  }

  /** @param {any} words */
  controls(words) {
    const { p, axis, seed } = this.state;
    const axes = Object.keys(AXES).map(
      (name) => /** @type {const} */ ([name, String(words.axes[name])]),
    );
    return html`<div class="lab-controls">
      ${slider(words.rate, p, (value) => this.change({ p: value }), {
        name: 'p',
        min: 0,
        max: 0.9,
        step: 0.1,
      })}
      ${selectField(words.axis, axis, axes, (name) => this.change({ axis: name }), 'axis')}
      <button
        type="button"
        class="button new-mask"
        @click=${() => this.change({ seed: seed + 1 })}
      >${words.newMask}</button>
    </div>`;
  }

  /** @param {any} words @param {Mode} mode @param {import('./model.js').Dropped} dropped */
  mode(words, mode, { mask, trained, inferred, trainedNorm, inferredNorm }) {
    const grid = (/** @type {string} */ name, /** @type {ArrayLike<number>} */ values) =>
      figure(
        words[name],
        html`<conv-grid
          class="small-cells"
          data-grid="${name}-${mode}"
          .label=${`${mode}, ${words[name]}`}
          .value=${gridOf(values)}
        ></conv-grid>`,
      );
    return html`<div class="lab-part">
      <h4><code>${mode}</code></h4>
      <div class="lab-grids">
        ${grid('mask', mask)} ${grid('trained', trained)} ${grid('inferred', inferred)}
      </div>
      <p class="lab-verdict">
        ${words.norms(
          html`<b data-figure="trained-${mode}">${number(trainedNorm)}</b>`,
          html`<b data-figure="inferred-${mode}">${number(inferredNorm)}</b>`,
        )}
      </p>
    </div>`;
  }

  /** @param {Networks} networks @param {any} words @param {string} key */
  norms(networks, words, key) {
    const known = this.averaged.key === key ? this.averaged.norms : null;
    const ask = () => {
      this.averaged = { key, norms: average(networks, this.state) };
      this.requestUpdate();
    };
    return html`<div class="lab-part">
      <h4>${words.average(MASKS.toLocaleString('en'))}</h4>
      <button type="button" class="button average" @click=${ask}>${words.draw}</button>
      ${
        known
          ? html`<table class="lab-table" aria-live="polite">
              <thead>
                <tr>
                  <td></td>
                  <th scope="col">${words.meanTraining}</th>
                  <th scope="col">${words.inPrediction}</th>
                </tr>
              </thead>
              <tbody>
                ${MODES.map(
                  (mode) => html`<tr>
                    <th scope="row"><code>${mode}</code></th>
                    <td><b data-figure="mean-${mode}">${number(known[mode].trained)}</b></td>
                    <td><b data-figure="infer-${mode}">${number(known[mode].inferred)}</b></td>
                  </tr>`,
                )}
              </tbody>
            </table>`
          : nothing
      }
    </div>`;
  }

  /** @param {any} words */
  trainingPart(words) {
    const { trials } = this;
    const variants = RATES.map((rate) => ({
      name: String(rate),
      plan: (/** @type {number} */ seed) => planOf(rate, seed),
    }));
    const names = Object.fromEntries(RATES.map((rate) => [String(rate), words.variant(rate)]));
    return html`<div class="lab-part">
      <h4>${words.training}</h4>
      <p class="lab-hint">${words.setting}</p>
      ${trainingControls(trials, variants, names)}
      ${trials.all.length > 0 ? this.results(words) : nothing}
    </div>`;
  }

  /** @param {any} words */
  results(words) {
    const rows = (
      /** @type {string} */ name,
      /** @type {'trainAccuracy' | 'testAccuracy' | 'testLoss'} */ what,
    ) =>
      RATES.map((rate) => ({
        name: `${name}-${rate}`,
        title: words.variant(rate),
        values: this.trials.of(String(rate)).map(({ outcome }) => outcome[what]),
      }));
    const share = { min: 0.75, max: 1, format: asPercent };
    return html`${curveChart(
      words.loss,
      RATES.map((rate, at) => ({
        name: words.variant(rate),
        color: at === 0 ? '--curve-train' : '--curve-test',
        points: (this.trials.newest(String(rate))?.reports ?? []).map(({ step, loss }) => ({
          step,
          value: loss,
        })),
      })),
    )}
    ${spread(words.trainAccuracy, rows('train', 'trainAccuracy'), share)}
    ${spread(words.testAccuracy, rows('test', 'testAccuracy'), share)}
    ${spread(words.testLoss, rows('loss', 'testLoss'), {
      min: 0.3,
      max: 0.7,
      format: (value) => value.toFixed(3),
    })}`;
  }
}
