/** Kernels that people have designed by hand. */

/** @typedef {import('../02-convolution/model.js').Grid} Grid */
/** @typedef {import('../kit/picture.js').Tone} Tone */

/** @param {...number[]} rows @returns {Grid} */
const grid = (...rows) => ({ height: rows.length, width: rows[0].length, data: rows.flat() });

/** With the way to show what comes out. @type {Record<string, {kernel: Grid, tone: Tone}>} */
export const KERNELS = {
  edges: { kernel: grid([-1, -1, -1], [-1, 8, -1], [-1, -1, -1]), tone: 'clip' },
  blur: {
    kernel: { height: 5, width: 5, data: Array.from({ length: 25 }, () => 1 / 25) },
    tone: 'clip',
  },
  sobelX: { kernel: grid([-1, 0, 1], [-2, 0, 2], [-1, 0, 1]), tone: 'signed' },
  sobelY: { kernel: grid([-1, -2, -1], [0, 0, 0], [1, 2, 1]), tone: 'signed' },
  sharpen: { kernel: grid([0, -1, 0], [-1, 5, -1], [0, -1, 0]), tone: 'clip' },
  emboss: { kernel: grid([-2, -1, 0], [-1, 1, 1], [0, 1, 2]), tone: 'clip' },
  same: { kernel: grid([0, 0, 0], [0, 1, 0], [0, 0, 0]), tone: 'clip' },
};

/** Height and width of the kernels on offer. */
export const SIZES = ['1x3', '3x1', '3x3', '5x5'];

/** @param {Grid} kernel */
export const sizeOf = ({ height, width }) => `${height}x${width}`;

/** The same numbers around the same middle. @param {Grid} kernel @param {string} size @returns {Grid} */
export function resized(kernel, size) {
  const [height, width] = size.split('x').map(Number);
  const [down, right] = [(kernel.height - height) / 2, (kernel.width - width) / 2];
  const data = Array.from({ length: height * width }, (_, at) => {
    const [y, x] = [Math.floor(at / width) + down, (at % width) + right];
    const isInside = y >= 0 && x >= 0 && y < kernel.height && x < kernel.width;
    return isInside ? kernel.data[y * kernel.width + x] : 0;
  });
  return { height, width, data };
}
