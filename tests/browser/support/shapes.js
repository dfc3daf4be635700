/** A few digits as people write them, in fractions of the pad. */

/** @typedef {{x: number, y: number}} Point */

const STEPS = 24;

/**
 * @param {Point} center
 * @param {{x: number, y: number}} radius
 * @param {number} from turns, 0 at the right, clockwise on the screen
 * @param {number} to
 * @returns {Point[]}
 */
function arc(center, radius, from, to) {
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const angle = 2 * Math.PI * (from + ((to - from) * step) / STEPS);
    return { x: center.x + radius.x * Math.cos(angle), y: center.y + radius.y * Math.sin(angle) };
  });
}

/** @param {Point[]} corners @returns {Point[]} */
function line(...corners) {
  return corners.slice(1).flatMap((to, index) => {
    const from = corners[index];
    return Array.from({ length: 9 }, (_, step) => ({
      x: from.x + ((to.x - from.x) * step) / 8,
      y: from.y + ((to.y - from.y) * step) / 8,
    }));
  });
}

/** @type {Record<number, Point[][]>} */
export const digits = {
  0: [arc({ x: 0.5, y: 0.5 }, { x: 0.22, y: 0.33 }, -0.25, 0.75)],
  1: [line({ x: 0.52, y: 0.16 }, { x: 0.48, y: 0.84 })],
  3: [
    [
      ...arc({ x: 0.46, y: 0.33 }, { x: 0.2, y: 0.17 }, -0.42, 0.25),
      ...arc({ x: 0.46, y: 0.67 }, { x: 0.23, y: 0.18 }, -0.25, 0.42),
    ],
  ],
  4: [
    line({ x: 0.36, y: 0.16 }, { x: 0.26, y: 0.56 }, { x: 0.74, y: 0.56 }),
    line({ x: 0.66, y: 0.2 }, { x: 0.6, y: 0.86 }),
  ],
  7: [line({ x: 0.26, y: 0.2 }, { x: 0.74, y: 0.2 }, { x: 0.44, y: 0.84 })],
};
