import { html, LitElement } from 'lit';
import { chartStyles } from './core/chart-styles.js';
import { addPoint, alignCurves, emptyCurves } from './core/curves.js';
import { Follower } from './core/follower.js';
import { formatPercent, formatValue } from './core/format.js';
import { cancelDraw, drawNextFrame } from './core/frame.js';
import { icons } from './core/icons.js';
import { Localized, t } from './core/localize.js';
import { colorVariable } from './core/palette.js';
import { looksOf, plotOptions } from './core/plot.js';
import { disclosure, shared, tables } from './core/styles.js';
import { onThemeChange } from './core/theme-watch.js';

/** @import uPlot from 'uplot' */

/**
 * @typedef {{name: string, color: string, points?: boolean}} SeriesInfo `color` is the name of a
 *   custom property
 */

/** Milliseconds between two drawings of the chart. */
const PAUSE = 250;

/** Rows of the table. */
const ROWS = 24;

/** What plots; it comes with the first curve, as many pages never have one. @type {typeof uPlot | null} */
let Plotter = null;

async function loadPlotter() {
  Plotter = (await import('uplot')).default;
}

/**
 * Curves over training steps. New data come through `show`; with `for`, those of a `<conv-trainer>`.
 *
 * @element conv-chart
 * @attr {string} for - id of the `<conv-trainer>` whose curves to show
 * @attr {'loss' | 'accuracy'} quantity - which of them, with `for`
 * @attr {string} label - title
 * @attr {number} min - lower end of the axis; of the data if left out
 * @attr {number} max - upper end of the axis; of the data if left out
 * @attr {boolean} log - logarithmic axis, for values above zero
 * @attr {number} height - of the plot, in CSS pixels
 * @cssprop --curve-train - colour of the training curve
 * @cssprop --curve-test - colour of the validation curve
 * @cssprop --text - text
 * @cssprop --text-soft - axis and legend
 * @cssprop --line - grid
 * @csspart plot - the plot
 */
export class ConvChart extends LitElement {
  /** @override */
  static properties = {
    for: {},
    quantity: {},
    label: {},
    series: { attribute: false },
    min: { type: Number },
    max: { type: Number },
    height: { type: Number },
    log: { type: Boolean },
    format: { attribute: false },
    tick: { attribute: false },
    empty: { state: true },
    open: { state: true },
  };

  constructor() {
    super();
    this.for = '';
    /** @type {'loss' | 'accuracy'} */
    this.quantity = 'loss';
    this.label = '';
    /** @type {SeriesInfo[]} */
    this.series = [];
    /** @type {number | undefined} */
    this.min = undefined;
    /** @type {number | undefined} */
    this.max = undefined;
    this.height = 116;
    this.log = false;
    /** @type {(value: number) => string} */
    this.format = formatValue;
    /** As `format`, for the axis. @type {(value: number) => string} */
    this.tick = (value) => String(Number(value.toPrecision(3)));
    this.empty = true;
    this.open = false;
    /** Steps first, then one array per series; gaps are null. @type {uPlot.AlignedData} */
    this.data = [[]];
    /** @type {uPlot | null} */
    this.plot = null;
    /** @type {import('./core/plot.js').Link | null} */
    this.link = null;
    this.availableWidth = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.last = 0;
    new Localized(this);
    new Follower(this, (trainer) => this.follow(trainer));
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.stopTheme = onThemeChange(() => this.rebuild());
    this.resizes = new ResizeObserver(([entry]) => this.fit(entry.contentRect.width));
    this.resizes.observe(this);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopTheme?.();
    this.resizes?.disconnect();
    clearTimeout(this.timer);
    cancelDraw(this);
    this.removePlot();
  }

  removePlot() {
    this.plot?.destroy();
    this.plot = null;
    if (this.link) this.link.chart = null;
    this.link = null;
  }

  /** @param {import('./conv-trainer.js').ConvTrainer} trainer @returns {() => void} */
  follow(trainer) {
    const stop = new AbortController();
    let curves = emptyCurves();
    const isShare = this.quantity === 'accuracy';
    this.series = [
      { name: t('chart.train'), color: '--curve-train' },
      { name: t('chart.test'), color: '--curve-test', points: true },
    ];
    if (isShare) this.format = formatPercent;
    const add = (/** @type {'train' | 'test'} */ name) => (/** @type {Event} */ event) => {
      addPoint(curves[name], /** @type {CustomEvent} */ (event).detail);
      this.show(alignCurves(curves, this.quantity));
    };
    trainer.addEventListener('progress', add('train'), { signal: stop.signal });
    trainer.addEventListener('evaluation', add('test'), { signal: stop.signal });
    trainer.addEventListener(
      'reset',
      () => {
        curves = emptyCurves();
        this.show([[]]);
      },
      { signal: stop.signal },
    );
    return () => stop.abort();
  }

