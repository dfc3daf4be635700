/** @typedef {{x: number, y: number}} Point */

/** Straight pieces between two neighbouring points of a shape before the curve is resampled. */
const PIECES = 8;

/**
 * Reads a stroke such as `0 24, 24 0; 24 0, 24 100`: points in percent, with a smooth curve through
 * the points between two semicolons and a corner at each semicolon.
 * @param {string} text
 * @returns {Point[][]} the smooth parts
 */
export function parseStroke(text) {
  return text.split(';').map((part) => part.split(',').map(parsePoint));
}

/** @param {string} text */
function parsePoint(text) {
  const [x, y, ...rest] = text.trim().split(/\s+/).map(Number);
  if (!Number.isFinite(x) || !Number.isFinite(y) || rest.length > 0) {
    throw new Error(`"${text}" is not a point`);
  }
  return { x: x / 100, y: y / 100 };
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** @param {Point} a @param {Point} b @param {number} part */
function mix(a, b, part) {
  return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
}

/**
 * The centripetal Catmull-Rom curve: unlike the uniform one it makes no loops or overshoots where
 * points are unevenly far apart.
 * @param {Point[]} points
 * @returns {Point[]}
 */
function smooth(points) {
  const curve = [points[0]];
  for (let index = 0; index + 1 < points.length; index++) {
    const from = points[index];
    const to = points[index + 1];
    const before = points[index - 1] ?? mix(to, from, 2);
    const after = points[index + 2] ?? mix(from, to, 2);
    for (let piece = 1; piece <= PIECES; piece++) {
      curve.push(between([before, from, to, after], piece / PIECES));
    }
  }
  return curve;
}

/**
 * The point of the curve from the second to the third of four points (Barry and Goldman's scheme).
 * @param {[Point, Point, Point, Point]} points
 * @param {number} part 0 at the second, 1 at the third
 */
function between([p0, p1, p2, p3], part) {
  const t1 = Math.sqrt(distance(p0, p1));
  const t2 = t1 + Math.sqrt(distance(p1, p2));
  const t3 = t2 + Math.sqrt(distance(p2, p3));
  const t = t1 + (t2 - t1) * part;
  const a1 = mix(p0, p1, t / t1);
  const a2 = mix(p1, p2, (t - t1) / (t2 - t1));
  const a3 = mix(p2, p3, (t - t2) / (t3 - t2));
  const b1 = mix(a1, a2, t / t2);
  const b2 = mix(a2, a3, (t - t1) / (t3 - t1));
  return mix(b1, b2, (t - t1) / (t2 - t1));
}

/**
 * The same line with points at even distances.
 * @param {Point[]} line
 * @param {number} spacing
 * @returns {Point[]}
 */
function resample(line, spacing) {
  const along = [0];
  for (let index = 1; index < line.length; index++) {
    along.push(along[index - 1] + distance(line[index - 1], line[index]));
  }
  const length = along[along.length - 1];
  const steps = Math.max(2, Math.round(length / spacing));
  const points = [line[0]];
  let index = 1;
  for (let step = 1; step < steps; step++) {
    const target = (length * step) / steps;
    while (along[index] < target) index++;
    const part = (target - along[index - 1]) / (along[index] - along[index - 1]);
    points.push(mix(line[index - 1], line[index], part));
  }
  points.push(line[line.length - 1]);
  return points;
}

/**
 * Points along a stroke as a pointer would report them, with its corners kept.
 * @param {Point[][]} parts
 * @param {number} spacing
 * @returns {Point[]}
 */
export function tracePoints(parts, spacing) {
  const lines = parts.map((points) => resample(smooth(points), spacing));
  return lines.flatMap((line, index) => {
    const previous = lines[index - 1]?.at(-1);
    return previous && distance(previous, line[0]) === 0 ? line.slice(1) : line;
  });
}
