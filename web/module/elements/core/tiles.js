/**
 * Many small maps (channels, kernels, cells of a vector) laid out on one canvas: the layout, the
 * drawing and the way back from a position to a value. No DOM in here.
 */
import { colorOf } from './color.js';

/**
 * @typedef {{
 *   count: number, width: number, height: number, columns: number, rows: number, scale: number,
 *   gap: number, groupRows: number, canvasWidth: number, canvasHeight: number
 * }} TileLayout
 * @typedef {{tile: number, row: number, column: number, index: number}} Cell
 */

/** @param {number} width @param {number} height @param {number} target wanted side in CSS pixels */
function scaleFor(width, height, target) {
  return Math.max(1, Math.floor(target / Math.max(width, height)));
}

/** Extra space between groups of rows, in CSS pixels. */
const GROUP_GAP = 6;

/**
 * Lays `count` tiles of width x height values out in at most `maxWidth` CSS pixels. Without a fixed
 * number of columns the rows come out evenly filled; with one the tiles shrink to fit. After every
 * `groupRows` rows there is more space.
 * @param {{count: number, width: number, height: number, maxWidth: number, target: number,
 *   gap: number, columns?: number, groupRows?: number}} options
 * @returns {TileLayout}
 */
export function layoutTiles(options) {
  const { count, width, height, maxWidth, target, gap, columns, groupRows = Infinity } = options;
  let scale = scaleFor(width, height, target);
  if (columns) {
    while (scale > 1 && columns * (width * scale + gap) - gap > maxWidth) scale--;
  }
  const fitting = Math.max(1, Math.floor((maxWidth + gap) / (width * scale + gap)));
  const used = columns ?? Math.max(1, Math.ceil(count / Math.ceil(count / fitting)));
  const rows = Math.ceil(count / used);
  return {
    count,
    width,
    height,
    columns: used,
    rows,
    scale,
    gap,
    groupRows,
    canvasWidth: used * (width * scale + gap) - gap,
    canvasHeight:
      rows * (height * scale + gap) - gap + Math.floor((rows - 1) / groupRows) * GROUP_GAP,
  };
}

/**
 * The upper edge of a row of tiles, in CSS pixels.
 * @param {TileLayout} layout
 * @param {number} tileRow
 */
export function tileTop({ height, scale, gap, groupRows }, tileRow) {
  return tileRow * (height * scale + gap) + Math.floor(tileRow / groupRows) * GROUP_GAP;
}

/**
 * The row of tiles at a height; -1 between two groups.
 * @param {TileLayout} layout
 * @param {number} y
 */
function tileRowAt({ height, scale, gap, groupRows }, y) {
  const step = height * scale + gap;
  if (groupRows === Infinity) return Math.floor(y / step);
  const group = Math.floor(y / (groupRows * step + GROUP_GAP));
  const row = Math.floor((y - group * (groupRows * step + GROUP_GAP)) / step);
  return row < groupRows ? group * groupRows + row : -1;
}

/** @param {ArrayLike<number>} data */
export function largestMagnitude(data) {
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const magnitude = Math.abs(data[i]);
    if (magnitude > largest && magnitude < Infinity) largest = magnitude;
  }
  return largest;
}

/**
 * Writes all tiles into pixels (one Uint32 each); the gaps stay transparent.
 * @param {Uint32Array} pixels canvasWidth x canvasHeight
 * @param {ArrayLike<number>} data tiles one after the other, each row by row
 * @param {{layout: TileLayout, scale: import('./color.js').ColorScale, limit: number,
 *   order?: (tile: number) => number}} options `order` gives the tile of the data shown at a place
 */
export function drawTiles(pixels, data, { layout, scale: colors, limit, order }) {
  const { count, width, height, columns, scale, gap, canvasWidth } = layout;
  pixels.fill(0);
  for (let place = 0; place < count; place++) {
    const left = (place % columns) * (width * scale + gap);
    const top = tileTop(layout, Math.floor(place / columns));
    const first = (order ? order(place) : place) * width * height;
    for (let row = 0; row < height; row++) {
      const start = (top + row * scale) * canvasWidth + left;
      let at = start;
      for (let column = 0; column < width; column++) {
        const color = colorOf(colors, data[first + row * width + column], limit);
        for (let copy = 0; copy < scale; copy++) pixels[at++] = color;
      }
      for (let copy = 1; copy < scale; copy++) {
        pixels.copyWithin(start + copy * canvasWidth, start, at);
      }
    }
  }
}

/**
 * The value under a position in CSS pixels; null in a gap or outside.
 * @param {TileLayout} layout
 * @param {number} x
 * @param {number} y
 * @returns {Cell | null}
 */
export function cellAt(layout, x, y) {
  const { count, width, height, columns, rows, scale, gap } = layout;
  const stepX = width * scale + gap;
  const tileColumn = Math.floor(x / stepX);
  const tileRow = tileRowAt(layout, y);
  if (tileColumn < 0 || tileColumn >= columns || tileRow < 0 || tileRow >= rows) return null;
  const tile = tileRow * columns + tileColumn;
  const column = Math.floor((x - tileColumn * stepX) / scale);
  const row = Math.floor((y - tileTop(layout, tileRow)) / scale);
  if (tile >= count || column >= width || row >= height) return null;
  return { tile, row, column, index: (tile * height + row) * width + column };
}

/**
 * Where a cell is drawn, in CSS pixels.
 * @param {TileLayout} layout
 * @param {{tile: number, row: number, column: number}} cell
 */
export function cellBox(layout, { tile, row, column }) {
  const { width, columns, scale, gap } = layout;
  return {
    left: (tile % columns) * (width * scale + gap) + column * scale,
    top: tileTop(layout, Math.floor(tile / columns)) + row * scale,
    size: scale,
  };
}

/**
 * The cell that an arrow key reaches: over the edge of a tile it goes on in the next tile.
 * @param {TileLayout} layout
 * @param {{tile: number, row: number, column: number}} cell
 * @param {string} key
 * @returns {Cell | null} null when the key moves nothing
 */
export function moveCell(layout, cell, key) {
  const { count, width, height, columns } = layout;
  const moves = /** @type {Record<string, [number, number]>} */ ({
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
    PageUp: [0, -height],
    PageDown: [0, height],
    Home: [-width, 0],
    End: [width, 0],
  });
  const move = moves[key];
  if (!move) return null;
  const x = (cell.tile % columns) * width + cell.column + move[0];
  const y = Math.floor(cell.tile / columns) * height + cell.row + move[1];
  const tileColumn = Math.floor(x / width);
  const tileRow = Math.floor(y / height);
  const tile = tileRow * columns + tileColumn;
  if (x < 0 || y < 0 || tileColumn >= columns || tile >= count) return null;
  const [column, row] = [x - tileColumn * width, y - tileRow * height];
  return { tile, row, column, index: (tile * height + row) * width + column };
}
