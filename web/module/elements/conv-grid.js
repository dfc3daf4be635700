import { css, html, LitElement, nothing } from 'lit';
import { Localized, t } from './core/localize.js';
import { shared } from './core/styles.js';
import { parseGrid } from './core/window.js';

/** @typedef {import('./core/window.js').Grid} Grid */

/** Rows and columns of zeros around a grid. @typedef {{top: number, bottom: number, left: number, right: number}} Margins */

/** A rectangle of cells; it may reach into the margins. @typedef {{y: number, x: number, height: number, width: number}} Box */

/** Numbers beyond this tell nothing and overflow soon. */
const MOST = 1e6;

/** @type {Margins} */
const NONE = { top: 0, bottom: 0, left: 0, right: 0 };

/** @type {import('lit').ComplexAttributeConverter<Grid | null>} */
const converter = { fromAttribute: (text) => parseGrid(text ?? '') };

/** @type {Record<string, [number, number]>} */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * A grid of numbers to look at, to choose from or to change, such as an image, a kernel or what a
 * convolution made of them. Colour tells sign and size; what is not a number yet stays empty.
 * Arrow keys move from cell to cell.
 *
 * @element conv-grid
 * @attr {string} value - rows of numbers, such as "1 2 3; 4 5 6"
 * @attr {string} label - name of the grid
 * @attr {boolean} editable - cells can be changed
 * @attr {boolean} selectable - cells can be chosen
 * @attr {boolean} textless - only the colours are shown, the numbers are told to screen readers
 * @fires edit - a number was changed: `{y, x, number, value}` with the whole new grid as `value`
 * @fires select-cell - a cell was chosen: `{y, x}`
 * @cssprop --cell - side of a cell
 * @cssprop --accent - the frame around `box`
 * @cssprop --text - numbers
 * @cssprop --text-soft - zeros around the grid
 * @cssprop --surface - cells
 * @cssprop --line - borders of cells
 * @csspart table - the cells
 * @csspart frame - the frame around `box`
 */
export class ConvGrid extends LitElement {
  /** @override */
  static properties = {
    value: { converter },
    label: {},
    editable: { type: Boolean },
    selectable: { type: Boolean },
    textless: { type: Boolean },
    margins: { attribute: false },
    box: { attribute: false },
    limit: { attribute: false },
    marks: { attribute: false },
    at: { state: true },
  };

  constructor() {
    super();
    /** @type {Grid | null} */
    this.value = null;
    this.label = '';
    this.editable = false;
    this.selectable = false;
    this.textless = false;
    /** Zeros shown around the grid. @type {Margins} */
    this.margins = NONE;
    /** Cells to frame. @type {Box | null} */
    this.box = null;
    /** Value of the full colour; the largest in the grid if left out. @type {number | null} */
    this.limit = null;
    /** Cells to stand out, as indices. @type {ReadonlySet<number> | null} */
    this.marks = null;
    /** Where the keyboard is. */
    this.at = { y: 0, x: 0 };
    new Localized(this);
  }

