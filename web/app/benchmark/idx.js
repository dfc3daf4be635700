/** MNIST's images in the forms that engines take. */

export const pixelsPerImage = 28 * 28;

/** Bytes in front of the images and of the labels. */
export const IMAGE_HEADER = 16;
export const LABEL_HEADER = 8;

/**
 * @param {Uint8Array} pixels of images of side x side
 * @param {number} side
 * @returns {Uint8Array<ArrayBuffer>} an IDX3 file
 */
export const idxImages = (pixels, side = 28) =>
  idx([0x803, pixels.length / side ** 2, side, side], pixels);

/** @param {Uint8Array} labels @returns {Uint8Array<ArrayBuffer>} an IDX1 file */
export const idxLabels = (labels) => idx([0x801, labels.length], labels);

/** @param {Uint8Array} pixels values from 0 to 1 */
export const scaled = (pixels) => Float32Array.from(pixels, (value) => value / 255);

/** @param {number[]} head @param {Uint8Array} content */
function idx(head, content) {
  const file = new Uint8Array(4 * head.length + content.length);
  const view = new DataView(file.buffer);
  for (const [position, value] of head.entries()) view.setUint32(4 * position, value);
  file.set(content, 4 * head.length);
  return file;
}
