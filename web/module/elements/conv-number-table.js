import { css, html, LitElement } from 'lit';
import { formatPercent, formatValue } from './core/format.js';
import { Localized, t } from './core/localize.js';
import { shared, tables } from './core/styles.js';

/** Rows of the summary; tensors can have thousands of parts. */
const MAX_ROWS = 64;

/** Milliseconds between updates while numbers stream in: people read, they do not stream. */
const PAUSE = 700;

/**
 * @param {ArrayLike<number>} data
 * @param {number} first
 * @param {number} size
 */
function summarise(data, first, size) {
  let [min, max, sum, zeros] = [Infinity, -Infinity, 0, 0];
  for (let i = first; i < first + size; i++) {
    const value = data[i];
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros++;
    sum += value;
  }
  return { min, max, mean: sum / size, zeros: zeros / size };
}

/** The numbers of a tensor as tables: a summary per part, and every value of a chosen part. */
export class ConvNumberTable extends LitElement {
  /** @override */
  static properties = {
    label: {},
    shape: { attribute: false },
    data: { state: true },
    chosen: { state: true },
  };

  constructor() {
    super();
    this.label = '';
    /** @type {number[]} */
    this.shape = [];
    /** @type {ArrayLike<number> | null} */
    this.data = null;
    this.chosen = 0;
    this.last = 0;
    new Localized(this);
  }

  /** @param {ArrayLike<number> | null} data */
  show(data) {
    const now = performance.now();
    if (this.data && data && now - this.last < PAUSE) return;
    this.last = now;
    this.data = data;
  }

  /** Vectors are one part; maps, kernels and matrices have a part per index of their first axes. */
  get parts() {
    const { shape } = this;
    const [height, width] = shape.length > 2 ? shape.slice(-2) : [1, shape[shape.length - 1] ?? 1];
    const total = shape.reduce((product, size) => product * size, 1);
    return { count: Math.max(1, total / (height * width)), height, width };
  }

  /** @override */
  render() {
    const { data } = this;
    if (!data) return html`<p>${t('tiles.empty')}</p>`;
    const { count, height, width } = this.parts;
    const chosen = Math.min(this.chosen, count - 1);
    return html`
      ${count > 1 ? this.summary(data, count, height * width) : ''}
      <div
        class="scroll"
        tabindex="0"
        role="region"
        aria-label=${t('table.valuesOf', { label: this.label, index: chosen })}
      >
        ${this.values(data, chosen, height, width)}
      </div>
    `;
  }

  /** @param {ArrayLike<number>} data @param {number} count @param {number} size */
  summary(data, count, size) {
    const shown = Math.min(count, MAX_ROWS);
    const rows = Array.from({ length: shown }, (_, index) => summarise(data, index * size, size));
    return html`
      <label>
        ${t('table.choose')}
        <input
          type="number"
          min="0"
          max=${count - 1}
          .value=${String(Math.min(this.chosen, count - 1))}
          @change=${this.choose}
        />
      </label>
      <div
        class="scroll"
        tabindex="0"
        role="region"
        aria-label=${t('table.caption', { label: this.label })}
      >
        <table>
          <thead>
            <tr>
              ${['index', 'min', 'mean', 'max', 'zero'].map(
                (name) => html`<th scope="col">${t(`table.${name}`)}</th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ min, mean, max, zeros }, index) => html`<tr>
                <th scope="row">${index}</th>
                <td>${formatValue(min)}</td>
                <td>${formatValue(mean)}</td>
                <td>${formatValue(max)}</td>
                <td>${formatPercent(zeros, 0)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${shown < count ? html`<p>${t('table.more', { shown, count })}</p>` : ''}
    `;
  }

  /**
   * @param {ArrayLike<number>} data
   * @param {number} part
   * @param {number} height
   * @param {number} width
   */
  values(data, part, height, width) {
    const first = part * height * width;
    const rows = Array.from({ length: height }, (_, row) => row);
    const columns = Array.from({ length: width }, (_, column) => column);
    return html`<table>
      <caption>${t('table.values', { index: part })}</caption>
      <thead>
        <tr>
          <td></td>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr>
            <th scope="row">${row}</th>
            ${columns.map((column) => html`<td>${formatValue(data[first + row * width + column])}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  /** @param {Event} event */
  choose(event) {
    const value = Math.trunc(Number(/** @type {HTMLInputElement} */ (event.target).value));
    this.chosen = Math.max(0, Math.min(this.parts.count - 1, value || 0));
  }

  /** @override */
  static styles = [
    shared,
    tables,
    css`
      :host {
        font-size: var(--type-xs, 12px);
      }
      input {
        width: 6em;
        height: 28px;
        margin-inline-start: 6px;
        padding: 0 6px;
        border: 1px solid var(--line-strong, light-dark(#aab5b1, #55665f));
        border-radius: var(--radius-s, 6px);
        background: var(--surface, light-dark(#fff, #131d1a));
        color: inherit;
        font: inherit;
      }
      p {
        margin: 8px 0 0;
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
      }
    `,
  ];
}
