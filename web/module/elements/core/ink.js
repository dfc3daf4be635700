/**
 * Strokes as vectors, and the ink raster made from them. The raster has a fixed size, so what the
 * network reads depends on neither theme, zoom nor the pixel density of the screen.
 */

/** Side of the square ink raster in pixels. */
export const INK_SIZE = 280;

/**
 * Points are flat x, y, pressure triples; x and y are fractions of the pad (0..1, or beyond it when
 * the pointer left the pad), width is a fraction of the pad as well.
 * @typedef {{points: number[], width: number}} Stroke
 */

/**
 * @param {Stroke} stroke
 * @param {number} index of the point
 * @param {number} scale pixels per pad
 */
function pointAt(stroke, index, scale) {
  const base = index * 3;
  return {
    x: stroke.points[base] * scale,
    y: stroke.points[base + 1] * scale,
    radius: (stroke.width * scale * stroke.points[base + 2]) / 2,
  };
}

/** @typedef {{x: number, y: number, radius: number}} Dot */

/**
 * Adds a round-ended line to the raster: each pixel gets the largest coverage seen so far, so a
 * stroke that crosses itself is not darker there.
 * @param {Uint8Array} ink
 * @param {Dot} from
 * @param {Dot} to
 */
function addCapsule(ink, from, to) {
  const reach = Math.max(from.radius, to.radius) + 1;
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - reach));
  const right = Math.min(INK_SIZE - 1, Math.ceil(Math.max(from.x, to.x) + reach));
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach));
  const bottom = Math.min(INK_SIZE - 1, Math.ceil(Math.max(from.y, to.y) + reach));
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const lengthSquared = dx * dx + dy * dy;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const px = x + 0.5 - from.x;
      const py = y + 0.5 - from.y;
      const along =
        lengthSquared > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared)) : 0;
      const distance = Math.hypot(px - along * dx, py - along * dy);
      const radius = from.radius + along * (to.radius - from.radius);
      const coverage = Math.min(1, Math.max(0, radius - distance + 0.5));
      const value = Math.round(coverage * 255);
      const at = y * INK_SIZE + x;
      if (value > ink[at]) ink[at] = value;
    }
  }
}

/** The ink of a drawing, kept up to date stroke by stroke. */
export class InkRaster {
  constructor() {
    this.pixels = new Uint8Array(INK_SIZE * INK_SIZE);
  }

  clear() {
    this.pixels.fill(0);
  }

  /**
   * Adds the points of a stroke from `first` on, joined to the point before them.
   * @param {Stroke} stroke
   * @param {number} [first]
   */
  add(stroke, first = 0) {
    const count = stroke.points.length / 3;
    for (let index = first; index < count; index++) {
      const to = pointAt(stroke, index, INK_SIZE);
      addCapsule(this.pixels, index > 0 ? pointAt(stroke, index - 1, INK_SIZE) : to, to);
    }
  }

  /** @param {Stroke[]} strokes */
  replace(strokes) {
    this.clear();
    for (const stroke of strokes) this.add(stroke);
  }
}

/**
 * Draws a stroke on a canvas whose side is `size` pixels, from the point `first` on.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stroke} stroke
 * @param {{size: number, color: string, first?: number}} options
 */
export function drawStroke(ctx, stroke, { size, color, first = 0 }) {
  const count = stroke.points.length / 3;
  ctx.strokeStyle = color;
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  for (let index = first; index < count; index++) {
    const to = pointAt(stroke, index, size);
    const from = index > 0 ? pointAt(stroke, index - 1, size) : to;
    ctx.lineWidth = from.radius + to.radius;
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(to.x, to.y);
    ctx.stroke();
  }
}

/**
 * Strokes from storage or from another page: what is not a drawing becomes an empty one.
 * @param {unknown} value
 * @returns {Stroke[]}
 */
export function parseStrokes(value) {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (stroke) =>
      Number.isFinite(stroke?.width) &&
      stroke.width > 0 &&
      stroke.width <= 1 &&
      Array.isArray(stroke.points) &&
      stroke.points.length >= 3 &&
      stroke.points.length % 3 === 0 &&
      stroke.points.every(Number.isFinite),
  );
}
