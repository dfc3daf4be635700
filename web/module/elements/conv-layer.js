import { css, html, LitElement, nothing } from 'lit';
import { formatCount, formatShape } from './core/format.js';
import { icons } from './core/icons.js';
import { Localized, t } from './core/localize.js';
import { disclosure, shared } from './core/styles.js';

/**
 * @typedef {{name: string, shape: number[], count?: number}} TensorInfo
 * @typedef {{index: number, name: string, type: string, options?: Record<string, unknown>,
 *   inputShape: number[], outputShape: number[], parameters: TensorInfo[], buffers: TensorInfo[],
 *   parameterCount: number}} LayerInfo
 * @typedef {{name: string, shape: number[], data: ArrayLike<number>}} Tensor
 */

/** Batch normalisation calls its parameters weight and bias; people say gamma and beta. */
function tensorTitle(/** @type {string} */ type, /** @type {string} */ name) {
  if (!type.startsWith('BatchNorm')) return name;
  return { weight: 'gamma', bias: 'beta' }[name] ?? name;
}

/** The settings that matter at a glance, such as "3 × 3, padding 1". */
function summariseOptions(/** @type {LayerInfo} */ { type, options = {} }) {
  const pair = (/** @type {unknown} */ value) =>
    Array.isArray(value) ? formatShape(value) : formatShape([Number(value), Number(value)]);
  const parts = [];
  if (options.kernel_size !== undefined) parts.push(pair(options.kernel_size));
  if (type === 'Dropout' && options.p !== undefined) parts.push(`p ${options.p}`);
  return parts.join(', ');
}

/**
 * One layer of the network: name, type, output shape, number of parameters, what it makes of the
 * input, its parameters and statistics, and all of that as numbers.
 */
export class ConvLayer extends LitElement {
  /** @override */
  static properties = {
    layer: { attribute: false },
    source: { attribute: false },
    cellLabels: { attribute: false },
    weightsOpen: { type: Boolean, attribute: 'weights-open' },
    numbersOpen: { state: true },
  };

  constructor() {
    super();
    /** @type {LayerInfo | null} */
    this.layer = null;
    /** The shape before the flattening in front of this layer. @type {number[] | null} */
    this.source = null;
    /** Names under the cells of a short output vector, such as the classes. */
    this.cellLabels = /** @type {string[]} */ ([]);
    this.weightsOpen = false;
    this.numbersOpen = false;
    /** @type {ArrayLike<number> | null} */
    this.activation = null;
    /** @type {Tensor[]} */
    this.tensors = [];
    new Localized(this);
  }

  get hasWeights() {
    const { layer } = this;
    return Boolean(layer && layer.parameters.length + layer.buffers.length > 0);
  }

  /** @param {ArrayLike<number> | null} data the output of the layer for the shown input */
  showActivation(data) {
    this.activation = data;
    this.view('maps')?.show(data);
    this.view('maps-table')?.show(data);
  }

  /** @param {Tensor[]} tensors parameters and statistics */
  showParameters(tensors) {
    this.tensors = tensors;
    for (const { name, data } of tensors) {
      this.view(`tensor-${name}`)?.show(data);
      this.view(`table-${name}`)?.show(data);
    }
  }

  /** @param {string} id @returns {{show(data: ArrayLike<number> | null): void} | null} */
  view(id) {
    return /** @type {any} */ (this.renderRoot.querySelector(`#${id}`));
  }

  /** @override Parts that have just appeared get what is known. */
  updated() {
    this.showActivation(this.activation);
    this.showParameters(this.tensors);
  }

  /** @override */
  render() {
    const { layer } = this;
    if (!layer) return nothing;
    return html`
      <header>
        <h3>${layer.name}</h3>
        <span class="type">${t(`types.${layer.type}`)} <i>${summariseOptions(layer)}</i></span>
        <span class="count">
          ${
            layer.parameterCount > 0
              ? t('layer.parameters', { count: formatCount(layer.parameterCount) })
              : ''
          }
        </span>
        <span class="shape">${formatShape(layer.outputShape)}</span>
      </header>
      <conv-feature-maps
        id="maps"
        .layer=${layer.name}
        .shape=${layer.outputShape}
      ></conv-feature-maps>
      ${this.labels()}
      <div class="more">${this.hasWeights ? this.weights(layer) : nothing} ${this.numbers(layer)}</div>
    `;
  }

