import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';

/** Pictures in colour for the labs: from a file or a frame, and onto the page. */

/** Red, green and blue one after another, 0 to 255. @typedef {{width: number, height: number, planes: Uint8Array}} Picture */

/** One channel or three; 0 is black, 1 is white. @typedef {{channels: number, height: number, width: number, data: ArrayLike<number>}} Maps */

/** `clip`: below 0 black, above 1 white; `signed`: 0 is grey. @typedef {'clip' | 'signed'} Tone */

/** @typedef {{y: number, x: number, height: number, width: number}} Box */

/** Longest side of what the labs compute on. */
export const LONGEST = 320;

/** Shortest side that still shows something. */
const SHORTEST = 8;

/** Larger files are no pictures that anybody took. */
const MOST_BYTES = 50_000_000;

/** What is wrong with a file: 'large', 'unreadable' or 'small'. */
export class PictureProblem extends Error {}

/** @type {OffscreenCanvasRenderingContext2D | null} */
let surface = null;

/** A surface of this size, white. @param {number} width @param {number} height */
function surfaceOf(width, height) {
  surface ??= new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!surface) throw new Error('no canvas');
  Object.assign(surface.canvas, { width, height });
  surface.imageSmoothingQuality = 'high';
  surface.fillStyle = '#fff';
  surface.fillRect(0, 0, width, height);
  return surface;
}

/**
 * A picture or a frame, made smaller if it is large.
 *
 * @param {CanvasImageSource} source
 * @param {number} width of the source
 * @param {number} height of the source
 * @returns {Picture}
 */
export function fromImage(source, width, height) {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  if (Math.min(w, h) < SHORTEST) throw new PictureProblem('small');
  const context = surfaceOf(w, h);
  context.drawImage(source, 0, 0, w, h);
  const { data } = context.getImageData(0, 0, w, h);
  const area = w * h;
  const planes = new Uint8Array(3 * area);
  for (let at = 0; at < area; at++) {
    planes[at] = data[4 * at];
    planes[area + at] = data[4 * at + 1];
    planes[2 * area + at] = data[4 * at + 2];
  }
  return { width: w, height: h, planes };
}

/** @param {File} file @returns {Promise<{picture: Picture, from: {width: number, height: number}}>} */
export async function fromFile(file) {
  if (file.size > MOST_BYTES) throw new PictureProblem('large');
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new PictureProblem('unreadable');
  });
  try {
    const { width, height } = bitmap;
    return { picture: fromImage(bitmap, width, height), from: { width, height } };
  } finally {
    bitmap.close();
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Maps} maps
 * @param {{tone?: Tone, box?: Box}} options
 */
function paint(canvas, { channels, height, width, data }, { tone = 'clip', box }) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const picture = context.createImageData(width, height);
  const [base, factor] = tone === 'clip' ? [0, 255] : [127.5, 127.5];
  const area = height * width;
  for (let at = 0; at < area; at++) {
    for (let part = 0; part < 3; part++) {
      picture.data[4 * at + part] = base + factor * data[(part % channels) * area + at];
    }
    picture.data[4 * at + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
  if (!box) return;
  context.strokeStyle = getComputedStyle(canvas).color;
  context.strokeRect(box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
}

/**
 * Maps as a picture.
 *
 * @param {string} label for those who do not see it
 * @param {Maps} maps
 * @param {{tone?: Tone, box?: Box, choose?: (place: {y: number, x: number}) => void}} [options] `box` to
 *   frame; `choose` is told where a pointer went down
 */
export function pictureOf(label, maps, options = {}) {
  const { height, width } = maps;
  const choose = (/** @type {MouseEvent} */ { currentTarget, offsetX, offsetY }) => {
    const { clientWidth, clientHeight } = /** @type {HTMLCanvasElement} */ (currentTarget);
    options.choose?.({
      y: Math.min(height - 1, Math.floor((offsetY / clientHeight) * height)),
      x: Math.min(width - 1, Math.floor((offsetX / clientWidth) * width)),
    });
  };
  return html`<canvas
    class="lab-picture"
    width=${width}
    height=${height}
    role="img"
    aria-label=${label}
    @click=${choose}
    ${ref((canvas) => {
      if (canvas) paint(/** @type {HTMLCanvasElement} */ (canvas), maps, options);
    })}
  ></canvas>`;
}
