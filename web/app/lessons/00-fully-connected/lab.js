import { html, nothing } from 'lit';
import { LabElement } from '../kit/lab.js';
import { trainingControls } from '../kit/training/controls.js';
import { curveChart } from '../kit/training/curves.js';
import { playgroundOf } from '../kit/training/playground.js';
import { asPercent, spread } from '../kit/training/spread.js';
import { Trials } from '../kit/training/trials.js';
import { fewPlan, infoOf, KINDS, shuffledPlan } from './model.js';

/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {import('./model.js').Kind} Kind */

/** Kind of network and whether the pixels are mixed up. @type {[Kind, boolean][]} */
const CASES = KINDS.flatMap((kind) => [
  /** @type {[Kind, boolean]} */ ([kind, false]),
  /** @type {[Kind, boolean]} */ ([kind, true]),
]);

/** @param {Kind} kind @param {boolean} permuted */
const caseName = (kind, permuted) => `${kind}-${permuted ? 'mixed' : 'straight'}`;

const CURVES = /** @type {const} */ (['trainAccuracy', 'testAccuracy']);

/** The same digits for a fully connected and a convolutional network. */
export class FullyConnectedLab extends LabElement {
  constructor() {
    super();
    this.shuffled = new Trials(this);
    this.few = new Trials(this);
  }

  /** @override */
  get playground() {
    return playgroundOf(shuffledPlan('mlp', false, this.shuffled.seed));
  }

  /** @param {Networks} networks @param {any} words @override */
  lab(networks, words) {
    return html`${this.shuffledPart(words)} ${this.parameters(networks, words)}
      ${this.fewPart(words)}`;
  }

  /** @param {any} words */
  shuffledPart(words) {
    const { shuffled } = this;
    const variants = CASES.map(([kind, permuted]) => ({
      name: caseName(kind, permuted),
      plan: (/** @type {number} */ seed) => shuffledPlan(kind, permuted, seed),
    }));
    const names = Object.fromEntries(
      CASES.map(([kind, permuted]) => [caseName(kind, permuted), words.cases(kind, permuted)]),
    );
    return html`<div data-part="shuffled">
      <h4>${words.shuffling}</h4>
      <p class="lab-hint">${words.shufflingSetting}</p>
      ${trainingControls(shuffled, variants, names, words.shuffling)}
      ${
        shuffled.all.length > 0
          ? spread(
              words.accuracy,
              variants.map(({ name }, at) => ({
                name,
                title: names[name],
                values: shuffled.of(name).map(({ outcome }) => outcome.testAccuracy),
                kind: at < 2 ? 0 : 1,
              })),
              { min: 0.75, max: 1, format: asPercent },
            )
          : nothing
      }
    </div>`;
  }

  /** @param {Networks} networks @param {any} words */
  parameters(networks, words) {
    return html`<div class="lab-part">
      <h4>${words.parameters}</h4>
      <div class="lab-grids lab-tables">
        ${KINDS.map((kind) => {
          const { layers, parameterCount } = infoOf(networks, kind);
          return html`<table class="lab-table">
            <caption>${words.kinds[kind]}</caption>
            <thead>
              <tr>
                ${['layer', 'output', 'parameters'].map((column) => html`<th scope="col">${words[column]}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${layers.map(
                ({ name, outputShape, parameterCount: own }) => html`<tr>
                  <th scope="row">${name}</th>
                  <td>(${outputShape.join(', ')})</td>
                  <td>${own}</td>
                </tr>`,
              )}
              <tr>
                <th scope="row">${words.total}</th>
                <td></td>
                <td><b data-figure="parameters-${kind}">${parameterCount}</b></td>
              </tr>
            </tbody>
          </table>`;
        })}
      </div>
    </div>`;
  }

  /** @param {any} words */
  fewPart(words) {
    const { few } = this;
    const variants = KINDS.map((kind) => ({
      name: kind,
      plan: (/** @type {number} */ seed) => fewPlan(kind, seed),
    }));
    return html`<div class="lab-part" data-part="few">
      <h4>${words.few}</h4>
      <p class="lab-hint">${words.fewSetting}</p>
      ${trainingControls(few, variants, words.kinds, words.few)}
      ${few.all.length > 0 ? this.fewResults(words) : nothing}
    </div>`;
  }

  /** @param {any} words */
  fewResults(words) {
    const rows = (/** @type {'trainAccuracy' | 'testAccuracy'} */ what) =>
      KINDS.map((kind) => ({
        name: `few-${what}-${kind}`,
        title: words.kinds[kind],
        values: this.few.of(kind).map(({ outcome }) => outcome[what]),
      }));
    const share = { min: 0.5, max: 1, format: asPercent };
    return html`${KINDS.map((kind) => {
      const reports = this.few.newest(kind)?.reports ?? [];
      return curveChart(
        words.kinds[kind],
        CURVES.map((what, at) => ({
          name: words[what],
          color: at === 0 ? '--curve-train' : '--curve-test',
          points: reports.map((report) => ({ step: report.step, value: report[what] })),
        })),
        { min: 0, max: 1 },
      );
    })}
    ${CURVES.map((what) => spread(words[what], rows(what), share))}`;
  }
}
