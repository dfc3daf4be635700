import { css, html, LitElement } from 'lit';
import uPlot from 'uplot';
import { formatValue } from './core/format.js';
import { cancelDraw, drawNextFrame } from './core/frame.js';
import { icons } from './core/icons.js';
import { Localized, t } from './core/localize.js';
import { disclosure, shared, tables } from './core/styles.js';
import { onThemeChange } from './core/theme-watch.js';

/**
 * @typedef {{name: string, color: string, points?: boolean}} SeriesInfo `color` is the name of a
 *   custom property
 */

/** Milliseconds between two drawings of the chart. */
const PAUSE = 250;

/** Rows of the table. */
const ROWS = 24;

/** Curves over training steps. New data come through `show`. */
export class ConvChart extends LitElement {
  /** @override */
  static properties = {
    label: {},
    series: { attribute: false },
    min: { type: Number },
    max: { type: Number },
    height: { type: Number },
    format: { attribute: false },
    tick: { attribute: false },
    empty: { state: true },
    open: { state: true },
  };

  constructor() {
    super();
    this.label = '';
    /** @type {SeriesInfo[]} */
    this.series = [];
    /** @type {number | undefined} */
    this.min = undefined;
    /** @type {number | undefined} */
    this.max = undefined;
    this.height = 116;
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
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.last = 0;
    new Localized(this);
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
    this.plot?.destroy();
    this.plot = null;
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
      drawNextFrame(this, () => this.draw());
    }, wait);
  }

  draw() {
    if (!this.availableWidth || !this.isConnected) return;
    this.last = performance.now();
    if (this.plot) this.plot.setData(this.data);
    else this.plot = this.build();
    this.renderLatest();
    if (this.open) this.requestUpdate();
  }

  rebuild() {
    this.plot?.destroy();
    this.plot = null;
    this.schedule();
  }

  build() {
    const style = getComputedStyle(this);
    const color = (/** @type {string} */ name) => style.getPropertyValue(name).trim() || '#55635e';
    const axis = {
      stroke: color('--text-soft'),
      grid: { stroke: color('--line'), width: 1 },
      ticks: { show: false },
      font: `11px ${style.fontFamily}`,
      gap: 4,
    };
    const host = /** @type {HTMLElement} */ (this.renderRoot.querySelector('.plot'));
    const options = /** @type {uPlot.Options} */ ({
      width: this.availableWidth,
      height: this.height,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { size: 7 } },
      hooks: { setCursor: [() => this.renderLatest()] },
      padding: [8, 8, 0, 0],
      scales: { x: { time: false }, y: { range: (_u, low, high) => this.range(low, high) } },
      axes: [
        { ...axis, size: 22, space: 60 },
        { ...axis, size: 40, space: 28, values: (_u, splits) => splits.map(this.tick) },
      ],
      series: [
        {},
        ...this.series.map((info) => ({
          stroke: color(info.color),
          width: 1.75,
          spanGaps: true,
          points: info.points ? { show: true, size: 4, fill: color(info.color) } : { show: false },
        })),
      ],
    });
    return new uPlot(options, this.data, host);
  }

  /** @param {number | null} low @param {number | null} high @returns {[number, number]} */
  range(low, high) {
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
            (info) => html`<span class="key ${info.color.slice(2)}">
              <svg width="14" height="8" aria-hidden="true"><path d="M1 4h12" /></svg>
              ${info.name} <b class="value">–</b>
            </span>`,
          )}
        </figcaption>
        <div class="plot ${this.empty ? 'empty' : ''}" role="img" aria-label=${this.label}></div>
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
  static styles = [
    shared,
    disclosure,
    tables,
    css`
      figure {
        position: relative;
        margin: 0;
      }
      figcaption {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        column-gap: 12px;
        font-size: var(--type-xs, 12px);
        color: var(--text-soft, #55635e);
      }
      .title {
        margin-inline-end: auto;
        color: var(--text, #12211d);
        font-size: var(--type-s, 13px);
        font-weight: 600;
      }
      .key svg {
        stroke: var(--text-soft, #55635e);
        stroke-width: 2.5;
      }
      .curve-train svg {
        stroke: var(--curve-train, #c43e16);
      }
      .curve-test svg {
        stroke: var(--curve-test, #0a7c7c);
      }
      b {
        display: inline-block;
        min-width: 3.4em;
        color: var(--text, #12211d);
        font-weight: 600;
      }
      .plot {
        min-height: 116px;
      }
      .plot.empty {
        visibility: hidden;
      }
      .hint {
        position: absolute;
        inset: 22px 0 auto;
        height: 116px;
        display: grid;
        place-items: center;
        margin: 0;
        border-radius: var(--radius-s, 6px);
        background: var(--ground, #f1f4f3);
        color: var(--text-soft, #55635e);
        font-size: var(--type-xs, 12px);
        text-align: center;
      }
      .uplot {
        position: relative;
      }
      .u-wrap {
        position: relative;
        user-select: none;
      }
      .u-over,
      .u-under,
      .u-axis,
      .u-cursor-x,
      .u-cursor-y,
      .u-cursor-pt,
      .u-select {
        position: absolute;
      }
      .u-under {
        overflow: hidden;
      }
      .uplot canvas {
        position: relative;
        width: 100%;
        height: 100%;
        image-rendering: auto;
      }
      .u-cursor-x,
      .u-cursor-y,
      .u-cursor-pt {
        top: 0;
        left: 0;
        pointer-events: none;
      }
      .u-cursor-x {
        height: 100%;
        border-inline-end: 1px solid var(--text-soft, #55635e);
      }
      .u-cursor-y,
      .u-off,
      .u-select {
        display: none;
      }
      .u-cursor-pt {
        border: 0 solid;
        border-radius: 50%;
      }
    `,
  ];
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
