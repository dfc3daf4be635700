import { html } from 'lit';
import { figure, numberField, slider, stepper } from '../kit/controls.js';
import { LabElement } from '../kit/lab.js';
import { convolve, counted, fits, LARGE, outputSize, START } from './model.js';

/** @typedef {import('./model.js').Grid} Grid */
/** @typedef {import('./model.js').State} State */
/** @typedef {import('../kit/engine.js').Networks} Networks */

/** What the numbers of the large example may be. @type {Record<keyof State, [number, number]>} */
const RANGES = { size: [1, 512], kernel: [1, 31], padding: [0, 15], stride: [1, 16] };

const NAMES = /** @type {const} */ (['size', 'kernel', 'padding', 'stride']);

/** A kernel that slides by more than one cell, the slides counted; and the sizes of large images. */
export class StrideLab extends LabElement {
  /** @override */
  static properties = {
    ...LabElement.properties,
    state: { state: true },
    large: { state: true },
    place: { state: true },
  };

  constructor() {
    super();
    this.state = START;
    this.large = LARGE;
    this.place = 0;
  }

  /** @param {Partial<State>} change */
  change(change) {
    this.state = { ...this.state, ...change };
    this.place = 0;
  }

  /** @override */
  get playground() {
    const { kernel: kernel_size, padding, stride } = this.state;
    return {
      description: {
        input: [1, 28, 28],
        layers: [
          { type: 'Conv2d', name: 'conv1', out_channels: 8, kernel_size, padding, stride },
          { type: 'ReLU', name: 'relu1' },
          { type: 'Flatten', name: 'flatten' },
          { type: 'Linear', name: 'fc', out_features: 10 },
        ],
      },
    };
  }

  /** @param {Networks} networks @param {any} words @override */
  lab(networks, words) {
    const { state } = this;
    return html`${this.controls(words)}
      ${fits(state) ? this.sliding(words, convolve(networks, state)) : tooLarge(words)}
      ${this.calculator(networks, words)}`;
  }

  /** @param {any} words */
  controls(words) {
    const { size, kernel, padding, stride } = this.state;
    const set = (/** @type {keyof State} */ name) => (/** @type {number} */ value) =>
      this.change({ [name]: value });
    return html`<div class="lab-controls">
      ${slider(words.stride, stride, set('stride'), { name: 'stride', min: 1, max: 4 })}
      ${slider(words.size, size, set('size'), { name: 'size', min: 3, max: 9 })}
      ${slider(words.kernel, kernel, set('kernel'), { name: 'kernel', min: 1, max: 5 })}
      ${slider(words.padding, padding, set('padding'), { name: 'padding', min: 0, max: 2 })}
    </div>`;
  }

  /** @param {any} words @param {Grid} output */
  sliding(words, output) {
    const y = Math.floor(this.place / output.width);
    const x = this.place % output.width;
    const { size, kernel, padding: p, stride } = this.state;
    const box = { y: y * stride - p, x: x * stride - p, height: kernel, width: kernel };
    return html`<div class="lab-grids">
        ${figure(
          words.input,
          html`<conv-grid
            class="small-cells"
            data-grid="input"
            .label=${words.input}
            .value=${counted(size)}
            .margins=${{ top: p, bottom: p, left: p, right: p }}
            .box=${box}
          ></conv-grid>`,
        )}
        <span class="lab-sign">→</span>
        ${figure(
          words.output,
          html`<conv-grid
            class="small-cells"
            data-grid="output"
            selectable
            .label=${words.output}
            .value=${output}
            .box=${{ y, x, height: 1, width: 1 }}
            @select-cell=${(/** @type {CustomEvent} */ { detail }) => {
              this.place = detail.y * output.width + detail.x;
            }}
          ></conv-grid>`,
        )}
      </div>
      ${stepper(words.steps, this.place, output.data.length, (place) => {
        this.place = place;
      })}
      <p class="lab-verdict" aria-live="polite">
        ${words.slides(
          html`<b data-figure="slides-right">${x}</b>`,
          html`<b data-figure="slides-down">${y}</b>`,
        )}${words.result}<b data-figure="output-size"
          >${output.height} × ${output.width}</b
        >
      </p>`;
  }

  /** @param {Networks} networks @param {any} words */
  calculator(networks, words) {
    const { large } = this;
    return html`<div class="lab-part">
      <h4>${words.large}</h4>
      <div class="lab-controls">
        ${NAMES.map((name) =>
          numberField(
            words[name],
            large[name],
            (value) => {
              this.large = { ...this.large, [name]: value };
            },
            { name: `large-${name}`, min: RANGES[name][0], max: RANGES[name][1], step: 1 },
          ),
        )}
      </div>
      ${fits(large) ? this.largeSize(networks, words) : tooLarge(words)}
    </div>`;
  }

  /** @param {Networks} networks @param {any} words */
  largeSize(networks, words) {
    const { size } = this.large;
    const { height, width } = outputSize(networks, this.large);
    return html`<p class="lab-verdict" aria-live="polite">
      ${size} × ${size} → <b data-figure="large-size">${height} × ${width}</b>
      <span class="lab-hint">${words.byEngine}</span>
    </p>`;
  }
}

/** @param {any} words */
const tooLarge = (words) => html`<p role="alert">${words.tooLarge}</p>`;
