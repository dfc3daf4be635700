import { parseStroke, tracePoints } from './curve.js';
import { Random } from './random.js';
import { shapes } from './shapes.js';

/** @typedef {import('./curve.js').Point} Point */

/**
 * Strokes in fractions of the pad, as the pen moves; the width is a fraction of the pad as well.
 * @typedef {{digit: number, shape: string, variant: string, strokes: Point[][], width: number}}
 *   DrawnDigit
 */

const SEED = 20261;

/** Height, or breadth if that is more, as a fraction of the pad. */
const sizes = [0.26, 0.4, 0.55, 0.72, 0.9];

/**
 * Stroke widths of the pad: its thinnest, its default and nearly its thickest. The cap, relative to
 * the digit's size, keeps the holes of a small digit open for the human eye.
 */
const pens = [
  { name: 'thin', width: 0.03, cap: 0.2 },
  { name: 'medium', width: 0.075, cap: 0.14 },
  { name: 'thick', width: 0.125, cap: 0.2 },
];

/** The pad's stroke widths come in this many steps per pad. */
const WIDTH_STEPS = 200;

/** Where the digit stands in the room that is left beside and above it. */
const places = [0, 0.5, 1].flatMap((across) => [0, 0.5, 1].map((down) => ({ x: across, y: down })));

/** Distance between two points of the pointer, in heights of the digit. */
const SPACING = 0.09;

/**
 * A gentle bend of the whole plane, so strokes that meet still meet, and a tremor of the hand.
 * @param {Random} random
 * @returns {(point: Point) => Point}
 */
function makeHand(random) {
  const waves = [
    { size: 0.018, frequency: 0.9 },
    { size: 0.005, frequency: 3.5 },
  ].map(({ size, frequency }) => {
    const angle = random.between(0, 2 * Math.PI);
    return {
      size,
      x: 2 * Math.PI * frequency * Math.cos(angle),
      y: 2 * Math.PI * frequency * Math.sin(angle),
      phases: [random.between(0, 2 * Math.PI), random.between(0, 2 * Math.PI)],
    };
  });
  return (point) => {
    const bent = { ...point };
    for (const { size, x, y, phases } of waves) {
      const along = x * point.x + y * point.y;
      bent.x += size * Math.sin(along + phases[0]);
      bent.y += size * Math.sin(along + phases[1]);
    }
    return bent;
  };
}

/** How far, in radians, turn and slant together may lean a digit to the left and to the right. */
const LEAN = { least: -0.2, most: 0.33 };

/**
 * Broader or narrower, slanted, then turned.
 * @param {Random} random
 * @returns {(point: Point) => Point}
 */
function makePosture(random) {
  const stretch = random.between(0.88, 1.15);
  const turn = (random.between(-15, 15) * Math.PI) / 180;
  const lean = Math.max(LEAN.least, Math.min(LEAN.most, random.between(-0.05, 0.22) + turn));
  const slant = lean - turn;
  return ({ x, y }) => {
    const slanted = stretch * x + slant * (0.5 - y);
    return {
      x: slanted * Math.cos(turn) - y * Math.sin(turn),
      y: slanted * Math.sin(turn) + y * Math.cos(turn),
    };
  };
}

/** @param {Point[][]} strokes */
function boundsOf(strokes) {
  const xs = strokes.flat().map((point) => point.x);
  const ys = strokes.flat().map((point) => point.y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/**
 * Scales the strokes to the size and puts them at the place, wholly on the pad.
 * @param {Point[][]} strokes
 * @param {{size: number, place: Point, width: number}} layout
 * @returns {Point[][]}
 */
function putOnPad(strokes, { size, place, width }) {
  const box = boundsOf(strokes);
  const margin = width / 2 + 0.015;
  const room = 1 - 2 * margin;
  const scale = Math.min(size, room) / Math.max(box.width, box.height);
  const left = margin + (room - box.width * scale) * place.x;
  const top = margin + (room - box.height * scale) * place.y;
  return strokes.map((points) =>
    points.map(({ x, y }) => ({
      x: left + (x - box.left) * scale,
      y: top + (y - box.top) * scale,
    })),
  );
}

/** @param {{width: number, cap: number}} pen @param {number} size */
function strokeWidth(pen, size) {
  const width = Math.max(pens[0].width, Math.min(pen.width, pen.cap * size));
  return Math.round(width * WIDTH_STEPS) / WIDTH_STEPS;
}

/**
 * @param {number} digit
 * @returns {DrawnDigit[]} each shape in each size
 */
function drawClass(digit) {
  const random = new Random(SEED + digit);
  const all = shapes[digit];
  const penDeck = random.deck(pens, all.length * sizes.length);
  const placeDeck = random.deck(places, all.length * sizes.length);
  return all.flatMap((shape, row) =>
    random.deck(sizes, sizes.length).map((nominal, column) => {
      const card = row * sizes.length + column;
      const pen = penDeck[card];
      const place = placeDeck[card];
      const size = nominal * random.between(0.96, 1.04);
      const width = strokeWidth(pen, size);
      const hand = makeHand(random);
      const posture = makePosture(random);
      const strokes = shape.strokes.map((text) =>
        tracePoints(parseStroke(text), SPACING).map((point) => posture(hand(point))),
      );
      return {
        digit,
        shape: shape.name,
        variant: `${pen.name}, ${Math.round(size * 100)} % of the pad`,
        strokes: putOnPad(strokes, { size, place, width }),
        width,
      };
    }),
  );
}

/** The digits of the test, the same in every run. */
export function drawDigits() {
  return shapes.flatMap((_, digit) => drawClass(digit));
}
