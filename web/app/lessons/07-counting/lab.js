import { html, nothing } from 'lit';
import { currentLanguage } from '../../i18n.js';
import { numberField } from '../kit/controls.js';
import { LabElement } from '../kit/lab.js';
import { count, EXERCISE, fits, layerOf, START, share } from './model.js';

/** @typedef {import('./model.js').State} State */
/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {'multiplications' | 'additions'} Kind */

/** What may be typed. @type {Record<keyof State, [number, number]>} */
const RANGES = {
  batch: [1, 1024],
  channels: [1, 64],
  height: [1, 256],
  width: [1, 256],
  kernels: [1, 128],
  kernelHeight: [1, 15],
  kernelWidth: [1, 15],
  stride: [1, 8],
  padding: [0, 7],
};

const FIELDS = /** @type {(keyof State)[]} */ (Object.keys(RANGES));
const KINDS = /** @type {const} */ (['multiplications', 'additions']);

/** @param {number} value */
const grouped = (value) => value.toLocaleString(currentLanguage());

/** A calculator whose counts are the engine's, and an exercise. */
export class CountingLab extends LabElement {
  /** @override */
  static properties = {
    ...LabElement.properties,
    state: { state: true },
    tried: { state: true },
    checked: { state: true },
    shown: { state: true },
  };

  constructor() {
    super();
    this.state = START;
    /** What was typed as an answer. @type {Record<Kind, string>} */
    this.tried = { multiplications: '', additions: '' };
    this.checked = false;
    this.shown = false;
  }

  /** @override */
  get playground() {
    const { channels, height, width } = this.state;
    return {
      description: {
        input: channels === 1 ? [channels, height, width] : [1, 28, 28],
        layers: [
          { ...layerOf(this.state), name: 'conv1' },
          { type: 'ReLU', name: 'relu1' },
          { type: 'Flatten', name: 'flatten' },
          { type: 'Linear', name: 'fc', out_features: 10 },
        ],
      },
    };
  }

  /** @param {Networks} networks @param {any} words @override */
  lab(networks, words) {
    return html`<div class="lab-controls">
        ${FIELDS.map((name) => this.field(words, name))}
      </div>
      ${
        fits(this.state)
          ? this.counts(networks, words)
          : html`<p role="alert">${words.tooLarge}</p>`
      }
      ${this.exercise(networks, words)}`;
  }

  /** @param {any} words @param {keyof State} name */
  field(words, name) {
    const [min, max] = RANGES[name];
    const change = (/** @type {number} */ value) => {
      this.state = { ...this.state, [name]: value };
    };
    return numberField(words.fields[name], this.state[name], change, { name, min, max, step: 1 });
  }

  /** @param {Networks} networks @param {any} words */
  counts(networks, words) {
    const { batch, kernels, channels, kernelHeight, kernelWidth } = this.state;
    const { output, ...one } = count(networks, this.state);
    const part = share(networks, this.state);
    return html`<div aria-live="polite">
      <p class="lab-verdict">
        ${words.shapes}(${kernels}, ${channels}, ${kernelHeight}, ${kernelWidth}) →
        <b data-figure="output-shape">(${[batch, ...output].join(', ')})</b>
      </p>
      <table class="lab-table">
        <thead>
          <tr><td></td>${KINDS.map((kind) => html`<th scope="col">${words[kind]}</th>`)}</tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">${words.perValue}</th>
            <td data-figure="value-multiplications">${grouped(part.multiplications)}</td>
            <td class="wraps">
              ${words.parts(
                html`<b data-figure="inside">${grouped(part.inside)}</b>`,
                html`<b data-figure="across">${grouped(part.across)}</b>`,
                html`<b data-figure="bias">${grouped(part.bias)}</b>`,
              )}
            </td>
          </tr>
          <tr>
            <th scope="row">${words.perImage}</th>
            ${KINDS.map((kind) => html`<td data-figure="image-${kind}">${grouped(one[kind])}</td>`)}
          </tr>
          <tr>
            <th scope="row">${words.perBatch(batch)}</th>
            ${KINDS.map(
              (kind) => html`<td><b data-figure=${kind}>${grouped(batch * one[kind])}</b></td>`,
            )}
          </tr>
        </tbody>
      </table>
    </div>`;
  }

  /** @param {Networks} networks @param {any} words */
  exercise(networks, words) {
    return html`<form
      class="lab-part"
      @submit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        this.checked = true;
      }}
    >
      <h4>${words.exercise}</h4>
      <p>${words.task}</p>
      <div class="lab-controls">
        ${KINDS.map((kind) => this.answerField(words, kind))}
        <button type="submit" class="button">${words.check}</button>
      </div>
      <div aria-live="polite">${this.checked ? this.judged(networks, words) : nothing}</div>
    </form>`;
  }

  /** @param {any} words @param {Kind} kind */
  answerField(words, kind) {
    return html`<label class="field">
      <span class="field-name">${words[kind]}</span>
      <input
        type="text"
        name="tried-${kind}"
        inputmode="numeric"
        required
        autocomplete="off"
        .value=${this.tried[kind]}
        @input=${(/** @type {Event} */ { target }) => {
          const { value } = /** @type {HTMLInputElement} */ (target);
          this.tried = { ...this.tried, [kind]: value };
          this.checked = false;
        }}
      />
    </label>`;
  }

  /** @param {Networks} networks @param {any} words */
  judged(networks, words) {
    const one = count(networks, EXERCISE);
    const wrong = KINDS.filter(
      (kind) => Number(this.tried[kind].replace(/[\s,，]/g, '')) !== EXERCISE.batch * one[kind],
    );
    const show = this.shown || wrong.length === 0;
    return html`<p class="lab-verdict" data-figure="judgement">
        ${wrong.length === 0 ? words.right : words.wrong(wrong.map((kind) => words[kind]))}
      </p>
      ${
        show
          ? html`<p>
              ${KINDS.map(
                (kind) => html`${words[kind]}${words.colon}<b data-figure="answer-${kind}"
                    >${grouped(EXERCISE.batch * one[kind])}</b
                  > `,
              )}<br />${words.how}
            </p>`
          : html`<button
              type="button"
              class="button"
              @click=${() => {
                this.shown = true;
              }}
            >${words.show}</button>`
      }`;
  }
}