  /** @param {number} y @param {number} x */
  focusCell(y, x) {
    const { height = 1, width = 1 } = this.value ?? {};
    const clamp = (/** @type {number} */ place, /** @type {number} */ size) =>
      Math.max(0, Math.min(size - 1, place));
    this.at = { y: clamp(y, height), x: clamp(x, width) };
    const cell = `[data-cell="${this.at.y},${this.at.x}"]`;
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(cell))?.focus();
  }

  /** @param {KeyboardEvent} event @param {number} y @param {number} x */
  onKeyDown(event, y, x) {
    const move = MOVES[event.key];
    if (event.key === 'Enter' && this.editable) this.focusCell(y + 1, x);
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    const field = /** @type {Partial<HTMLInputElement>} */ (event.target);
    if (this.editable && move[0] === 0 && !isAtEdge(field, move[1])) return;
    event.preventDefault();
    this.focusCell(y + move[0], x + move[1]);
    if (this.selectable && !this.editable) this.select(this.at.y, this.at.x);
  }

  /** @param {Event} event @param {number} y @param {number} x */
  onInput({ target }, y, x) {
    const field = /** @type {HTMLInputElement} */ (target);
    const number = numberIn(field.value);
    field.setAttribute('aria-invalid', String(number === null));
    if (number === null || !this.value) return;
    const { height, width } = this.value;
    const data = Array.from(this.value.data);
    data[y * width + x] = number;
    this.value = { height, width, data };
    const detail = { y, x, number, value: this.value };
    this.dispatchEvent(new CustomEvent('edit', { detail }));
  }

  /** What is not a number gives way to the last one. @param {Event} event @param {number} index */
  onLeave({ target }, index) {
    const field = /** @type {HTMLInputElement} */ (target);
    field.value = plain(this.value?.data[index] ?? 0);
    field.setAttribute('aria-invalid', 'false');
  }

  /** @param {number} y @param {number} x */
  select(y, x) {
    this.at = { y, x };
    this.dispatchEvent(new CustomEvent('select-cell', { detail: { y, x } }));
  }

  /** @override */
  render() {
    const { value, margins, box } = this;
    if (!value) return nothing;
    const rows = Array.from(
      { length: margins.top + value.height + margins.bottom },
      (_, row) => row - margins.top,
    );
    const columns = Array.from(
      { length: margins.left + value.width + margins.right },
      (_, column) => column - margins.left,
    );
    const limit = this.limit ?? largest(value.data);
    return html`<div class="scroll"><div class="sheet">
      <table part="table">
        <caption class="sr-only">${this.label}</caption>
        <tbody>
          ${rows.map((y) => html`<tr>${columns.map((x) => this.cell(value, y, x, limit))}</tr>`)}
        </tbody>
      </table>
      ${box ? this.frame(box) : nothing}
    </div></div>`;
  }

  /** @param {Box} box */
  frame({ y, x, height, width }) {
    const { top, left } = this.margins;
    const places = [
      `top: calc(${y + top} * var(--side))`,
      `left: calc(${x + left} * var(--side))`,
      `height: calc(${height} * var(--side) + 1px)`,
      `width: calc(${width} * var(--side) + 1px)`,
    ];
    return html`<div part="frame" class="frame" .style=${places.join(';')}></div>`;
  }

  /** @param {Grid} grid @param {number} y @param {number} x @param {number} limit */
  cell({ height, width, data }, y, x, limit) {
    if (y < 0 || x < 0 || y >= height || x >= width) {
      return html`<td class="zero"><span aria-label=${t('grid.padding')}>0</span></td>`;
    }
    const index = y * width + x;
    const number = data[index];
    const strength = Number.isFinite(number) && limit > 0 ? Math.abs(number) / limit : 0;
    const kind = number < 0 ? 'negative' : 'positive';
    const marked = this.marks?.has(index) ? 'marked' : '';
    return html`<td
      class="${kind} ${marked}"
      .style=${`--strength: ${Math.round(55 * Math.min(1, strength))}%`}
    >${this.content(number, index, y, x)}</td>`;
  }

  /** @param {number} number @param {number} index @param {number} y @param {number} x */
  content(number, index, y, x) {
    const name = t('grid.cell', { y, x });
    const isHere = this.at.y === y && this.at.x === x;
    if (this.editable) {
      return html`<input
        data-cell="${y},${x}"
        inputmode="text"
        autocomplete="off"
        aria-label="${this.label}, ${name}"
        tabindex=${isHere ? 0 : -1}
        .value=${plain(number)}
        @focus=${this.onFocus}
        @input=${(/** @type {Event} */ event) => this.onInput(event, y, x)}
        @blur=${(/** @type {Event} */ event) => this.onLeave(event, index)}
        @keydown=${(/** @type {KeyboardEvent} */ event) => this.onKeyDown(event, y, x)}
      />`;
    }
    const text = Number.isNaN(number) ? '' : short(number);
    const shown = this.textless ? nothing : text;
    if (!this.selectable) return html`<span aria-label=${text || nothing}>${shown}</span>`;
    return html`<button
      type="button"
      data-cell="${y},${x}"
      aria-label="${name}${text ? `: ${text}` : ''}"
      tabindex=${isHere ? 0 : -1}
      @click=${() => this.select(y, x)}
      @keydown=${(/** @type {KeyboardEvent} */ event) => this.onKeyDown(event, y, x)}
    >${shown}</button>`;
  }

  /** @param {FocusEvent} event */
  onFocus({ target }) {
    const field = /** @type {HTMLInputElement} */ (target);
    const [y, x] = (field.dataset.cell ?? '0,0').split(',').map(Number);
    this.at = { y, x };
    field.select();
  }

  /** @override */
  static styles = [
    shared,
    css`
      :host {
        --side: var(--cell, 40px);
      }
      /* The room around the sheet belongs to focus ring and frame. */
      .scroll {
        margin: -3px;
        padding: 3px;
        overflow-x: auto;
        scrollbar-width: thin;
      }
      .sheet {
        position: relative;
        width: max-content;
      }
      table {
        border-collapse: collapse;
        background: var(--surface, light-dark(#fff, #131d1a));
        font-size: min(var(--type-m, 15px), calc(var(--side) * 0.42));
      }
      td {
        width: var(--side);
        min-width: var(--side);
        height: var(--side);
        padding: 0;
        border: 1px solid var(--line, light-dark(#d3dad7, #273430));
        text-align: center;
      }
      .positive {
        background: color-mix(
          in oklab,
          var(--conv-positive-soft, light-dark(#f0905f, #c7592a)) var(--strength),
          transparent
        );
      }
      .negative {
        background: color-mix(
          in oklab,
          var(--conv-negative-soft, light-dark(#58b0ad, #23898a)) var(--strength),
          transparent
        );
      }
      .zero {
        border-style: dashed;
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
      }
      .marked {
        box-shadow: inset 0 0 0 2px var(--focus, light-dark(#0a7c7c, #54cfc8));
      }
      td > * {
        display: grid;
        place-items: center;
        width: 100%;
        height: 100%;
        padding: 0;
        border: 0;
        border-radius: 0;
        background: none;
        color: inherit;
        font: inherit;
        font-variant-numeric: tabular-nums;
        text-align: center;
      }
      button {
        cursor: pointer;
      }
      input:hover,
      button:hover {
        box-shadow: inset 0 0 0 1px var(--text-soft, light-dark(#55635e, #9fafa8));
      }
      input[aria-invalid="true"] {
        box-shadow: inset 0 0 0 2px var(--danger, light-dark(#a3200d, #ff9482));
      }
      .frame {
        position: absolute;
        border: 3px solid var(--accent, light-dark(#c43e16, #ff8552));
        border-radius: 2px;
        pointer-events: none;
      }
      @media (prefers-reduced-motion: no-preference) {
        .frame {
          transition:
            top 120ms,
            left 120ms;
        }
      }
    `,
  ];
}

/** @param {ArrayLike<number>} data */
const largest = (data) => Math.max(...Array.from(data, (value) => Math.abs(value) || 0), 1e-12);

/** @param {Partial<HTMLInputElement>} field @param {number} direction */
function isAtEdge({ selectionStart: start = 0, selectionEnd: end = 0, value = '' }, direction) {
  const whole = start === 0 && end === value.length;
  return whole || (direction < 0 ? end === 0 : start === value.length);
}

/** @param {string} text @returns {number | null} null unless it is a number of moderate size */
function numberIn(text) {
  const number = Number(text.trim().replace('−', '-').replace(',', '.'));
  const isNumber = text.trim() !== '' && Number.isFinite(number) && Math.abs(number) <= MOST;
  return isNumber ? number : null;
}

/** @param {number} value with all that float32 has of it */
const plain = (value) => String(Number(value.toPrecision(7)));

/** @param {number} value as much of it as a cell has room for */
const short = (value) => String(Number(value.toPrecision(4))).replace('-', '−');
