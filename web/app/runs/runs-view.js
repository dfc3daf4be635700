import { formatPercent, formatValue } from 'convscope/elements';
import { html } from 'lit';
import { t } from '../i18n.js';
import { Panel } from '../panels/panel.js';
import { comparison } from './compare.js';
import { nameOf } from './names.js';
import { colorOf, MOST_SHOWN, overlayCurves } from './overlay.js';
import { openRun, prepareAgain, repeat } from './repeat.js';
import { runList } from './run-list.js';
import './live-charts.js';
import './step-phases.js';
import './runs.css';

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('convscope/elements').ConvChart} ConvChart */

/** Runs whose curves are shown without being asked for: the newest. */
const SHOWN_AT_FIRST = 3;

const SPLITS = /** @type {const} */ (['test', 'train']);
const QUANTITIES = /** @type {const} */ (['loss', 'accuracy']);

/** What the training does now, and all runs there were: overlaid, compared, begun again. */
export class RunsView extends Panel {
  constructor() {
    super(['runs', 'runId', 'view', 'trainingState', 'status']);
    /** Which curve colour each shown run has. @type {Map<string, number>} */
    this.shown = new Map();
    /** Runs that have been shown or left out once. @type {Set<string>} */
    this.known = new Set();
    /** @type {(typeof SPLITS)[number]} */
    this.split = 'test';
    /** @type {[string, string] | null} */
    this.pair = null;
    this.all = false;
    /** @type {import('../../module/elements/conv-chart.js').SeriesInfo[]} */
    this.series = [];
  }

  get recorder() {
    return this.playground.recorder;
  }

  /** The newest first. */
  get runs() {
    return [...this.page.runs].reverse();
  }

  /** @override */
  willUpdate() {
    const { runs } = this;
    for (const id of this.shown.keys()) {
      if (runs.every((run) => run.id !== id)) this.shown.delete(id);
    }
    for (const [index, { id }] of runs.entries()) {
      if (this.known.has(id)) continue;
      this.known.add(id);
      if (index < SHOWN_AT_FIRST) this.show(id, true);
    }
    const there = this.pair?.every((id) => runs.some((run) => run.id === id));
    if (!there) this.pair = runs.length > 1 ? [runs[1].id, runs[0].id] : null;
  }

  /** @param {string} id @param {boolean} on */
  show(id, on) {
    if (!on) this.shown.delete(id);
    else if (!this.shown.has(id) && this.shown.size < MOST_SHOWN) {
      const taken = new Set(this.shown.values());
      const free = Array.from({ length: MOST_SHOWN }, (_, slot) => slot).find(
        (slot) => !taken.has(slot),
      );
      this.shown.set(id, free ?? 0);
    }
    this.requestUpdate();
  }

  get shownRuns() {
    return this.runs.filter(({ id }) => this.shown.has(id));
  }

  /** The same array until it must differ, so that the charts are not built anew. */
  overlaySeries() {
    const points = this.split === 'test';
    const series = this.shownRuns.map((run) => ({
      name: nameOf(run),
      color: colorOf(this.shown.get(run.id) ?? 0),
      points,
    }));
    if (JSON.stringify(series) !== JSON.stringify(this.series)) this.series = series;
    return this.series;
  }

  /** @override */
  updated() {
    if (this.page.view !== 'runs') return;
    for (const quantity of QUANTITIES) {
      const chart = /** @type {ConvChart | null} */ (this.querySelector(`#overlay-${quantity}`));
      chart?.show(overlayCurves(this.shownRuns, this.split, quantity));
    }
  }

  /** @override */
  render() {
    return html`<section class="runs" aria-labelledby="runs-title">
      <div class="view-head">
        <h2 id="runs-title">${t('runs.title')}</h2>
        <p>${t('runs.intro')}</p>
      </div>
      <live-charts></live-charts>
      <step-phases></step-phases>
      <h3>${t('runs.all')}</h3>
      ${this.runs.length === 0 ? html`<p class="explain">${t('runs.none')}</p>` : this.overview()}
    </section>`;
  }

  overview() {
    return html`<p class="explain">${t('runs.allHint')}</p>
      ${this.overlay()} ${this.list()}
      ${
        this.pair
          ? comparison({
              runs: this.runs,
              pair: this.pair,
              all: this.all,
              choose: (pair) => {
                this.pair = pair;
                for (const id of pair) this.show(id, true);
              },
              showAll: (all) => {
                this.all = all;
                this.requestUpdate();
              },
            })
          : html`<h3>${t('runs.compare')}</h3>
            <p class="explain">${t('runs.compareHow', { prepare: t('runs.prepare') })}</p>`
      }`;
  }

  overlay() {
    const series = this.overlaySeries();
    return html`<div class="segments" role="radiogroup" aria-label=${t('runs.split')}>
        ${SPLITS.map(
          (split) => html`<label><input
              type="radio"
              name="runs-split"
              value=${split}
              .checked=${this.split === split}
              @change=${() => {
                this.split = split;
                this.requestUpdate();
              }}
            /><span>${t(`runs.splits.${split}`)}</span></label>`,
        )}
      </div>
      <div class="overlays">
        <conv-chart
          id="overlay-loss"
          .height=${168}
          .label=${t('runs.overlay.loss')}
          .series=${series}
          .min=${0}
          .format=${formatValue}
        ></conv-chart>
        <conv-chart
          id="overlay-accuracy"
          .height=${168}
          .label=${t('runs.overlay.accuracy')}
          .series=${series}
          .max=${1}
          .format=${formatPercent}
          .tick=${(/** @type {number} */ share) => `${Math.round(share * 1000) / 10}%`}
        ></conv-chart>
      </div>`;
  }

  list() {
    return runList({
      runs: this.runs,
      current: this.page.runId,
      ready: this.page.status === 'ready',
      full: this.shown.size >= MOST_SHOWN,
      color: ({ id }) => (this.shown.has(id) ? colorOf(this.shown.get(id) ?? 0) : null),
      show: ({ id }, on) => this.show(id, on),
      rename: ({ id }, name) => this.recorder?.rename(id, name),
      open: (run) => openRun(this.playground, run),
      repeat: (run) => repeat(this.playground, run),
      prepare: (run) => prepareAgain(this.playground, run),
      remove: ({ id }) => this.recorder?.remove(id),
    });
  }
}

customElements.define('runs-view', RunsView);