  labels() {
    if (this.cellLabels.length === 0) return nothing;
    return html`<div class="labels" aria-hidden="true">
      ${this.cellLabels.map((label) => html`<span>${label}</span>`)}
    </div>`;
  }

  /** @param {LayerInfo} layer */
  weights(layer) {
    const title = layer.type === 'Conv2d' ? 'kernels' : 'weights';
    return html`<details class="weights" ?open=${this.weightsOpen} @toggle=${this.toggleWeights}>
      <summary>${icons.chevron}${t(`layer.${layer.type.startsWith('Batch') ? 'statistics' : title}`)}</summary>
      ${this.weightsOpen ? this.tensorInfos(layer).map((info) => this.tensor(layer, info)) : nothing}
    </details>`;
  }

  /** @param {LayerInfo} layer */
  tensorInfos(layer) {
    return [...layer.parameters, ...layer.buffers];
  }

  /** @param {LayerInfo} layer @param {TensorInfo} info */
  tensor(layer, { name, shape }) {
    const title = tensorTitle(layer.type, name);
    return html`<figure>
      <figcaption>${t(`tensors.${title}`)} <i>${formatShape(shape)}</i></figcaption>
      <conv-kernels
        id="tensor-${name}"
        .layer=${layer.name}
        .name=${title}
        .shape=${shape}
        .source=${this.source}
      ></conv-kernels>
    </figure>`;
  }

  /** @param {LayerInfo} layer */
  numbers(layer) {
    return html`<details class="numbers" @toggle=${this.toggleNumbers}>
      <summary>${icons.chevron}${t('layer.numbers')}</summary>
      ${this.numbersOpen ? this.tables(layer) : nothing}
    </details>`;
  }

  /** @param {LayerInfo} layer */
  tables(layer) {
    return html`
      <conv-number-table
        id="maps-table"
        .label=${layer.name}
        .shape=${layer.outputShape}
      ></conv-number-table>
      ${this.tensorInfos(layer).map(({ name, shape }) => {
        const title = t(`tensors.${tensorTitle(layer.type, name)}`);
        return html`<h4>${title} <i>${formatShape(shape)}</i></h4>
          <conv-number-table
            id="table-${name}"
            .label=${`${layer.name} ${title}`}
            .shape=${shape}
          ></conv-number-table>`;
      })}
    `;
  }

  /** @param {Event} event */
  toggleWeights(event) {
    this.weightsOpen = /** @type {HTMLDetailsElement} */ (event.target).open;
    this.dispatchEvent(new CustomEvent('weights-toggle', { detail: { open: this.weightsOpen } }));
  }

  /** @param {Event} event */
  toggleNumbers(event) {
    this.numbersOpen = /** @type {HTMLDetailsElement} */ (event.target).open;
    this.dispatchEvent(new CustomEvent('weights-toggle', { detail: { open: this.weightsOpen } }));
  }

  /** Whether the parameters are on view in some form. */
  get wantsParameters() {
    return this.hasWeights && (this.weightsOpen || this.numbersOpen);
  }

  /** @override */
  static styles = [
    shared,
    disclosure,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        column-gap: 10px;
        margin-bottom: 6px;
        font-size: var(--type-s, 13px);
      }
      h3,
      h4 {
        margin: 0;
        font-size: inherit;
        font-weight: 650;
      }
      h3 {
        font-family: var(--font-mono, monospace);
        font-size: var(--type-m, 14px);
      }
      h4 {
        margin-top: 12px;
      }
      i {
        font-style: normal;
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
      }
      .type {
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
      }
      .shape {
        font-size: var(--type-s, 13px);
      }
      .count {
        margin-inline-start: auto;
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
        font-size: var(--type-xs, 12px);
      }
      .labels {
        display: flex;
        gap: 3px;
        margin-top: 2px;
        color: var(--text-soft, light-dark(#55635e, #9fafa8));
        font-size: var(--type-xs, 12px);
      }
      .labels span {
        width: 22px;
        text-align: center;
      }
      .more {
        display: flex;
        flex-wrap: wrap;
        column-gap: 16px;
        margin-top: 4px;
      }
      details[open] {
        flex-basis: 100%;
        min-width: 0;
      }
      figure {
        margin: 6px 0 10px;
      }
      figcaption {
        margin-bottom: 4px;
        font-size: var(--type-xs, 12px);
      }
    `,
  ];
}
