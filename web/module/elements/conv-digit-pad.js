import { css, html, LitElement } from 'lit';
import { drawNextFrame } from './core/frame.js';
import { icons } from './core/icons.js';
import { drawStroke, INK_SIZE, InkRaster, parseStrokes } from './core/ink.js';
import { Localized, t } from './core/localize.js';
import { buttons, shared } from './core/styles.js';
import { onThemeChange } from './core/theme-watch.js';
import { PadKeyboard } from './pad-keyboard.js';

/** @typedef {import('./core/ink.js').Stroke} Stroke */

/** A stroke may run this far beyond the pad before its points are held back. */
const MARGIN = 1;

/**
 * A square to draw a digit on with mouse, touch, pen or keyboard.
 *
 * @element conv-digit-pad
 * @attr {number} width - of the stroke, as a share of the pad
 * @attr {boolean} disabled - takes no strokes
 * @prop {Stroke[]} strokes - the complete strokes, oldest first
 * @fires ink - the drawing changed, also during a stroke: `{ink, width, height, empty}`
 * @fires strokes - a stroke is complete, undone or cleared: `{strokes}`
 * @fires stroke-width - the width was changed with the slider: `{width}`
 * @fires read - what the shared network makes of the drawing, while another element shows it:
 *   `{probabilities, image, empty, box}`
 * @fires error - the shared network could not be had: a ConvscopeError
 * @cssprop --pad - paper
 * @cssprop --pad-ink - ink
 * @cssprop --graticule - dots of the paper
 * @cssprop --accent - the keyboard's cursor and the slider
 * @csspart surface - what is drawn on
 * @csspart tools - the buttons and the slider
 */
export class ConvDigitPad extends LitElement {
  /** @override */
  static properties = {
    width: { type: Number },
    disabled: { type: Boolean },
  };

  constructor() {
    super();
    /** @type {Stroke[]} */
    this.complete = [];
    /** Stroke width as a fraction of the pad. */
    this.width = 0.075;
    this.disabled = false;
    this.raster = new InkRaster();
    /** @type {{pointer: number, stroke: Stroke} | null} */
    this.active = null;
    this.drawnPoints = 0;
    this.keyboard = new PadKeyboard(this);
    new Localized(this);
  }

  get surface() {
    return /** @type {HTMLElement} */ (this.renderRoot.querySelector('.surface'));
  }

