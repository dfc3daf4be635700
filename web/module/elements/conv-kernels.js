import { formatShape } from './core/format.js';
import { t } from './core/localize.js';
import { TilesElement } from './tiles-element.js';

/** @typedef {import('./core/tiles.js').Cell} Cell */

/**
 * A parameter or statistic of a layer. Kernels stand as a table: a column per output channel, a row
 * per input channel. The weights of a fully connected layer become one image per output and input
 * channel when the shape before flattening (`source`) is known.
 */
export class ConvKernels extends TilesElement {
  /** @override */
  static properties = { ...TilesElement.properties, name: {}, source: { attribute: false } };

  constructor() {
    super();
    this.name = 'weight';
    /** Shape of the maps that were flattened. @type {number[] | null} */
    this.source = null;
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    super.updated(changed.has('source') ? new Map([...changed, ['shape', null]]) : changed);
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
    const count = this.shape[0] * channels;
    return { count, width, height, target: channels === 1 ? 56 : 18, gap: 2, columns: channels };
  }

  matrixPlan() {
    const [outputs, inputs] = this.shape;
    const target = Math.max(inputs, outputs) * 6;
    return { count: 1, width: inputs, height: outputs, target, gap: 0, columns: 1 };
  }

  vectorPlan() {
    const count = this.shape.reduce((product, size) => product * size, 1);
    return { count, width: 1, height: 1, target: 16, gap: 3 };
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
}
