import { html, nothing } from 'lit';
import { numberField, selectField } from '../kit/controls.js';
import { number } from '../kit/format.js';
import { LabElement } from '../kit/lab.js';
import { trainingControls } from '../kit/training/controls.js';
import { curveChart } from '../kit/training/curves.js';
import { playgroundOf } from '../kit/training/playground.js';
import { asPercent, asPower, spread } from '../kit/training/spread.js';
import { Trials } from '../kit/training/trials.js';
import {
  ACTIVATIONS,
  DEPTH,
  DEPTHS,
  firstToLast,
  planOf,
  ROWS,
  STEEPEST,
  slopeOfRow,
  slopes,
} from './model.js';

/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {import('../kit/training/trials.js').Trial} Trial */

const COLOURS = { ReLU: '--curve-train', Sigmoid: '--curve-test' };

/** @param {'ReLU' | 'Sigmoid'} name */
const kindOf = (name) => (name === 'ReLU' ? 0 : 1);

/** Slopes of both activations; and the gradient of a deep network with either, layer by layer. */
export class ReluSigmoidLab extends LabElement {
  /** @override */
  static properties = {
    ...LabElement.properties,
    point: { state: true },
    row: { state: true },
    depth: { state: true },
  };

  constructor() {
    super();
    this.point = 0;
    /** Sigmoids in a row. */
    this.row = DEPTH;
    this.depth = DEPTH;
    this.trials = new Trials(this);
  }

  /** @override */
  get playground() {
    return playgroundOf(planOf('Sigmoid', this.depth, this.trials.seed));
  }

  /** @param {Networks} networks @param {any} words @override */
  lab(networks, words) {
    return html`${this.slopePart(networks, words)} ${this.trainingPart(words)}`;
  }

  /** @param {Networks} networks @param {any} words */
  slopePart(networks, words) {
    const { point, row } = this;
    const rows = ROWS.map((count) => /** @type {const} */ ([count, String(count)]));
    return html`<h4>${words.slopes}</h4>
      <div class="lab-controls">
        ${numberField(words.point, point, (value) => Object.assign(this, { point: value }), {
          name: 'point',
          min: -20,
          max: 20,
        })}
        ${selectField(words.row, row, rows, (count) => Object.assign(this, { row: count }), 'row')}
      </div>
      <table class="lab-table" aria-live="polite">
        <thead>
          <tr>
            <td></td>
            ${['value', 'slope', 'most'].map((name) => html`<th scope="col">${words[name]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${ACTIVATIONS.map((type) =>
            slopeRow(type, type, slopes(networks, type, [point, STEEPEST[type]])),
          )}
          ${slopeRow(
            'row',
            words.inRow(row),
            [point, STEEPEST.Sigmoid].map((x) => slopeOfRow(networks, row, x)),
          )}
        </tbody>
      </table>
      <p class="lab-hint">${words.halves}</p>`;
  }

  /** @param {any} words */
  trainingPart(words) {
    const { trials, depth } = this;
    const variants = ACTIVATIONS.map((name) => ({
      name,
      plan: (/** @type {number} */ seed) => planOf(name, depth, seed),
    }));
    const names = Object.fromEntries(ACTIVATIONS.map((name) => [name, name]));
    const depths = DEPTHS.map((count) => /** @type {const} */ ([count, String(count)]));
    return html`<div class="lab-part">
      <h4>${words.training}</h4>
      <p class="lab-hint">${words.setting}</p>
      <div class="lab-controls">
        ${selectField(
          words.depth,
          depth,
          depths,
          (count) => {
            trials.clear();
            this.depth = count;
          },
          'depth',
        )}
      </div>
      ${trainingControls(trials, variants, names)}
      ${trials.all.length > 0 ? this.results(words) : nothing}
    </div>`;
  }

  /** @param {any} words */
  results(words) {
    const newest = ACTIVATIONS.map((name) => this.trials.newest(name));
    return html`${curveChart(
      words.loss,
      newest.map((trial, at) => ({
        name: ACTIVATIONS[at],
        color: COLOURS[ACTIVATIONS[at]],
        points: (trial?.reports ?? []).map(({ step, loss }) => ({ step, value: loss })),
      })),
    )}
    ${ACTIVATIONS.map((name) => this.gradients(words, name))}
    ${spread(
      words.accuracy,
      ACTIVATIONS.map((name) => ({
        name: `accuracy-${name}`,
        title: name,
        values: this.trials.of(name).map(({ outcome }) => outcome.testAccuracy),
      })),
      { min: 0, max: 1, format: asPercent },
    )}
    ${this.idle(words)}`;
  }

  /** At the first step, before anything has been learnt. @param {any} words @param {'ReLU' | 'Sigmoid'} name */
  gradients(words, name) {
    const firsts = this.trials.of(name).map(({ reports }) => reports[0].gradients ?? []);
    const layers = firsts[0] ?? [];
    const ratios = firsts.map(firstToLast);
    return html`${spread(
      html`${name}${words.colon}${words.gradients}`,
      layers.map((layer, at) => ({
        name: `${name}-${layer.name}`,
        title: layer.name,
        values: firsts.map((gradients) => gradients[at].norm),
        kind: kindOf(name),
      })),
      { min: 1e-7, max: 10, log: true, format: asPower },
    )}
    ${spread(
      html`${name}${words.colon}${words.ratio}`,
      [{ name: `ratio-${name}`, title: words.firstToLast, values: ratios, kind: kindOf(name) }],
      { min: 1e-6, max: 10, log: true, format: asPower },
    )}`;
  }

  /** @param {any} words */
  idle(words) {
    const rows = ACTIVATIONS.map((name) => ({
      name,
      idle: this.trials.newest(name)?.reports.at(-1)?.idle,
    }));
    return html`<table class="lab-table">
      <caption>${words.idle}</caption>
      <thead>
        <tr>
          <td></td>
          <th scope="col">${words.units}</th>
          <th scope="col">${words.dead}</th>
          <th scope="col">${words.saturated}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, idle }) => html`<tr>
            <th scope="row">${name}</th>
            <td>${idle?.units ?? '–'}</td>
            <td data-figure="dead-${name}">${idle?.dead ?? '–'}</td>
            <td>${idle?.saturated ?? '–'}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

/**
 * @param {string} name
 * @param {string} title
 * @param {{value: number, slope: number}[]} slopes where it was asked, and where it is largest
 */
const slopeRow = (name, title, [here, most]) => html`<tr>
  <th scope="row">${title}</th>
  <td data-figure="value-${name}">${number(here.value)}</td>
  <td><b data-figure="slope-${name}">${number(here.slope)}</b></td>
  <td data-figure="most-${name}">${number(most.slope)}</td>
</tr>`;
