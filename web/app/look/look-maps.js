import { ConvFeatureMaps } from 'convscope/elements';

/**
 * The maps of a layer to choose a value from, by pointer, Enter or, once one was chosen here, with
 * the arrow keys. What a trace found stays clear, the rest goes behind a veil; the chosen value has a
 * frame.
 */

/** Units that are not in the trace, as a share of the ground's colour. */
const VEIL = 0.72;

/** How much of the ghost's ink shows. */
const GHOST = 0.28;

/** Side of a value that a frame fits into, in pixels. */
const LARGE = 12;

/** So few maps have more room. */
const FEW = 3;

export class LookMaps extends ConvFeatureMaps {
  /** @override */
  static properties = {
    ...ConvFeatureMaps.properties,
    chosen: { type: Number },
    marks: { attribute: false },
    ghost: { attribute: false },
  };

  constructor() {
    super();
    /** Place of the chosen value among the values; -1 for none. */
    this.chosen = -1;
    /** 1 for a value that a trace found. @type {Uint8Array | null} */
    this.marks = null;
    /** A square image whose ink shows through. @type {Uint8Array | null} */
    this.ghost = null;
    this.least = 0;
    this.overlay = document.createElement('canvas');
  }

  /** @override */
  firstUpdated() {
    const frame = /** @type {HTMLElement} */ (this.renderRoot.querySelector('.frame'));
    const { style } = this.overlay;
    Object.assign(style, { position: 'absolute', top: '0', left: '0', pointerEvents: 'none' });
    this.overlay.setAttribute('aria-hidden', 'true');
    frame.append(this.overlay);
    frame.addEventListener('click', () => this.announce());
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    super.updated(changed);
    if (['marks', 'chosen', 'ghost'].some((name) => changed.has(name))) this.markDirty();
  }

  /** Beside other maps: the full colour is at least so strong. @param {number} least */
  scaleTo(least) {
    if (least === this.least) return;
    this.least = least;
    this.markDirty();
  }

  announce() {
    const { cell } = this.state;
    if (cell) this.dispatchEvent(new CustomEvent('choose', { detail: { unit: cell.index } }));
  }

  /** @override @param {KeyboardEvent} event */
  onKeyDown(event) {
    const before = this.state.cell?.index;
    super.onKeyDown(event);
    const moved = this.state.cell?.index !== before;
    if (event.key === 'Enter' || event.key === ' ') event.preventDefault();
    else if (!moved || this.chosen < 0) return;
    this.announce();
  }

  /** @override Large enough to hit single values. */
  get plan() {
    const plan = super.plan;
    if (this.isVector) return plan;
    return { ...plan, target: plan.count <= FEW ? 168 : 84 };
  }

  /** @override The keyboard begins at the chosen value. */
  onFocus() {
    if (this.chosen >= 0 && !this.state.cell && this.data) this.select(this.cellOf(this.chosen));
    else super.onFocus();
  }

  /** @param {number} index @returns {import('../../module/elements/core/tiles.js').Cell} */
  cellOf(index) {
    const { width, height } = this.plan;
    const tile = Math.floor(index / (width * height));
    return { tile, row: Math.floor(index / width) % height, column: index % width, index };
  }

  /** @override */
  draw() {
    super.draw();
    if (this.layout) this.drawOverlay(this.layout);
  }

  /** @param {import('../../module/elements/core/tiles.js').TileLayout} layout */
  drawOverlay({ canvasWidth, canvasHeight, scale }) {
    const { overlay } = this;
    Object.assign(overlay, { width: canvasWidth, height: canvasHeight });
    const ctx = overlay.getContext('2d');
    if (!ctx) return;
    const style = getComputedStyle(this);
    ctx.clearRect(0, 0, canvasWidth, canvasHeight);
    if (this.ghost) drawGhost(ctx, this.ghost, style.getPropertyValue('--text'));
    if (this.marks) this.drawMarks(ctx, this.marks, style);
    if (this.chosen < 0) return;
    const { left, top } = this.corner(this.chosen);
    ctx.strokeStyle = style.getPropertyValue('--accent');
    ctx.lineWidth = 2;
    // Around a small value, within a large one, which may stand at the edge.
    const out = scale < LARGE ? 1 : -1;
    ctx.strokeRect(left - out, top - out, scale + 2 * out, scale + 2 * out);
  }

  /** Where a value is drawn. @param {number} index */
  corner(index) {
    const { tile, row, column } = this.cellOf(index);
    const { width, height, scale, gap, columns } = /** @type {NonNullable<LookMaps['layout']>} */ (
      this.layout
    );
    return {
      left: (tile % columns) * (width * scale + gap) + column * scale,
      top: Math.floor(tile / columns) * (height * scale + gap) + row * scale,
    };
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Uint8Array} marks
   * @param {CSSStyleDeclaration} style
   */
  drawMarks(ctx, marks, style) {
    const { scale = 1 } = this.layout ?? {};
    ctx.fillStyle = style.getPropertyValue('--surface');
    ctx.globalAlpha = VEIL;
    for (let i = 0; i < marks.length; i++) {
      if (marks[i]) continue;
      const { left, top } = this.corner(i);
      ctx.fillRect(left, top, scale, scale);
    }
    ctx.globalAlpha = 1;
    if (this.isVector || marks.every((mark) => mark === 1)) return;
    ctx.strokeStyle = style.getPropertyValue('--accent');
    ctx.lineWidth = 1.5;
    const { width, height } = this.plan;
    for (let first = 0; first < marks.length; first += width * height) {
      const box = boxOf(marks.subarray(first, first + width * height), width);
      if (!box) continue;
      const { left, top } = this.corner(first + box.top * width + box.left);
      ctx.strokeRect(left, top, box.columns * scale, box.rows * scale);
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Uint8Array} image
 * @param {string} ink
 */
function drawGhost(ctx, image, ink) {
  const side = Math.sqrt(image.length);
  if (!Number.isInteger(side)) return;
  const { width, height } = ctx.canvas;
  ctx.fillStyle = ink;
  for (let i = 0; i < image.length; i++) {
    if (image[i] === 0) continue;
    ctx.globalAlpha = (GHOST * image[i]) / 255;
    const [x, y] = [((i % side) / side) * width, (Math.floor(i / side) / side) * height];
    ctx.fillRect(x, y, width / side, height / side);
  }
  ctx.globalAlpha = 1;
}

/** The largest magnitude. @param {ArrayLike<number>} values */
export const strengthOf = (values) =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);

/** The smallest box around the marks of one map. @param {Uint8Array} marks @param {number} width */
export function boxOf(marks, width) {
  const found = Array.from(marks.keys()).filter((i) => marks[i] === 1);
  if (found.length === 0) return null;
  const rows = found.map((i) => Math.floor(i / width));
  const columns = found.map((i) => i % width);
  const [top, left] = [Math.min(...rows), Math.min(...columns)];
  return { top, left, rows: Math.max(...rows) - top + 1, columns: Math.max(...columns) - left + 1 };
}

customElements.define('look-maps', LookMaps);
