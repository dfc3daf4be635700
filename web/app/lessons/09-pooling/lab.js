import { html, nothing } from 'lit';
import { figure, segments, selectField } from '../kit/controls.js';
import { FOUR } from '../kit/drawing.js';
import { LabElement } from '../kit/lab.js';
import { featureMaps } from '../kit/maps.js';
import { nudge, pool, START } from './model.js';

/** @typedef {import('./model.js').Grid} Grid */
/** @typedef {import('./model.js').Nudged} Nudged */
/** @typedef {import('../kit/engine.js').Networks} Networks */

const SIZES = [2, 3, 4];
const STRIDES = [1, 2, 3, 4];
const LAYERS = /** @type {const} */ (['conv', 'max', 'mean']);

/** Directions of a nudge. @type {Record<string, [number, number]>} */
const NUDGES = { right: [1, 0], down: [0, 1], left: [-1, 0], up: [0, -1] };

/** Maximum and mean of the same windows; and what a nudge of a digit does to their outputs. */
export class PoolingLab extends LabElement {
  /** @override */
  static properties = {
    ...LabElement.properties,
    input: { state: true },
    kernel: { state: true },
    stride: { state: true },
    place: { state: true },
    image: { state: true },
    direction: { state: true },
    digitKernel: { state: true },
  };

  constructor() {
    super();
    this.input = START;
    this.kernel = 2;
    this.stride = 2;
    this.place = 0;
    /** The digit as the network sees it. @type {Uint8Array | null} */
    this.image = null;
    this.direction = 'right';
    this.digitKernel = 2;
  }

  /** @override */
  get playground() {
    return {
      description: {
        input: [1, 28, 28],
        layers: [
          { type: 'Conv2d', name: 'conv1', out_channels: 8, kernel_size: 3, padding: 1 },
          { type: 'ReLU', name: 'relu1' },
          { type: 'MaxPool2d', name: 'pool1', kernel_size: this.digitKernel },
          { type: 'Flatten', name: 'flatten' },
          { type: 'Linear', name: 'fc', out_features: 10 },
        ],
      },
    };
  }

  /** @param {Networks} networks @param {any} words @override */
  lab(networks, words) {
    return html`${this.windows(networks, words)} ${this.nudging(networks, words)}`;
  }

  /** @param {Networks} networks @param {any} words */
  windows(networks, words) {
    const { input, kernel, stride } = this;
    const { max, mean, winners } = pool(networks, input, { kernel, stride });
    const squares = SIZES.map((side) => /** @type {const} */ ([side, `${side} × ${side}`]));
    const strides = STRIDES.map((step) => /** @type {const} */ ([step, String(step)]));
    const set = (/** @type {'kernel' | 'stride'} */ name) => (/** @type {number} */ value) => {
      this[name] = value;
      this.place = 0;
    };
    return html`<div class="lab-controls">
        ${selectField(words.window, kernel, squares, set('kernel'), 'kernel')}
        ${selectField(words.stride, stride, strides, set('stride'), 'stride')}
      </div>
      <div class="lab-grids">
        ${figure(
          words.input,
          html`<conv-grid
            data-grid="input"
            editable
            .label=${words.input}
            .value=${input}
            .box=${this.box(max)}
            .marks=${new Set(winners)}
            @edit=${(/** @type {CustomEvent} */ { detail }) => {
              this.input = detail.value;
            }}
          ></conv-grid>`,
        )}
        <span class="lab-sign">→</span>
        ${this.output('max', words.max, max)} ${this.output('mean', words.mean, mean)}
      </div>
      <p class="lab-verdict" aria-live="polite">
        ${words.size}${input.height} × ${input.width} →
        <b data-figure="output-size">${max.height} × ${max.width}</b>
      </p>
      <p class="lab-hint">${words.marked}</p>`;
  }

