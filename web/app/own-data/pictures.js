import { SIDE, SIZE } from './collection.js';

/** Pictures of any size and format, scaled by the browser to what the network takes. */

/** @typedef {{path: string, bytes: Uint8Array}} Entry */

/** A square to scale pictures on. @param {number} [side] */
export function surface(side = SIDE) {
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.imageSmoothingQuality = 'high';
  return context;
}

/**
 * Fits a picture into the square; light paper becomes dark ground.
 *
 * @param {OffscreenCanvasRenderingContext2D} context
 * @param {ImageBitmap} picture
 * @returns {Uint8Array}
 */
export function greyOf(context, picture) {
  const { width: side } = context.canvas;
  const size = side * side;
  const scale = side / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  context.filter = 'grayscale(1)';
  context.clearRect(0, 0, side, side);
  context.drawImage(picture, (side - width) / 2, (side - height) / 2, width, height);
  const { data } = context.getImageData(0, 0, side, side);
  const grey = Uint8Array.from({ length: size }, (_, i) => data[i * 4]);
  const corners = [0, side - 1, size - side, size - 1];
  const isPaper = corners.filter((i) => data[i * 4 + 3] > 0 && grey[i] > 127).length > 2;
  return isPaper ? grey.map((value, i) => (data[i * 4 + 3] > 0 ? 255 - value : 0)) : grey;
}

/** @param {Entry[]} entries in folders that name their classes */
export async function scaledPictures(entries) {
  const classOf = (/** @type {string} */ path) => path.split('/').at(-2) ?? '?';
  const order = new Intl.Collator('en', { numeric: true });
  const classes = [...new Set(entries.map(({ path }) => classOf(path)))].sort(order.compare);
  const context = surface();
  const pixels = new Uint8Array(entries.length * SIZE);
  for (const [index, { path, bytes }] of entries.entries()) {
    const blob = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)]);
    const picture = await createImageBitmap(blob).catch(() => {
      throw Object.assign(new Error(`${path} is not a picture`), { code: 'InvalidData' });
    });
    pixels.set(greyOf(context, picture), index * SIZE);
    picture.close();
  }
  const labels = Uint8Array.from(entries, ({ path }) => classes.indexOf(classOf(path)));
  return { classes, pixels, labels, test: null };
}

/** @param {Uint8Array} images grey @param {{width: number, height: number}} size */
export async function scaledFrom(images, { width, height }) {
  const context = surface();
  const count = images.length / (width * height);
  const pixels = new Uint8Array(count * SIZE);
  for (let n = 0; n < count; n++) {
    const image = images.subarray(n * width * height, (n + 1) * width * height);
    const colours = new Uint8ClampedArray(image.length * 4);
    image.forEach((value, i) => {
      colours.set([value, value, value, 255], i * 4);
    });
    const picture = await createImageBitmap(new ImageData(colours, width, height));
    context.filter = 'none';
    context.clearRect(0, 0, SIDE, SIDE);
    context.drawImage(picture, 0, 0, SIDE, SIDE);
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    for (let i = 0; i < SIZE; i++) pixels[n * SIZE + i] = data[i * 4];
    picture.close();
  }
  return pixels;
}
