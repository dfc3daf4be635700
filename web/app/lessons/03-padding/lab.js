import { html } from 'lit';
import { figure, selectField, slider, stepper } from '../kit/controls.js';
import { LabElement } from '../kit/lab.js';
import { convolve, describe, fits, START } from './model.js';

/** @typedef {import('./model.js').Grid} Grid */
/** @typedef {import('./model.js').Sides} Sides */

const MOST = 3;
const KERNELS = [1, 2, 3, 4, 5];
const SIDES = /** @type {const} */ (['top', 'bottom', 'left', 'right']);

/** Zeros around the input, as many as one likes on each side, and what becomes of the output. */
export class PaddingLab extends LabElement {
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
    this.place = 0;
  }

  /** @param {Partial<Sides>} sides */
  pad(sides) {
    this.change({ sides: { ...this.state.sides, ...sides } });
  }

  /** @override */
  get playground() {
    const [conv] = describe(this.state).layers;
    return {
      description: {
        input: [1, 28, 28],
        layers: [
          { ...conv, name: 'conv1', out_channels: 8, bias: true },
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
    const output = fits(state) ? convolve(networks, state) : null;
    return html`${this.controls(words)}
      <div class="lab-grids">
        ${this.input(words, output)}
        <span class="lab-sign">→</span>
        ${output ? this.output(words, output) : html`<p role="alert">${words.tooLarge}</p>`}
      </div>
      ${
        output &&
        stepper(words.steps, this.place, output.data.length, (place) => {
          this.place = place;
        })
      }
      ${output && this.sizes(words, output)}`;
  }

  /** @param {any} words */
  controls(words) {
    const { kernel, sides } = this.state;
    const kernels = KERNELS.map((side) => /** @type {const} */ ([side, `${side} × ${side}`]));
    const range = { min: 0, max: MOST };
    const all = Math.max(...SIDES.map((side) => sides[side]));
    return html`<div class="lab-controls">
      ${selectField(words.kernel, kernel, kernels, (side) => this.change({ kernel: side }), 'kernel')}
      ${slider(words.all, all, (p) => this.pad({ top: p, bottom: p, left: p, right: p }), {
        name: 'all',
        ...range,
      })}
      ${SIDES.map((side) =>
        slider(words[side], sides[side], (p) => this.pad({ [side]: p }), { name: side, ...range }),
      )}
    </div>`;
  }

  /** @param {any} words @param {Grid | null} output */
  input(words, output) {
    const { input, sides } = this.state;
    return figure(
      words.input,
      html`<conv-grid
        data-grid="input"
        editable
        .label=${words.input}
        .value=${input}
        .margins=${sides}
        .box=${output && this.box(output)}
        @edit=${(/** @type {CustomEvent} */ { detail }) => this.change({ input: detail.value })}
      ></conv-grid>`,
    );
  }

  /** What the kernel covers; the padding lies before row 0 and column 0. @param {Grid} output */
  box(output) {
    const { kernel, sides } = this.state;
    const { y, x } = this.at(output);
    return { y: y - sides.top, x: x - sides.left, height: kernel, width: kernel };
  }

  /** @param {Grid} output */
  at({ width }) {
    return { y: Math.floor(this.place / width), x: this.place % width };
  }

  /** @param {any} words @param {Grid} output */
  output(words, output) {
    return figure(
      words.output,
      html`<conv-grid
        data-grid="output"
        selectable
        .label=${words.output}
        .value=${output}
        .box=${{ ...this.at(output), height: 1, width: 1 }}
        @select-cell=${(/** @type {CustomEvent} */ { detail }) => {
          this.place = detail.y * output.width + detail.x;
        }}
      ></conv-grid>`,
    );
  }

  /** @param {any} words @param {Grid} output */
  sizes(words, output) {
    const { input } = this.state;
    return html`<p class="lab-verdict" aria-live="polite">
      ${words.size}<b data-figure="input-size">${input.height} × ${input.width}</b> →
      <b data-figure="output-size">${output.height} × ${output.width}</b>
    </p>`;
  }
}
