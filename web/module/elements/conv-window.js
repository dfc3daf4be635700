import { css, html, LitElement, nothing, svg } from 'lit';
import { Follower } from './core/follower.js';
import { formatValue } from './core/format.js';
import { Localized, t } from './core/localize.js';
import { onReading } from './core/reading.js';
import { buttons, shared } from './core/styles.js';
import { factorsAt, parseGrid, placesOf, sumOf } from './core/window.js';

/** @typedef {import('./core/window.js').Grid} Grid */
/** @typedef {import('./core/window.js').Factor} Factor */
/** @typedef {import('./core/reading.js').Read} Read */

/** Side of a cell in the drawing's own units. */
const CELL = 10;

/** Cells up to this number in a row have their numbers written in. */
const READABLE = 12;

/** @type {import('lit').ComplexAttributeConverter<Grid | null>} */
const grid = { fromAttribute: (text) => parseGrid(text ?? '') };

/**
 * A kernel stepping over a grid, the products written out. Alone it shows the grids in its
 * attributes; with `for`, how a convolution of the shared network gets one activation from the
 * drawing on a pad, with the numbers of the engine.
 *
 * @element conv-window
 * @attr {string} for - id of the `<conv-digit-pad>` to look at
 * @attr {string} layer - name of a Conv2d that takes the image, with `for`
 * @attr {number} channel - of that layer
 * @attr {string} input - rows of numbers, such as "1 2 3; 4 5 6; 7 8 9"
 * @attr {string} kernel - rows of numbers
 * @attr {number} stride - from place to place
 * @attr {number} padding - rows and columns of zeros around the input
 * @attr {number} bias - what is added to the sum
 * @attr {number} place - number of the kernel's place, row by row
 * @fires place - the kernel was moved: `{place, y, x, factors, sum, bias, result}`
 * @cssprop --accent - the window
 * @cssprop --text - numbers
 * @cssprop --text-soft - names of the grids
 * @cssprop --surface - cells and buttons
 * @cssprop --line - borders of cells
 * @csspart grids - the three grids
 * @csspart arithmetic - products, sum, bias and result
 */
export class ConvWindow extends LitElement {
  /** @override */
  static properties = {
    for: {},
    layer: {},
    channel: { type: Number },
    input: { converter: grid },
    kernel: { converter: grid },
    stride: { type: Number },
    padding: { type: Number },
    bias: { type: Number },
    place: { type: Number },
    result: { state: true },
  };

  constructor() {
    super();
    this.for = '';
    this.layer = 'conv1';
    this.channel = 0;
    /** @type {Grid | null} */
    this.input = null;
    /** @type {Grid | null} */
    this.kernel = null;
    this.stride = 1;
    this.padding = 0;
    this.bias = 0;
    this.place = 0;
    /** What the engine gave for this place. @type {number | null} */
    this.result = null;
    /** @type {Read | null} */
    this.read = null;
    new Localized(this);
    new Follower(this, (pad) => this.follow(pad));
  }

  /** @param {import('./conv-digit-pad.js').ConvDigitPad} pad */
  follow(pad) {
    const end = onReading(pad, (read) => this.look(read));
    return () => {
      end();
      this.read = null;
    };
  }

  /** @param {Read} read */
  async look(read) {
    this.read = read;
    const { session, image } = read;
    const layer = session.info?.layers.find(({ name }) => name === this.layer);
    if (layer?.type !== 'Conv2d' || layer.inputs[0] !== 'input') return;
    const { jump, start, size } = layer.receptiveField;
    const tensors = await session.parameters(layer.index).catch(() => []);
    const weight = tensors.find(({ name }) => name === 'weight');
    if (!weight || this.read !== read) return;
    const [, , height, width] = weight.shape;
    // A dilated kernel has gaps that this view does not draw.
    if (size[0] !== height || size[1] !== width) return;
    const first = this.channel * height * width;
    this.kernel = { height, width, data: weight.data.slice(first, first + height * width) };
    const [, rows, columns] = layer.inputShape;
    const data = Float32Array.from(image, (value) => value / 255);
    this.input = { height: rows, width: columns, data };
    this.bias = tensors.find(({ name }) => name === 'bias')?.data[this.channel] ?? 0;
    this.stride = jump[0];
    this.padding = -start[0];
    await this.ask(layer.index, read);
  }

