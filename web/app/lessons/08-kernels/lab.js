import { html } from 'lit';
import { figure, numberField, segments, selectField } from '../kit/controls.js';
import { number } from '../kit/format.js';
import { LabElement } from '../kit/lab.js';
import { pictureOf } from '../kit/picture.js';
import { PictureSource } from '../kit/picture-source.js';
import { boundary } from './boundary.js';
import { KERNELS, resized, SIZES, sizeOf } from './kernels.js';
import { filter, onWhite, START } from './model.js';
import { SCENES } from './scenes.js';

/** @typedef {import('../02-convolution/model.js').Grid} Grid */
/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {import('./model.js').Filtered} Filtered */

const COLOURS = ['red', 'green', 'blue'];

/** Without what rounding leaves of zero. @param {number} value */
const short = (value) => number(Number(value.toFixed(4)));

/** @param {number} value @param {number} size */
const within = (value, size) => Math.min(value, size - 1);

/** A boundary found by three numbers; and any picture under any kernel. */
export class KernelsLab extends LabElement {
  /** @override */
  static properties = {
    ...LabElement.properties,
    boundary: { state: true },
    preset: { state: true },
    kernel: { state: true },
    tone: { state: true },
    colour: { state: true },
    place: { state: true },
  };

  constructor() {
    super();
    this.boundary = START;
    this.source = new PictureSource(this, SCENES);
    this.place = { y: 118, x: 90 };
    this.colour = 'grey';
    this.preset = 'edges';
    this.kernel = KERNELS.edges.kernel;
    this.tone = KERNELS.edges.tone;
  }

  /** @override */
  get playground() {
    const { height, width } = this.kernel;
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

  /** @param {string} preset */
  choose(preset) {
    if (!(preset in KERNELS)) return;
    Object.assign(this, { preset, ...KERNELS[preset] });
  }

  /** @param {Grid} kernel */
  design(kernel) {
    this.kernel = kernel;
    this.preset = 'own';
  }

  /** @param {Networks} networks @param {any} words @override */
  lab(networks, words) {
    const change = (/** @type {Partial<import('./model.js').Boundary>} */ changed) => {
      this.boundary = { ...this.boundary, ...changed };
    };
    return html`${boundary(networks, words, this.boundary, change)}
      <div class="lab-part">
        <h4>${words.any}</h4>
        ${this.source.render(words)} ${this.controls(words)} ${this.filtered(networks, words)}
      </div>`;
  }

  /** @param {any} words */
  controls(words) {
    const named = (/** @type {string[]} */ names, /** @type {Record<string, string>} */ texts) =>
      names.map((name) => /** @type {const} */ ([name, String(texts[name])]));
    const presets = [...Object.keys(KERNELS), ...(this.preset === 'own' ? ['own'] : [])];
    const sizes = SIZES.map((size) => /** @type {const} */ ([size, size.split('x').join(' × ')]));
    return html`<div class="lab-controls">
      ${selectField(
        words.preset,
        this.preset,
        named(presets, words.presets),
        (preset) => this.choose(preset),
        'preset',
      )}
      ${selectField(
        words.kernelSize,
        sizeOf(this.kernel),
        sizes,
        (size) => this.design(resized(this.kernel, size)),
        'kernel-size',
      )}
      ${segments(
        words.colours,
        this.colour,
        named(['grey', 'rgb'], words.colourNames),
        (colour) => {
          this.colour = colour;
        },
        'colour',
      )}
      ${segments(
        words.tone,
        this.tone,
        named(['clip', 'signed'], words.tones),
        (tone) => {
          this.tone = /** @type {import('../kit/picture.js').Tone} */ (tone);
        },
        'tone',
      )}
    </div>`;
  }

  /** @param {Networks} networks @param {any} words */
  filtered(networks, words) {
    const { kernel, tone, source } = this;
    const found = filter(networks, source.picture, kernel, this.colour === 'rgb');
    const { input, output } = found;
    const { height, width } = kernel;
    const y = within(this.place.y, output.height);
    const x = within(this.place.x, output.width);
    const name = words.pictures[source.name];
    const { from } = source;
    const shrunk = from && from.width !== input.width ? words.shrunk(from.width, from.height) : '';
    return html`<div class="lab-pictures">
        ${figure(
          html`${words.image(input.height, input.width)} ${shrunk}`,
          pictureOf(name, input, { box: { y, x, height, width } }),
        )}
        ${figure(
          words.result(output.height, output.width),
          pictureOf(words.filteredPicture(name, words.presets[this.preset]), output, {
            tone,
            choose: (place) => {
              this.place = place;
            },
          }),
        )}
      </div>
      ${this.figures(networks, words, found)} ${this.window(words, found, { y, x })}`;
  }

  /** @param {Networks} networks @param {any} words @param {Filtered} filtered */
  figures(networks, words, { input, output, range }) {
    const rows = [
      ['input-size', `${input.height} × ${input.width}`],
      ['output-size', `${output.height} × ${output.width}`],
      ['minimum', short(range.minimum)],
      ['maximum', short(range.maximum)],
      ['on-white', short(onWhite(networks, this.kernel))],
    ];
    return html`<table class="lab-table">
      <tbody>
        ${rows.map(
          ([name, value]) => html`<tr>
            <th scope="row">${words.figures[name]}</th>
            <td data-figure=${name}>${value}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  /**
   * The arithmetic of one output.
   *
   * @param {any} words
   * @param {Filtered} filtered
   * @param {{y: number, x: number}} place
   */
  window(words, { output, under }, { y, x }) {
    const move = (/** @type {'y' | 'x'} */ side) => (/** @type {number} */ value) => {
      this.place = { ...this.place, [side]: value };
    };
    const parts = under({ y, x });
    return html`<p class="lab-hint">${words.chooseHint}</p>
      <div class="lab-controls lab-place">
        ${numberField(words.row, y, move('y'), { name: 'row', min: 0, max: output.height - 1, step: 1 })}
        ${numberField(words.column, x, move('x'), { name: 'column', min: 0, max: output.width - 1, step: 1 })}
      </div>
      <div class="lab-grids">
        ${parts.map(({ window }, channel) => this.covered(words, window, channel, parts.length))}
        <span class="lab-sign">∗</span>
        ${figure(
          words.kernel,
          html`<conv-grid
            class="small-cells wide-cells"
            data-grid="kernel"
            editable
            .label=${words.kernel}
            .value=${this.kernel}
            @edit=${(/** @type {CustomEvent} */ { detail }) => this.design(detail.value)}
          ></conv-grid>`,
        )}
        <span class="lab-sign">=</span>
        <p class="lab-results">
          ${parts.map(
            ({ result }, channel) => html`<b data-figure="at-${channel}">${short(result)}</b>`,
          )}
        </p>
      </div>`;
  }

  /** @param {any} words @param {Grid} window @param {number} channel @param {number} count */
  covered(words, window, channel, count) {
    const label = count === 1 ? words.covered : words.coveredIn[COLOURS[channel]];
    return figure(
      label,
      html`<conv-grid
        class="small-cells wide-cells"
        data-grid="window-${channel}"
        .label=${label}
        .value=${{ ...window, data: Array.from(window.data, (value) => Number(value.toFixed(2))) }}
        .limit=${1}
      ></conv-grid>`,
    );
  }
}
