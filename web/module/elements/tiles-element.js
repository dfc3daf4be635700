import { css, html, LitElement, nothing } from 'lit';
import { scaleOf } from './core/color.js';
import { formatValue } from './core/format.js';
import { cancelDraw, drawNextFrame } from './core/frame.js';
import { Localized, t } from './core/localize.js';
import { shared } from './core/styles.js';
import { onThemeChange } from './core/theme-watch.js';
import {
  cellAt,
  cellBox,
  drawTiles,
  largestMagnitude,
  layoutTiles,
  moveCell,
} from './core/tiles.js';

/**
 * @typedef {import('./core/tiles.js').TileLayout} TileLayout
 * @typedef {import('./core/tiles.js').Cell} Cell
 * @typedef {{count: number, width: number, height: number, target: number, gap: number,
 *   columns?: number, groupRows?: number, order?: (tile: number) => number}} TilePlan
 */

/**
 * The common part of all views of a tensor: a canvas of tiles that tells the value under the
 * pointer, the finger or the keyboard's cursor. New numbers come through `show`, which draws in the
 * next frame without rendering the element again. Out of view nothing is drawn.
 */
export class TilesElement extends LitElement {
  /** @override */
  static properties = {
    layer: {},
    shape: { attribute: false },
    state: { state: true },
  };

  constructor() {
    super();
    this.layer = '';
    /** @type {number[]} */
    this.shape = [];
    /** @type {ArrayLike<number> | null} */
    this.data = null;
    this.state = { cell: /** @type {Cell | null} */ (null), filled: false };
    /** @type {TileLayout | null} */
    this.layout = null;
    /** @type {ImageData | null} */
    this.picture = null;
    this.visible = false;
    this.limit = 0;
    /** The full colour stands for this much at least, so that maps can share a scale. */
    this.least = 0;
    this.availableWidth = 0;
    new Localized(this);
  }

  /**
   * How the shape is cut into tiles.
   * @returns {TilePlan}
   */
  get plan() {
    return { count: 0, width: 1, height: 1, target: 1, gap: 1 };
  }

  /** Space at the left that the tiles leave free, in CSS pixels. */
  get indent() {
    return 0;
  }

  /** What stands in that space. @returns {unknown} */
  names() {
    return nothing;
  }

  /** What stands under the tiles. @returns {unknown} */
  more() {
    return nothing;
  }

  /** The accessible name. */
  get label() {
    return '';
  }

  /** @param {Cell} _cell @returns {string} where a value stands, in words */
  describe(_cell) {
    return '';
  }

  /** @param {Cell} cell the place of its value in the data */
  dataIndex(cell) {
    const { order, width, height } = this.plan;
    if (!order) return cell.index;
    return (order(cell.tile) * height + cell.row) * width + cell.column;
  }