  /** What the engine itself gave. @param {number} layer @param {Read} read */
  async ask(layer, { session, image }) {
    const { y, x } = this.at;
    const unit = { channel: this.channel, y, x };
    const asked = session.request('explain', { inputs: image, layer, unit });
    const explanation = await asked.catch(() => null);
    if (explanation && this.at.y === y && this.at.x === x) this.result = explanation.result;
  }

  /** How many places there are in each direction. */
  get places() {
    if (!this.input || !this.kernel) return { height: 0, width: 0 };
    return placesOf(this.input, this.kernel, this);
  }

  /** Row and column of the kernel's place. */
  get at() {
    const width = Math.max(1, this.places.width);
    return { y: Math.floor(this.place / width), x: this.place % width };
  }

  /** @returns {Factor[]} */
  get factors() {
    if (!this.input || !this.kernel) return [];
    const { stride, padding } = this;
    return factorsAt(this.input, this.kernel, { stride, padding, ...this.at });
  }

  /** Moves the kernel; it stays on the grid. @param {number} place */
  moveTo(place) {
    const { height, width } = this.places;
    const last = height * width - 1;
    const next = Math.max(0, Math.min(last, place));
    if (next === this.place || last < 0) return;
    this.place = next;
    this.result = null;
    const layer = this.read?.session.info?.layers.find(({ name }) => name === this.layer);
    if (layer && this.read) this.ask(layer.index, this.read);
    this.announce();
  }

  announce() {
    const { factors, bias, place } = this;
    const sum = sumOf(factors);
    const detail = { place, ...this.at, factors, sum, bias, result: this.result ?? sum + bias };
    this.dispatchEvent(new CustomEvent('place', { detail }));
  }

