/** The arithmetic of a convolution over one channel, one place of the kernel at a time. */

/** @typedef {{height: number, width: number, data: ArrayLike<number>}} Grid */

/**
 * @typedef {object} Factor
 * @property {number} y row in the input; outside of it in the padding
 * @property {number} x
 * @property {number} value 0 in the padding
 * @property {number} weight
 * @property {number} product
 * @property {boolean} inside whether it is not in the padding
 */

/**
 * Rows of numbers in text, such as "1 0; 0 1".
 *
 * @param {string} text
 * @returns {Grid | null} null unless all rows have the same, positive number of numbers
 */
export function parseGrid(text) {
  const rows = text.split(';').map((row) =>
    row
      .trim()
      .split(/[\s,]+/)
      .map(Number),
  );
  const [{ length: width }] = rows;
  const good = rows.every((row) => row.length === width && row.every(Number.isFinite));
  if (text.trim() === '' || !good) return null;
  return { height: rows.length, width, data: rows.flat() };
}

/**
 * @param {Grid} input
 * @param {Grid} kernel
 * @param {{stride: number, padding: number}} options
 * @returns {{height: number, width: number}} places of the kernel
 */
export function placesOf(input, kernel, { stride, padding }) {
  const places = (/** @type {'height' | 'width'} */ axis) =>
    Math.max(0, Math.floor((input[axis] + 2 * padding - kernel[axis]) / stride) + 1);
  return { height: places('height'), width: places('width') };
}

/**
 * What the kernel multiplies at one place.
 *
 * @param {Grid} input
 * @param {Grid} kernel
 * @param {{stride: number, padding: number, y: number, x: number}} place
 * @returns {Factor[]} row by row
 */
export function factorsAt(input, kernel, { stride, padding, y, x }) {
  return Array.from({ length: kernel.height * kernel.width }, (_, index) => {
    const row = y * stride - padding + Math.floor(index / kernel.width);
    const column = x * stride - padding + (index % kernel.width);
    const inside = row >= 0 && row < input.height && column >= 0 && column < input.width;
    const value = inside ? input.data[row * input.width + column] : 0;
    const weight = kernel.data[index];
    return { y: row, x: column, value, weight, product: value * weight, inside };
  });
}

/** @param {Factor[]} factors */
export const sumOf = (factors) => factors.reduce((sum, { product }) => sum + product, 0);