  /** @param {number} width */
  fit(width) {
    this.availableWidth = Math.floor(width);
    if (!this.plot) this.schedule();
    else if (this.plot.width !== this.availableWidth) {
      this.plot.setSize({ width: this.availableWidth, height: this.height });
    }
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has('series') || changed.has('label')) this.rebuild();
  }

  /** @param {uPlot.AlignedData} data */
  show(data) {
    this.data = data;
    const empty = data[0].length === 0;
    if (empty !== this.empty) this.empty = empty;
    this.schedule();
  }

  /** Draws in a frame, at most every `PAUSE` milliseconds. */
  schedule() {
    if (this.timer) return;
    const wait = Math.max(0, this.last + PAUSE - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      drawNextFrame(this, () => this.draw(), { alone: true });
    }, wait);
  }

  draw() {
    if (!this.availableWidth || !this.isConnected) return;
    this.last = performance.now();
    this.draft();
    this.renderLatest();
    if (this.open) this.requestUpdate();
  }

  /** Where the plotter cannot be had the numbers are shown all the same; the next data try again. */
  draft() {
    if (this.plot) this.plot.setData(this.data);
    else if (Plotter && !this.empty) this.plot = this.build(Plotter);
    else if (!this.empty) {
      loadPlotter().then(
        () => this.schedule(),
        () => undefined,
      );
    }
  }

  rebuild() {
    this.removePlot();
    this.schedule();
  }

  /** @param {typeof uPlot} Plot */
  build(Plot) {
    const host = /** @type {HTMLElement} */ (this.renderRoot.querySelector('.plot'));
    this.link = { chart: this };
    return new Plot(plotOptions(this.link, looksOf(this)), this.data, host);
  }

  /** @param {number | null} low @param {number | null} high @returns {[number, number]} */
  range(low, high) {
    // uPlot finds the ticks of a logarithmic axis only from an end that it has rounded itself: from
    // 0.0099 it would never come to an end.
    if (this.log && Plotter) {
      const ends = Plotter.rangeLog(low ?? 0.1, high ?? 1, 10, false);
      return /** @type {[number, number]} */ (ends);
    }
    const bottom = this.min ?? low ?? 0;
    const top = this.max ?? (high === null ? 1 : high * 1.08);
    return [bottom, top > bottom ? top : bottom + 1];
  }

  /** Shows the values at the cursor, or else the last ones, beside the names. */
  renderLatest() {
    const [steps, ...series] = this.data;
    const at = this.plot?.cursor.idx ?? steps.length - 1;
    this.renderRoot.querySelectorAll('.value').forEach((output, index) => {
      const value = valueNear(series[index], at);
      const text = value === null ? '–' : this.format(value);
      if (output.textContent !== text) output.textContent = text;
    });
  }

  /** @override */
  render() {
    return html`
      <figure>
        <figcaption>
          <span class="title">${this.label}</span>
          ${this.series.map(
            (info) => html`<span class="key">
              <svg
                width="14"
                height="8"
                aria-hidden="true"
                .style=${`stroke: ${colorVariable(info.color)}`}
              ><path d="M1 4h12" /></svg>
              ${info.name} <b class="value">–</b>
            </span>`,
          )}
        </figcaption>
        <div part="plot" class="plot ${this.empty ? 'empty' : ''}" role="img" aria-label=${this.label}></div>
        ${this.empty ? html`<p class="hint">${t('chart.empty')}</p>` : this.numbers()}
      </figure>
    `;
  }

  numbers() {
    return html`<details @toggle=${this.onToggle}>
      <summary>${icons.chevron}${t('chart.numbers')}</summary>
      ${this.open ? this.table() : ''}
    </details>`;
  }

  /** @param {Event} event */
  onToggle(event) {
    this.open = /** @type {HTMLDetailsElement} */ (event.target).open;
  }

  /** Points spread evenly over the curve, the last one included. */
  table() {
    const [steps, ...series] = this.data;
    const count = Math.min(ROWS, steps.length);
    const rows = Array.from({ length: count }, (_, row) =>
      Math.round(((row + 1) * steps.length) / count - 1),
    );
    const cell = (/** @type {number | null} */ value) =>
      value === null ? '–' : this.format(value);
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.label}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('chart.step')}</th>
            ${this.series.map(({ name }) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (at) => html`<tr>
              <th scope="row">${steps[at]}</th>
              ${series.map((values) => html`<td>${cell(valueNear(values, at))}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** @override */
  static styles = [shared, disclosure, tables, chartStyles];
}

/**
 * The value at an index, or the nearest one before it: not every series has a value at every step.
 * @param {ArrayLike<number | null | undefined> | undefined} values
 * @param {number} index
 */
function valueNear(values, index) {
  for (let i = index; values && i >= 0; i--) {
    const value = values[i];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}
