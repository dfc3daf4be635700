import { t } from './core/localize.js';
import { TilesElement } from './tiles-element.js';

/** @typedef {import('./core/tiles.js').Cell} Cell */

/** Side of a map in CSS pixels, about. */
const MAP_SIDE = 56;

/** Vectors up to this length get large cells. */
const SHORT_VECTOR = 64;

/** Vectors beyond this length get small ones. */
const LONG_VECTOR = 512;

/** What one layer makes of the input: the maps of all channels, or the cells of a vector. */
export class ConvFeatureMaps extends TilesElement {
  get isVector() {
    return this.shape.length === 1;
  }

  /** @override */
  get plan() {
    if (!this.isVector) {
      const [count, height, width] = this.shape;
      return { count, height, width, target: MAP_SIDE, gap: 3 };
    }
    const count = this.shape[0];
    if (count <= SHORT_VECTOR) return { count, width: 1, height: 1, target: 22, gap: 3 };
    return { count, width: 1, height: 1, target: count <= LONG_VECTOR ? 9 : 6, gap: 1 };
  }

  /** @override */
  get label() {
    if (this.isVector)
      return t('tiles.activationVector', { layer: this.layer, count: this.shape[0] });
    const [count, height, width] = this.shape;
    return t('tiles.activation', { layer: this.layer, count, width, height });
  }

  /** @override @param {Cell} cell */
  describe(cell) {
    if (this.isVector) return t('tiles.unitCell', { unit: cell.tile });
    const { row, column, tile } = cell;
    return t('tiles.channelCell', { channel: tile, row, column });
  }
}