  /** @param {KeyboardEvent} event */
  onKeyDown(event) {
    const { width } = this.places;
    /** @type {Record<string, number>} */
    const moves = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: width, ArrowUp: -width };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    this.moveTo(this.place + move);
  }

  /** @override */
  render() {
    const { input, kernel } = this;
    if (!input || !kernel || this.places.width * this.places.height === 0) return nothing;
    const { y, x } = this.at;
    const factors = this.factors;
    return html`
      <div
        part="grids"
        class="grids"
        role="group"
        tabindex="0"
        aria-label=${t('window.label')}
        @keydown=${this.onKeyDown}
      >
        ${this.figure(t('window.input'), input, factors)} ${this.figure(t('window.kernel'), kernel)}
        ${this.figure(t('window.output'), this.output())}
      </div>
      <div class="steps" role="group" aria-label=${t('window.label')}>
        <button type="button" id="back" aria-label=${t('window.back')} @click=${() => this.moveTo(this.place - 1)}>‹</button>
        <output aria-live="polite">${t('window.position', { y, x })}</output>
        <button type="button" id="forward" aria-label=${t('window.forward')} @click=${() => this.moveTo(this.place + 1)}>›</button>
      </div>
      ${this.arithmetic(factors)}
    `;
  }

  /** The results up to the present place. @returns {Grid} */
  output() {
    const { height, width } = this.places;
    const { input, kernel, stride, padding } = this;
    const data = Array.from({ length: height * width }, (_, place) => {
      if (place > this.place || !input || !kernel) return Number.NaN;
      const at = { stride, padding, y: Math.floor(place / width), x: place % width };
      return sumOf(factorsAt(input, kernel, at)) + this.bias;
    });
    return { height, width, data };
  }

  /** @param {string} name @param {Grid} shown @param {Factor[]} [window] */
  figure(name, shown, window) {
    const { height, width, data } = shown;
    const written = width <= READABLE;
    const margin = window ? this.padding * CELL : 0;
    const box = `${-margin - 1} ${-margin - 1} ${width * CELL + 2 * margin + 2} ${height * CELL + 2 * margin + 2}`;
    const largest = Math.max(...Array.from(data, (value) => Math.abs(value) || 0), 1e-12);
    const cells = Array.from(data, (value, index) => {
      const [cx, cy] = [(index % width) * CELL, Math.floor(index / width) * CELL];
      const known = Number.isFinite(value);
      const strength = known ? Math.abs(value) / largest : 0;
      return svg`<rect x=${cx} y=${cy} width=${CELL} height=${CELL}
          class=${value < 0 ? 'negative' : 'positive'} fill-opacity=${0.55 * strength} />
        ${written && known ? svg`<text x=${cx + CELL / 2} y=${cy + CELL / 2 + 1.2}>${short(value)}</text>` : nothing}`;
    });
    return html`<figure>
      <figcaption>${name}</figcaption>
      <svg viewBox=${box} role="img" aria-label=${name}>${cells}${window ? frameOf(window) : nothing}</svg>
    </figure>`;
  }

  /** @param {Factor[]} factors */
  arithmetic(factors) {
    const sum = sumOf(factors);
    const result = this.result ?? sum + this.bias;
    return html`<p part="arithmetic" class="arithmetic" role="math" aria-label=${t('window.arithmetic')}>
      ${factors.map(
        ({ value, weight }, index) => html`${index > 0 ? ' + ' : ''}<span class="product"
            >${formatValue(value)} · ${formatValue(weight)}</span
          >`,
      )}
      <br />= ${formatValue(sum)} ; + ${formatValue(this.bias)} (${t('window.bias')}) =
      <b>${formatValue(result)}</b>
    </p>`;
  }

  /** @override */
  static styles = [
    shared,
    buttons,
    css`
      .grids {
        display: grid;
        grid-template-columns: 2fr 1fr 2fr;
        gap: 12px;
        align-items: center;
      }
      figure {
        margin: 0;
      }
      figcaption {
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
        font-size: var(--type-xs, 12px);
      }
      figure svg {
        display: block;
        width: 100%;
        background: var(--surface, light-dark(#fff, #131d1a));
      }
      rect {
        stroke: var(--line, light-dark(#d3dad7, #273430));
        stroke-width: 0.3;
      }
      .positive {
        fill: var(--conv-positive-soft, light-dark(#f0905f, #c7592a));
      }
      .negative {
        fill: var(--conv-negative-soft, light-dark(#58b0ad, #23898a));
      }
      .frame {
        fill: none;
        stroke: var(--accent, light-dark(#c43e16, #ff8552));
        stroke-width: 1;
      }
      text {
        fill: var(--text, light-dark(#12211d, #e7eeeb));
        font-size: 3.4px;
        text-anchor: middle;
      }
      .steps {
        display: flex;
        gap: 8px;
        align-items: center;
        justify-content: center;
        margin-top: 8px;
        font-size: var(--type-s, 13px);
      }
      .arithmetic {
        margin: 8px 0 0;
        font-size: var(--type-s, 13px);
        line-height: 1.7;
      }
      .product {
        white-space: nowrap;
      }
    `,
  ];
}

/** @param {Factor[]} window */
function frameOf(window) {
  const [first, last] = [window[0], window[window.length - 1]];
  const [x, y] = [first.x * CELL, first.y * CELL];
  const [width, height] = [(last.x + 1) * CELL - x, (last.y + 1) * CELL - y];
  return svg`<rect class="frame" x=${x} y=${y} width=${width} height=${height} />`;
}

/** @param {number} value as much of it as a cell has room for */
const short = (value) => String(Number(value.toPrecision(2))).replace('-', '−');
