import { html } from 'lit';
import { t } from './core/localize.js';

/** Width of a step: one pixel of the 28 x 28 image. */
const STEP = 1 / 28;

/** Steps with the shift key. */
const STRIDE = 4;

/** The pen of the keyboard has this in place of a pointer id. */
const KEYBOARD = -1;

/** @type {Record<string, [number, number]>} */
const arrows = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const clamp = (/** @type {number} */ value) => Math.max(0, Math.min(1, value));

/** Drawing with the keyboard: a cursor that the arrow keys move and a pen that space puts down. */
export class PadKeyboard {
  /** @param {import('./conv-digit-pad.js').ConvDigitPad} pad */
  constructor(pad) {
    this.pad = pad;
    this.x = 0.5;
    this.y = 0.5;
    this.shown = false;
  }

  get down() {
    return this.pad.active?.pointer === KEYBOARD;
  }

  hide() {
    this.shown = false;
  }

  /** @param {KeyboardEvent} event */
  onKeyDown(event) {
    const action = this.pad.disabled ? null : this.actionOf(event);
    if (!action) return;
    event.preventDefault();
    action();
    this.pad.requestUpdate();
  }

  /** @param {KeyboardEvent} event @returns {(() => void) | null} */
  actionOf({ key, ctrlKey, metaKey, shiftKey }) {
    if (ctrlKey || metaKey) return key.toLowerCase() === 'z' ? () => this.pad.undo() : null;
    if (key === 'Delete' || key === 'Backspace') return () => this.pad.clear();
    if (key === ' ' || key === 'Enter') return () => this.togglePen();
    return arrows[key] ? () => this.move(arrows[key], shiftKey ? STRIDE : 1) : null;
  }

  togglePen() {
    this.shown = true;
    if (this.down) this.pad.finish();
    else if (!this.pad.active) {
      this.pad.begin(KEYBOARD);
      this.mark();
    }
  }

  /** @param {[number, number]} direction @param {number} steps */
  move([dx, dy], steps) {
    this.x = clamp(this.x + dx * steps * STEP);
    this.y = clamp(this.y + dy * steps * STEP);
    this.shown = true;
    if (this.down) this.mark();
  }

  mark() {
    this.pad.addPoint(this.x, this.y, 1);
    this.pad.announceInk();
  }

  onBlur() {
    if (this.down) this.pad.finish();
    this.hide();
    this.pad.requestUpdate();
  }

  render() {
    if (!this.shown) return '';
    const { x, y, down } = this;
    const position = { x: Math.round(x * 28), y: Math.round(y * 28) };
    return html`<svg class="cursor" viewBox="0 0 1 1" aria-hidden="true">
        <circle cx=${x} cy=${y} r=${this.pad.width / 2} class=${down ? 'down' : ''}></circle>
        <path d="M${x - 0.04} ${y}h.08M${x} ${y - 0.04}v.08"></path>
      </svg>
      <span class="sr-only" role="status">${t(down ? 'pad.penDown' : 'pad.penUp', position)}</span>`;
  }
}