  get canvas() {
    return /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector('canvas'));
  }

  get empty() {
    return this.strokes.length === 0 && !this.active;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.stopTheme = onThemeChange(() => this.redraw());
    this.resizes = new ResizeObserver(() => this.redraw());
    this.updateComplete.then(() => this.resizes?.observe(this.surface));
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopTheme?.();
    this.resizes?.disconnect();
  }

  /** The complete strokes, oldest first. */
  get strokes() {
    return this.complete;
  }

  /** Shows another drawing, without an event. */
  set strokes(strokes) {
    this.active = null;
    this.complete = parseStrokes(strokes);
    this.raster.replace(this.complete);
    this.redraw();
    this.requestUpdate();
  }

  /** The drawing as the engine wants it. */
  get drawing() {
    return {
      ink: this.raster.pixels.slice(),
      width: INK_SIZE,
      height: INK_SIZE,
      empty: this.empty,
    };
  }

  undo() {
    this.replaceStrokes(this.strokes.slice(0, -1));
  }

  clear() {
    this.replaceStrokes([]);
  }

  /** @param {Stroke[]} strokes */
  replaceStrokes(strokes) {
    this.strokes = strokes;
    this.announce();
  }

  announce() {
    this.announceInk();
    this.dispatchEvent(new CustomEvent('strokes', { detail: { strokes: this.strokes } }));
  }

  announceInk() {
    this.dispatchEvent(new CustomEvent('ink', { detail: this.drawing }));
  }

  /** Draws everything anew in the next frame. */
  redraw() {
    drawNextFrame(this, () => {
      if (!this.hasUpdated) return;
      const side = Math.round(this.surface.clientWidth * devicePixelRatio);
      if (side === 0) return;
      if (this.canvas.width !== side) {
        this.canvas.width = side;
        this.canvas.height = side;
      }
      const ctx = this.context();
      ctx.clearRect(0, 0, side, side);
      for (const stroke of this.strokes) drawStroke(ctx, stroke, this.drawOptions());
      if (this.active) drawStroke(ctx, this.active.stroke, this.drawOptions());
      this.drawnPoints = this.active ? this.active.stroke.points.length / 3 : 0;
    });
  }

  context() {
    return /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
  }

  drawOptions() {
    return { size: this.canvas.width, color: getComputedStyle(this.canvas).color };
  }

  /** Adds only the new points of the stroke being drawn. */
  drawTail() {
    drawNextFrame(this, () => {
      if (!this.active) return;
      const { stroke } = this.active;
      drawStroke(this.context(), stroke, { ...this.drawOptions(), first: this.drawnPoints });
      this.drawnPoints = stroke.points.length / 3;
    });
  }

  /** @param {PointerEvent} event */
  onPointerDown(event) {
    if (this.active || this.disabled || event.button !== 0) return;
    event.preventDefault();
    // A pointer shows where it is by itself; the ring is for the keyboard.
    const quietly = { preventScroll: true, focusVisible: false };
    this.surface.focus(quietly);
    this.surface.setPointerCapture(event.pointerId);
    this.keyboard.hide();
    this.begin(event.pointerId);
    this.extend([event]);
  }

  /** @param {number} pointer */
  begin(pointer) {
    this.active = { pointer, stroke: { points: [], width: this.width } };
    this.drawnPoints = 0;
    this.requestUpdate();
  }

  /** @param {PointerEvent} event */
  onPointerMove(event) {
    if (event.pointerId !== this.active?.pointer) return;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    this.extend(coalesced.length > 0 ? coalesced : [event]);
  }

  /** @param {PointerEvent} event */
  onPointerEnd(event) {
    if (event.pointerId === this.active?.pointer) this.finish();
  }

  /** @param {PointerEvent[]} events */
  extend(events) {
    const box = this.surface.getBoundingClientRect();
    for (const event of events) {
      const pressure = event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : 0.5;
      this.addPoint(
        (event.clientX - box.left) / box.width,
        (event.clientY - box.top) / box.height,
        0.6 + 0.8 * pressure,
      );
    }
    this.announceInk();
  }

  /** @param {number} x @param {number} y @param {number} pressure factor of the width */
  addPoint(x, y, pressure) {
    if (!this.active) return;
    const { stroke } = this.active;
    const hold = (/** @type {number} */ v) => Math.max(-MARGIN, Math.min(1 + MARGIN, v));
    stroke.points.push(round(hold(x)), round(hold(y)), round(pressure));
    this.raster.add(stroke, stroke.points.length / 3 - 1);
    this.drawTail();
  }

  finish() {
    if (!this.active) return;
    this.complete = [...this.complete, this.active.stroke];
    this.active = null;
    this.requestUpdate();
    this.announce();
  }

  /** @override */
  render() {
    return html`
      <div
        part="surface"
        class="surface"
        role="application"
        tabindex="0"
        aria-label=${t('pad.label')}
        aria-describedby="help"
        @pointerdown=${this.onPointerDown}
        @pointermove=${this.onPointerMove}
        @pointerup=${this.onPointerEnd}
        @pointercancel=${this.onPointerEnd}
        @lostpointercapture=${this.onPointerEnd}
        @keydown=${(/** @type {KeyboardEvent} */ event) => this.keyboard.onKeyDown(event)}
        @blur=${() => this.keyboard.onBlur()}
      >
        <canvas role="img" aria-label=${t('pad.label')}></canvas>
        ${this.empty ? html`<p class="hint">${t('pad.hint')}</p>` : ''} ${this.keyboard.render()}
      </div>
      <p id="help" class="sr-only">${t('pad.help')}</p>
      <div part="tools" class="tools" role="group" aria-label=${t('pad.tools')}>
        <button
          type="button"
          id="undo"
          aria-label=${t('pad.undo')}
          title=${t('pad.undo')}
          ?disabled=${this.strokes.length === 0}
          @click=${this.undo}
        >
          ${icons.undo}
        </button>
        <button
          type="button"
          id="clear"
          aria-label=${t('pad.clear')}
          title=${t('pad.clear')}
          ?disabled=${this.empty}
          @click=${this.clear}
        >
          ${icons.clear}
        </button>
        <label class="width">
          <span class="sr-only">${t('pad.width')}</span>
          <svg width="8" height="8" aria-hidden="true"><circle cx="4" cy="4" r="2.5" /></svg>
          <input
            type="range"
            min="0.03"
            max="0.15"
            step="0.005"
            title=${t('pad.width')}
            .value=${String(this.width)}
            @input=${this.onWidth}
          />
          <svg width="18" height="18" aria-hidden="true"><circle cx="9" cy="9" r="8" /></svg>
        </label>
      </div>
    `;
  }

  /** @param {Event} event */
  onWidth(event) {
    this.width = Number(/** @type {HTMLInputElement} */ (event.target).value);
    this.dispatchEvent(new CustomEvent('stroke-width', { detail: { width: this.width } }));
  }

  /** @override */
  static styles = [
    shared,
    buttons,
    css`
      .surface {
        position: relative;
        aspect-ratio: 1;
        border: 1px solid var(--line-strong, light-dark(#aab5b1, #55665f));
        border-radius: var(--radius-m, 10px);
        overflow: hidden;
        background-color: var(--pad, light-dark(#fff, #070d0b));
        background-image: radial-gradient(var(--graticule, light-dark(#d9e0dd, #2b3a35)) 1px, transparent 1.2px);
        background-size: 10% 10%;
        background-position: 0 0;
        cursor: crosshair;
        touch-action: none;
        user-select: none;
        -webkit-user-select: none;
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        color: var(--pad-ink, light-dark(#12211d, #f3f7f5));
        image-rendering: auto;
      }
      .hint {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        margin: 0;
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
        text-align: center;
        pointer-events: none;
      }
      .cursor {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        pointer-events: none;
        fill: none;
        stroke: var(--accent, light-dark(#c43e16, #ff8552));
        stroke-width: 0.005;
      }
      .cursor .down {
        fill: var(--accent, light-dark(#c43e16, #ff8552));
        fill-opacity: 0.35;
      }
      .tools {
        display: flex;
        gap: 8px;
        margin-top: 8px;
      }
      .width {
        display: flex;
        flex: 1;
        align-items: center;
        gap: 8px;
        min-width: 0;
        padding-inline: 4px;
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
      }
      .width svg {
        flex: none;
        fill: currentColor;
      }
      input {
        flex: 1;
        min-width: 0;
        margin: 0;
        accent-color: var(--accent, light-dark(#c43e16, #ff8552));
      }
    `,
  ];
}

/** @param {number} value four decimals are a fiftieth of an ink pixel */
function round(value) {
  return Math.round(value * 1e4) / 1e4;
}
