import { Follower } from './core/follower.js';
import { t } from './core/localize.js';
import { onReading } from './core/reading.js';
import { TilesElement } from './tiles-element.js';

/** @typedef {import('./core/tiles.js').Cell} Cell */

/** Side of a map in CSS pixels, about. */
const MAP_SIDE = 56;

/** Vectors up to this length get large cells. */
const SHORT_VECTOR = 64;

/** Vectors beyond this length get small ones. */
const LONG_VECTOR = 512;

/**
 * What one layer makes of the input: the maps of all channels, or the cells of a vector. With `for`
 * the input is the drawing on a pad and the network the shared one, otherwise `shape` and `show`
 * give the values.
 *
 * @element conv-feature-maps
 * @attr {string} for - id of the `<conv-digit-pad>` to look at
 * @attr {string} layer - name of the layer
 * @prop {number[]} shape - (channels, height, width) or (units)
 * @cssprop --conv-negative - colour of the most negative value, `#rrggbb`
 * @cssprop --conv-negative-soft - colour halfway to it
 * @cssprop --conv-zero - colour of zero
 * @cssprop --conv-positive-soft - colour halfway to the most positive value
 * @cssprop --conv-positive - colour of the most positive value
 * @csspart frame - what the maps stand in
 * @csspart readout - the value under the pointer
 */
export class ConvFeatureMaps extends TilesElement {
  /** @override */
  static properties = { ...TilesElement.properties, for: {} };

  constructor() {
    super();
    this.for = '';
    new Follower(this, (pad) => onReading(pad, (read) => this.look(read)));
  }

  /** Shows the maps of the drawing that was read. @param {import('./core/reading.js').Read} read */
  async look({ session, image, empty }) {
    const layer = session.info?.layers.find(({ name }) => name === this.layer);
    if (!layer) return;
    this.shape = layer.outputShape;
    if (empty) {
      this.show(null);
      return;
    }
    const looking = session.inspect({ image, layers: [layer.index] });
    const found = await looking.catch(() => []);
    if (found.length > 0 && this.isConnected) this.show(found[0].data);
  }

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