  get canvas() {
    return /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector('canvas'));
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.stopTheme = onThemeChange(() => this.markDirty());
    this.resizes = new ResizeObserver(([entry]) => this.fit(entry.contentRect.width));
    this.resizes.observe(this);
    // A busy page tells several changes at once, the last one being how things are.
    this.sight = new IntersectionObserver(
      (entries) => this.see(entries[entries.length - 1].isIntersecting),
      { rootMargin: '160px' },
    );
    this.sight.observe(this);
    addEventListener('beforeprint', this.drawForPrint);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopTheme?.();
    this.resizes?.disconnect();
    this.sight?.disconnect();
    removeEventListener('beforeprint', this.drawForPrint);
    cancelDraw(this);
  }

  /** Paper shows also what was never in sight. */
  drawForPrint = () => {
    if (this.availableWidth > 0) this.draw();
  };

  /** @param {boolean} visible */
  see(visible) {
    this.visible = visible;
    this.markDirty();
  }

  /** @param {number} width */
  fit(width) {
    const available = Math.max(1, Math.floor(width) - this.indent);
    if (available === this.availableWidth) return;
    this.availableWidth = available;
    this.layout = null;
    this.markDirty();
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (!changed.has('shape')) return;
    this.fit(this.clientWidth);
    this.layout = null;
    this.markDirty();
  }

  /**
   * Shows new values.
   * @param {ArrayLike<number> | null} data
   */
  show(data) {
    this.data = data;
    if (Boolean(data) !== this.state.filled) this.state = { cell: null, filled: Boolean(data) };
    else if (this.state.cell) this.requestUpdate();
    this.markDirty();
  }

  markDirty() {
    if (this.visible && this.availableWidth > 0) drawNextFrame(this, () => this.draw());
  }

  ensureLayout() {
    if (this.layout) return this.layout;
    const layout = layoutTiles({ ...this.plan, maxWidth: this.availableWidth });
    const { canvas } = this;
    canvas.width = layout.canvasWidth;
    canvas.height = layout.canvasHeight;
    canvas.style.width = `${layout.canvasWidth}px`;
    canvas.style.height = `${layout.canvasHeight}px`;
    this.layout = layout;
    this.picture = null;
    return layout;
  }

  draw() {
    // Without a shape yet there are no tiles.
    if (!this.canvas || !this.plan.count) return;
    const layout = this.ensureLayout();
    const ctx = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    this.picture ??= ctx.createImageData(layout.canvasWidth, layout.canvasHeight);
    const pixels = new Uint32Array(this.picture.data.buffer);
    this.limit = Math.max(this.least, this.data ? largestMagnitude(this.data) : 0);
    const data = this.data ?? new Float32Array(layout.count * layout.width * layout.height);
    drawTiles(pixels, data, {
      layout,
      scale: scaleOf(this),
      limit: this.limit,
      order: this.plan.order,
    });
    ctx.putImageData(this.picture, 0, 0);
    this.placeCursor();
  }

  /** @param {PointerEvent} event */
  onPointer(event) {
    if (!this.layout) return;
    const box = this.canvas.getBoundingClientRect();
    this.select(cellAt(this.layout, event.clientX - box.left, event.clientY - box.top));
  }

  /** @param {PointerEvent} event a finger leaves when it lifts: its value stays readable */
  onLeave(event) {
    if (event.pointerType === 'mouse') this.select(null);
  }

  onFocus() {
    if (!this.state.cell && this.data) this.select({ tile: 0, row: 0, column: 0, index: 0 });
  }

  onBlur() {
    this.select(null);
  }

  /** @param {KeyboardEvent} event */
  onKeyDown(event) {
    if (!this.layout || !this.state.cell) return;
    const cell = moveCell(this.layout, this.state.cell, event.key);
    if (!cell) return;
    event.preventDefault();
    this.select(cell);
  }

  /** @param {Cell | null} cell */
  select(cell) {
    if (cell?.index === this.state.cell?.index) return;
    this.state = { ...this.state, cell: this.data ? cell : null };
    this.placeCursor();
  }

  placeCursor() {
    const cursor = /** @type {HTMLElement} */ (this.renderRoot.querySelector('.cursor'));
    const { cell } = this.state;
    cursor.hidden = !cell;
    if (!cell || !this.layout) return;
    const { left, top, size } = cellBox(this.layout, cell);
    const side = Math.max(size, 5);
    const inside = (/** @type {number} */ start, /** @type {number} */ end) =>
      Math.max(0, Math.min(end - side, start - (side - size) / 2));
    const x = inside(left, this.layout.canvasWidth);
    const y = inside(top, this.layout.canvasHeight);
    cursor.style.transform = `translate(${x}px, ${y}px)`;
    cursor.style.width = `${side}px`;
    cursor.style.height = `${side}px`;
  }

  readout() {
    const { cell } = this.state;
    if (!cell || !this.data) return html`<span class="range">${this.rangeText()}</span>`;
    return html`${this.describe(cell)}
      <b>${formatValue(this.data[this.dataIndex(cell)])}</b>`;
  }

  rangeText() {
    return '';
  }

  /** @override */
  render() {
    const { label } = this;
    return html`
      ${this.names()}
      <div
        part="frame"
        class="frame"
        role="group"
        tabindex="0"
        aria-label=${label}
        aria-description=${t('tiles.help')}
        @pointermove=${this.onPointer}
        @pointerdown=${this.onPointer}
        @pointerleave=${this.onLeave}
        @focus=${this.onFocus}
        @blur=${this.onBlur}
        @keydown=${this.onKeyDown}
      >
        <canvas role="img" aria-label=${label}></canvas>
        <div class="cursor" hidden></div>
      </div>
      <output part="readout" class="readout" aria-live="polite">${this.readout()}</output>
      ${this.more()}
    `;
  }

  /** @override */
  static styles = [
    shared,
    css`
      :host {
        position: relative;
        min-width: 0;
      }
      .frame {
        position: relative;
        width: fit-content;
        max-width: 100%;
        border-radius: 2px;
        overflow-x: auto;
        cursor: crosshair;
        touch-action: pan-x pan-y;
      }
      .names + .frame {
        margin-inline-start: 20px;
      }
      .name {
        position: absolute;
        left: 0;
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
        font-size: var(--type-xs, 12px);
        font-weight: 600;
      }
      .cursor {
        position: absolute;
        top: 0;
        left: 0;
        border: 1px solid var(--surface, light-dark(#fff, #131d1a));
        outline: 2px solid var(--text, light-dark(#12211d, #e7eeeb));
        pointer-events: none;
      }
      .readout {
        position: absolute;
        z-index: 2;
        bottom: calc(100% + 4px);
        left: 0;
        padding: 3px 8px;
        border-radius: var(--radius-s, 6px);
        background: var(--text, light-dark(#12211d, #e7eeeb));
        color: var(--surface, light-dark(#fff, #131d1a));
        font-size: var(--type-xs, 12px);
        line-height: 1.4;
        white-space: nowrap;
        pointer-events: none;
      }
      .readout:not(:has(b)) {
        display: none;
      }
      b {
        margin-inline-start: 6px;
      }
    `,
  ];
}
