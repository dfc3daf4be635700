import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { figure, numberField, segments, selectField } from '../kit/controls.js';
import { LabElement } from '../kit/lab.js';
import {
  CHANNELS,
  channelOf,
  convolve,
  imageOf,
  KERNEL,
  SIDE,
  START,
  withChannel,
} from './model.js';

/** @typedef {import('./model.js').Result} Result */
/** @typedef {import('../kit/engine.js').Networks} Networks */

const COUNTS = [1, 2, 3, 4];
const COLOURS = /** @type {const} */ (['red', 'green', 'blue']);
const TENSORS = /** @type {const} */ (['input', 'weight', 'bias', 'output']);

/** The largest value of a pixel. */
const BRIGHTEST = 9;

/** Three channels, each under its own part of the kernel, added up with the bias. */
export class ChannelsLab extends LabElement {
  /** @override */
  static properties = {
    ...LabElement.properties,
    state: { state: true },
    kernel: { state: true },
    sample: { state: true },
  };

  constructor() {
    super();
    this.state = START;
    this.kernel = 0;
    this.sample = 0;
  }

  /** @param {Partial<import('./model.js').State>} change */
  change(change) {
    this.state = { ...this.state, ...change };
    this.kernel = Math.min(this.kernel, this.state.kernels - 1);
    this.sample = Math.min(this.sample, this.state.batch - 1);
  }

  /** @override */
  get playground() {
    const { kernels } = this.state;
    return {
      description: {
        input: [1, 28, 28],
        layers: [
          { type: 'Conv2d', name: 'conv1', out_channels: kernels, kernel_size: KERNEL },
          { type: 'ReLU', name: 'relu1' },
          { type: 'Conv2d', name: 'conv2', out_channels: 2 * kernels, kernel_size: KERNEL },
          { type: 'ReLU', name: 'relu2' },
          { type: 'Flatten', name: 'flatten' },
          { type: 'Linear', name: 'fc', out_features: 10 },
        ],
      },
    };
  }

  /** @param {Networks} networks @param {any} words @override */
  lab(networks, words) {
    const { kernel, sample } = this;
    const result = convolve(networks, this.state, { kernel, sample });
    return html`${this.controls(words)}
      <p class="lab-hint">${words.hint}</p>
      ${this.shapes(words, result)}
      ${COLOURS.map((colour, channel) => this.channel(words, result, colour, channel))}
      ${this.total(words, result)}`;
  }

  /** @param {any} words */
  controls(words) {
    const { kernels, batch } = this.state;
    const counts = COUNTS.map((count) => /** @type {const} */ ([count, String(count)]));
    const numbered = (/** @type {number} */ count, /** @type {(n: number) => string} */ name) =>
      Array.from({ length: count }, (_, n) => /** @type {const} */ ([n, name(n + 1)]));
    return html`<div class="lab-controls">
      ${selectField(words.batch, batch, counts, (n) => this.change({ batch: n }), 'batch')}
      ${selectField(words.kernels, kernels, counts, (n) => this.change({ kernels: n }), 'kernels')}
      ${
        batch > 1
          ? segments(
              words.shownImage,
              this.sample,
              numbered(batch, words.image),
              (n) => {
                this.sample = n;
              },
              'sample',
            )
          : nothing
      }
      ${segments(
        words.shownKernel,
        this.kernel,
        numbered(kernels, words.kernel),
        (n) => {
          this.kernel = n;
        },
        'shown-kernel',
      )}
    </div>`;
  }

  /** @param {any} words @param {Result} result */
  shapes(words, { shapes }) {
    return html`<div class="lab-grids">
      ${figure(
        words.picture,
        html`<canvas
          class="tiny-picture"
          width=${SIDE}
          height=${SIDE}
          role="img"
          aria-label=${words.picture}
          ${ref((canvas) => canvas && this.paint(/** @type {HTMLCanvasElement} */ (canvas)))}
        ></canvas>`,
      )}
      <table class="lab-table">
        <thead>
          <tr>
            <th scope="col">${words.tensor}</th>
            <th scope="col" class="words">${words.meaning}</th>
            <th scope="col">${words.shape}</th>
          </tr>
        </thead>
        <tbody>
          ${TENSORS.map(
            (name) => html`<tr>
              <th scope="row">${words.tensors[name]}</th>
              <td class="words wraps">${words.axes[name]}</td>
              <td><b data-figure="shape-${name}">(${shapes[name].join(', ')})</b></td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** The image in its colours. @param {HTMLCanvasElement} canvas */
  paint(canvas) {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const picture = context.createImageData(SIDE, SIDE);
    const image = imageOf(this.state.image, this.sample);
    const plane = SIDE * SIDE;
    for (let at = 0; at < plane; at++) {
      for (let channel = 0; channel < CHANNELS; channel++) {
        picture.data[4 * at + channel] = (255 * image[channel * plane + at]) / BRIGHTEST;
      }
      picture.data[4 * at + 3] = 255;
    }
    context.putImageData(picture, 0, 0);
  }

  /** @param {any} words @param {Result} result @param {string} colour @param {number} channel */
  channel(words, { partial }, colour, channel) {
    const { image, weights } = this.state;
    const isFirst = this.sample === 0;
    const names = words.colours[colour];
    return html`<div class="lab-grids channel ${colour}">
      ${figure(
        names.input,
        html`<conv-grid
          class="small-cells"
          data-grid="input-${channel}"
          ?editable=${isFirst}
          .label=${names.input}
          .value=${channelOf(imageOf(image, this.sample), channel, SIDE)}
          @edit=${(/** @type {CustomEvent} */ { detail }) => {
            const at = channel * SIDE * SIDE + detail.y * SIDE + detail.x;
            this.change({ image: image.with(at, detail.number) });
          }}
        ></conv-grid>`,
      )}
      <span class="lab-sign">∗</span>
      ${figure(
        names.kernel,
        html`<conv-grid
          class="small-cells"
          data-grid="kernel-${channel}"
          editable
          .label=${names.kernel}
          .value=${channelOf(weights[this.kernel], channel, KERNEL)}
          @edit=${(/** @type {CustomEvent} */ { detail }) => {
            const changed = withChannel(weights[this.kernel], channel, detail.value.data);
            this.change({ weights: weights.with(this.kernel, changed) });
          }}
        ></conv-grid>`,
      )}
      <span class="lab-sign">=</span>
      ${figure(
        names.partial,
        html`<conv-grid
          class="small-cells"
          data-grid="partial-${channel}"
          .label=${names.partial}
          .value=${partial[channel]}
        ></conv-grid>`,
      )}
    </div>`;
  }

  /** @param {any} words @param {Result} result */
  total(words, { sum, output }) {
    const { biases } = this.state;
    return html`<div class="lab-grids channel">
      ${figure(
        words.sum,
        html`<conv-grid
          class="small-cells"
          data-grid="sum"
          .label=${words.sum}
          .value=${sum}
        ></conv-grid>`,
      )}
      <span class="lab-sign">+</span>
      ${numberField(
        words.bias,
        biases[this.kernel],
        (value) => this.change({ biases: biases.with(this.kernel, value) }),
        { name: 'bias' },
      )}
      <span class="lab-sign">=</span>
      ${figure(
        words.output,
        html`<conv-grid
          class="small-cells"
          data-grid="output"
          .label=${words.output}
          .value=${output}
        ></conv-grid>`,
      )}
    </div>`;
  }
}