  /** @param {Grid} output */
  box({ width }) {
    const { place, stride, kernel } = this;
    return {
      y: Math.floor(place / width) * stride,
      x: (place % width) * stride,
      height: kernel,
      width: kernel,
    };
  }

  /** @param {string} name @param {string} label @param {Grid} grid */
  output(name, label, grid) {
    const { width } = grid;
    return figure(
      label,
      html`<conv-grid
        data-grid=${name}
        selectable
        .label=${label}
        .value=${grid}
        .box=${{ y: Math.floor(this.place / width), x: this.place % width, height: 1, width: 1 }}
        @select-cell=${(/** @type {CustomEvent} */ { detail }) => {
          this.place = detail.y * width + detail.x;
        }}
      ></conv-grid>`,
    );
  }

  /** @param {Networks} networks @param {any} words */
  nudging(networks, words) {
    const directions = Object.keys(NUDGES).map(
      (name) => /** @type {const} */ ([name, String(words.directions[name])]),
    );
    const kernels = SIZES.map((side) => /** @type {const} */ ([side, `${side} × ${side}`]));
    return html`<div class="lab-part">
      <h4>${words.nudging}</h4>
      <div class="lab-drawn">
        <conv-digit-pad
          .strokes=${FOUR}
          @ink=${(/** @type {CustomEvent} */ { detail }) => this.read(networks, detail)}
        ></conv-digit-pad>
        <div>
          <div class="lab-controls">
            ${segments(
              words.direction,
              this.direction,
              directions,
              (name) => {
                this.direction = name;
              },
              'direction',
            )}
            ${selectField(
              words.window,
              this.digitKernel,
              kernels,
              (side) => {
                this.digitKernel = side;
              },
              'digit-kernel',
            )}
          </div>
          ${this.image ? this.changes(networks, words, this.image) : html`<p>${words.draw}</p>`}
        </div>
      </div>
    </div>`;
  }

  /** @param {Map<PropertyKey, unknown>} changed @override */
  updated(changed) {
    super.updated(changed);
    const pad = /** @type {import('convscope/elements').ConvDigitPad | null} */ (
      this.querySelector('conv-digit-pad')
    );
    // The first drawing was there before anybody listened.
    if (changed.has('networks') && this.networks && pad) {
      const { networks } = this;
      pad.updateComplete.then(() => this.read(networks, pad.drawing));
    }
  }

  /** @param {Networks} networks @param {{ink: Uint8Array, width: number, height: number}} drawing */
  read(networks, { ink, width, height }) {
    const { empty, image } = networks.engine.preprocess(ink, width, height);
    this.image = empty ? null : image;
  }

  /** @param {Networks} networks @param {any} words @param {Uint8Array} image */
  changes(networks, words, image) {
    const [right, down] = NUDGES[this.direction];
    const kernel = this.digitKernel;
    const found = nudge(networks, image, { right, down, kernel });
    return html`<table class="lab-table" aria-live="polite">
        <thead>
          <tr>
            <td></td>
            ${['outputs', 'active', 'changed', 'share'].map(
              (name) => html`<th scope="col">${words[name]}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${LAYERS.map((name) => row(words.layers[name], name, found[name]))}
        </tbody>
      </table>
      ${LAYERS.map((name) =>
        name === 'mean'
          ? nothing
          : figure(
              words.layers[name],
              featureMaps(words.layers[name], found[name].shape, found[name].data),
            ),
      )}`;
  }
}

/** @param {string} title @param {string} name @param {Nudged} nudged */
function row(title, name, { data, active, changed }) {
  const share = active === 0 ? 0 : Math.round((100 * changed) / active);
  return html`<tr>
    <th scope="row">${title}</th>
    <td data-figure="outputs-${name}">${data.length}</td>
    <td data-figure="active-${name}">${active}</td>
    <td data-figure="changed-${name}"><b>${changed}</b></td>
    <td data-figure="share-${name}">${share} %</td>
  </tr>`;
}
