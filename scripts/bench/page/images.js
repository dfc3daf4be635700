/** MNIST's images in the forms that the engines take. */

export const pixelsPerImage = 28 * 28;

/** @param {Uint8Array} pixels */
export const scaled = (pixels) => Float32Array.from(pixels, (value) => value / 255);

/** @param {Uint8Array} pixels @returns {Uint8Array<ArrayBuffer>} an IDX3 file of them */
export const idxImages = (pixels) => idx([0x803, pixels.length / pixelsPerImage, 28, 28], pixels);

/** @param {Uint8Array} labels @returns {Uint8Array<ArrayBuffer>} an IDX1 file of them */
export const idxLabels = (labels) => idx([0x801, labels.length], labels);

/** @param {number[]} head @param {Uint8Array} content */
function idx(head, content) {
  const file = new Uint8Array(4 * head.length + content.length);
  const view = new DataView(file.buffer);
  for (const [position, value] of head.entries()) view.setUint32(4 * position, value);
  file.set(content, 4 * head.length);
  return file;
}
