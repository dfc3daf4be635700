import { css, html, nothing } from 'lit';
import { formatCount, formatShape } from './core/format.js';
import { t } from './core/localize.js';
import { buttons } from './core/styles.js';
import { tileTop } from './core/tiles.js';
import { TilesElement } from './tiles-element.js';

/** @typedef {import('./core/tiles.js').Cell} Cell */

/** Side of the image of one input channel in a fully connected layer, about, in CSS pixels. */
const IMAGE_SIDE = 21;

/** Outputs up to this number are named. */
const MOST_NAMES = 32;

const NAME_WIDTH = 20;

/** More outputs of a fully connected layer would make a page of their own; they wait to be asked for. */
const MOST_OUTPUTS = 64;

/**
 * In how many equal rows the images of one output stand, so that they are not too small.
 * @param {number} channels
 * @param {number} width of an image
 * @param {number} available CSS pixels
 */
function rowsPerOutput(channels, width, available) {
  const wanted = Math.min(3, Math.max(1, Math.floor(IMAGE_SIDE / width)));
  for (let rows = 1; rows <= channels; rows++) {
    if (channels % rows === 0 && (channels / rows) * (width * wanted + 2) <= available) return rows;
  }
  return channels;
}

/**
 * A parameter or statistic of a layer. Kernels stand as a table: a column per output channel, a row
 * per input channel. The weights of a fully connected layer become one image per output and input
 * channel when the shape before flattening (`source`) is known.
 */
export class ConvKernels extends TilesElement {
  /** @override */
  static properties = {
    ...TilesElement.properties,
    name: {},
    source: { attribute: false },
    whole: { state: true },
  };

  constructor() {
    super();
    this.name = 'weight';
    /** Shape of the maps that were flattened. @type {number[] | null} */
    this.source = null;
    /** Whether all outputs are shown, however many. */
    this.whole = false;
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    const relaid = changed.has('source') || changed.has('whole');
    super.updated(relaid ? new Map([...changed, ['shape', null]]) : changed);
  }

  /** 'kernels', 'images', 'matrix' or 'vector' */
  get kind() {
    if (this.shape.length === 4) return 'kernels';
    if (this.shape.length !== 2) return 'vector';
    const [channels = 0, height = 0, width = 0] = this.source ?? [];
    return height * width > 1 && channels * height * width === this.shape[1] ? 'images' : 'matrix';
  }

  /** @override @returns {import('./tiles-element.js').TilePlan} */
  get plan() {
    switch (this.kind) {
      case 'kernels':
        return this.kernelPlan();
      case 'images':
        return this.imagePlan();
      case 'matrix':
        return this.matrixPlan();
      default:
        return this.vectorPlan();
    }
  }

  kernelPlan() {
    const [outputs, inputs, height, width] = this.shape;
    const order = (/** @type {number} */ place) =>
      (place % outputs) * inputs + Math.floor(place / outputs);
    const target = inputs === 1 ? 36 : 18;
    const plan = { count: outputs * inputs, width, height, target, gap: inputs === 1 ? 4 : 2 };
    return inputs === 1 ? plan : { ...plan, columns: outputs, order };
  }

  imagePlan() {
    const [channels, height, width] = /** @type {number[]} */ (this.source);
    const outputs = this.whole ? this.shape[0] : Math.min(this.shape[0], MOST_OUTPUTS);
    const count = outputs * channels;
    if (channels === 1 && !this.named) return { count, width, height, target: 56, gap: 4 };
    const rows = rowsPerOutput(channels, width, this.availableWidth);
    const target = channels === 1 ? 56 : IMAGE_SIDE;
    const columns = channels / rows;
    return { count, width, height, target, gap: 2, columns, groupRows: rows };
  }

  /** Outputs that are images are named at the left. */
  get named() {
    return this.kind === 'images' && this.shape[0] <= MOST_NAMES;
  }

  /** @override */
  get indent() {
    return this.named ? NAME_WIDTH : 0;
  }

  /** @override */
  draw() {
    super.draw();
    const { layout } = this;
    if (!layout) return;
    this.renderRoot.querySelectorAll('.name').forEach((name, output) => {
      const top = tileTop(layout, output * layout.groupRows);
      /** @type {HTMLElement} */ (name).style.top = `${top}px`;
    });
  }

  /** @override */
  names() {
    if (!this.named) return nothing;
    const outputs = Array.from({ length: this.shape[0] }, (_, output) => output);
    return html`<div class="names" aria-hidden="true">
      ${outputs.map((output) => html`<span class="name">${output}</span>`)}
    </div>`;
  }

  /** @override */
  more() {
    const [count] = this.shape;
    if (this.kind !== 'images' || this.whole || count <= MOST_OUTPUTS) return nothing;
    return html`<button
      class="all"
      type="button"
      @click=${() => {
        this.whole = true;
      }}
    >${t('tiles.all', { count: formatCount(count) })}</button>`;
  }

  matrixPlan() {
    const [outputs, inputs] = this.shape;
    const target = Math.max(inputs, outputs) * 6;
    return { count: 1, width: inputs, height: outputs, target, gap: 0, columns: 1 };
  }

  vectorPlan() {
    const count = this.shape.reduce((product, size) => product * size, 1);
    const few = count <= MOST_OUTPUTS;
    return { count, width: 1, height: 1, target: few ? 16 : 9, gap: few ? 3 : 1 };
  }

  get tensorName() {
    return t(`tensors.${this.name}`);
  }

  /** @override */
  get label() {
    return t('tiles.parameter', {
      layer: this.layer,
      name: this.tensorName,
      shape: formatShape(this.shape),
    });
  }

  /** @override @param {Cell} cell */
  describe(cell) {
    const { row, column } = cell;
    if (this.kind === 'vector') {
      return t('tiles.parameterCell', { name: this.tensorName, index: cell.tile });
    }
    if (this.kind === 'matrix') return t('tiles.weightCell', { output: row, input: column });
    const tile = this.plan.order?.(cell.tile) ?? cell.tile;
    const inner = this.kind === 'kernels' ? this.shape[1] : (this.source?.[0] ?? 1);
    const output = Math.floor(tile / inner);
    const input = tile % inner;
    return this.kind === 'kernels'
      ? t('tiles.kernelCell', { output, input, row, column })
      : t('tiles.spatialWeightCell', { output, channel: input, row, column });
  }

  /** @override */
  static styles = [
    ...TilesElement.styles,
    buttons,
    css`
      .all {
        margin-top: 6px;
        font-size: var(--type-s, 13px);
      }
    `,
  ];
}
