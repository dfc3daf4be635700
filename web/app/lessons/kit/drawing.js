/** Drawings for the labs that look at a digit. */

/** @typedef {import('convscope/elements').ConvDigitPad['strokes'][number]} Stroke */

/** @param {[number, number][]} corners in fractions of the pad @returns {Stroke} */
const line = (...corners) => ({
  points: corners.flatMap(([x, y]) => [x, y, 1]),
  width: 0.075,
});

/** A four, for those who have not drawn anything yet. */
export const FOUR = [
  line([0.36, 0.16], [0.26, 0.56], [0.74, 0.56]),
  line([0.66, 0.2], [0.63, 0.53], [0.6, 0.86]),
];

/**
 * The pixels moved by whole places; what comes in is paper.
 *
 * @param {Uint8Array} image 28 x 28
 * @param {number} right
 * @param {number} down
 */
export function moved(image, right, down) {
  const side = Math.sqrt(image.length);
  return Uint8Array.from(image, (_, index) => {
    const x = (index % side) - right;
    const y = Math.floor(index / side) - down;
    return x >= 0 && y >= 0 && x < side && y < side ? image[y * side + x] : 0;
  });
}
