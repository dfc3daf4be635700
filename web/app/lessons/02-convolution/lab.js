import { html, nothing } from 'lit';
import { checkField, figure, numberField, stepper } from '../kit/controls.js';
import { number, signed } from '../kit/format.js';
import { LabElement } from '../kit/lab.js';
import { convolve, fits, START } from './model.js';

/** @typedef {import('./model.js').Grid} Grid */
/** @typedef {import('./model.js').Result} Result */

const SIZES = [1, 2, 3, 4, 5];

/** A grid of another size; numbers that have a place in both stay. @param {Grid} grid @param {Partial<Grid>} change */
function resized(grid, change) {
  const { height, width } = { ...grid, ...change };
  const data = Array.from({ length: height * width }, (_, index) => {
    const [y, x] = [Math.floor(index / width), index % width];
    return y < grid.height && x < grid.width ? grid.data[y * grid.width + x] : 0;
  });
  return { height, width, data };
}

/** Input, kernel and output as grids; the kernel steps over the input and the sum is written out. */
export class ConvolutionLab extends LabElement {
  /** @override */
  static properties = { ...LabElement.properties, state: { state: true }, place: { state: true } };

  constructor() {
    super();
    this.state = START;
    this.place = 0;
  }

  /** @param {Partial<import('./model.js').State>} change */
  change(change) {
    this.state = { ...this.state, ...change };
  }

  /** @param {'input' | 'kernel'} name @param {Partial<Grid>} size */
  resize(name, size) {
    this.change({ [name]: resized(this.state[name], size) });
    this.place = 0;
  }

  /** @override */
  get playground() {
    const { height, width } = this.state.kernel;
    const kernel_size = [height, width];
    return {
      description: {
        input: [1, 28, 28],
        layers: [
          { type: 'Conv2d', name: 'conv1', out_channels: 8, kernel_size },
          { type: 'ReLU', name: 'relu1' },
          { type: 'MaxPool2d', name: 'pool1', kernel_size: 2 },
          { type: 'Flatten', name: 'flatten' },
          { type: 'Linear', name: 'fc', out_features: 10 },
        ],
      },
    };
  }

  /** @param {import('../kit/engine.js').Networks} networks @param {any} words @override */
  lab(networks, words) {
    const { state } = this;
    if (!fits(state)) {
      return html`${this.controls(words)} ${this.grids(words, null)}
        <p role="alert">${words.tooLarge}</p>`;
    }
    const result = convolve(networks, state);
    return html`${this.controls(words)} ${this.grids(words, result)}
      <p class="lab-hint">${words.hint}</p>
      ${stepper(words.steps, this.place, result.terms.length, (place) => {
        this.place = place;
      })}
      ${this.arithmetic(words, result)}`;
  }

  /** @param {any} words */
  controls(words) {
    const { kernel, input, bias, flipped } = this.state;
    return html`<div class="lab-controls">
      ${sizeField(words, words.inputSize, input, (size) => this.resize('input', size))}
      ${sizeField(words, words.kernelSize, kernel, (size) => this.resize('kernel', size))}
      ${numberField(words.bias, bias, (value) => this.change({ bias: value }), { name: 'bias' })}
      ${checkField(words.flip, flipped, (flip) => this.change({ flipped: flip }), 'flip')}
    </div>`;
  }

  /** @param {any} words @param {Result | null} result */
  grids(words, result) {
    const { input, kernel, flipped } = this.state;
    return html`<div class="lab-grids">
      ${figure(
        words.input,
        html`<conv-grid
        data-grid="input"
        editable
        .label=${words.input}
        .value=${input}
        .box=${result && this.box(result)}
        @edit=${(/** @type {CustomEvent} */ { detail }) => this.change({ input: detail.value })}
      ></conv-grid>`,
      )}
      <span class="lab-sign">∗</span>
      ${figure(
        words.kernel,
        html`<conv-grid
        data-grid="kernel"
        editable
        .label=${words.kernel}
        .value=${kernel}
        @edit=${(/** @type {CustomEvent} */ { detail }) => this.change({ kernel: detail.value })}
      ></conv-grid>`,
      )}
      ${
        flipped && result
          ? html`<span class="lab-sign">→</span> ${figure(
              words.laid,
              html`<conv-grid
              data-grid="laid"
              .label=${words.laid}
              .value=${result.laid}
            ></conv-grid>`,
            )}`
          : nothing
      }
      <span class="lab-sign">=</span>
      ${result ? this.output(words, result) : nothing}
    </div>`;
  }

  /** @param {any} words @param {Result} result */
  output(words, { output }) {
    const y = Math.floor(this.place / output.width);
    const x = this.place % output.width;
    return figure(
      words.output,
      html`<conv-grid
        data-grid="output"
        selectable
        .label=${words.output}
        .value=${output}
        .box=${{ y, x, height: 1, width: 1 }}
        @select-cell=${(/** @type {CustomEvent} */ { detail }) => {
          this.place = detail.y * output.width + detail.x;
        }}
      ></conv-grid>`,
    );
  }

  /** What the kernel covers. @param {Result} result */
  box({ laid, output }) {
    const { height, width } = laid;
    return {
      y: Math.floor(this.place / output.width),
      x: this.place % output.width,
      height,
      width,
    };
  }

  /** @param {any} words @param {Result} result */
  arithmetic(words, { terms, sums, output }) {
    const { place } = this;
    const { bias } = this.state;
    return html`<p class="lab-sum" aria-live="polite">
      ${terms[place].map(
        ({ value, weight, product }, index) => html`${index > 0 ? html`<i>+</i>` : nothing}<span
            class="lab-product"
            >${number(value)} × ${signed(weight)} <small>= ${number(product)}</small></span
          >`,
      )}
      <span class="lab-total"
        ><i>=</i> ${number(sums.data[place])}
        <i>+</i> ${signed(bias)} <small>${words.biasShort}</small> <i>=</i>
        <b data-figure="result">${number(output.data[place])}</b></span
      >
    </p>`;
  }
}

/** @param {any} words @param {string} name @param {Grid} grid @param {(size: Partial<Grid>) => void} change */
function sizeField(words, name, grid, change) {
  const choice = (/** @type {'height' | 'width'} */ side) => html`<select
    aria-label="${name}, ${words[side]}"
    @change=${(/** @type {Event} */ { target }) =>
      change({ [side]: Number(/** @type {HTMLSelectElement} */ (target).value) })}
  >
    ${SIZES.map((size) => html`<option value=${size} .selected=${size === grid[side]}>${size}</option>`)}
  </select>`;
  return html`<div class="field">
    <span class="field-name">${name}</span>
    <span class="lab-size">${choice('height')} × ${choice('width')}</span>
  </div>`;
}
