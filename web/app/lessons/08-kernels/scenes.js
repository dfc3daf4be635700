import { fromImage } from '../kit/picture.js';
import { greyPicture, halves, WHITE } from './model.js';

/** Pictures that the page draws itself. */

/** @typedef {OffscreenCanvasRenderingContext2D} Context */

const WIDTH = 320;
const HEIGHT = 240;

/** @param {(context: Context) => void} draw */
const scene = (draw) => () => {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  draw(/** @type {Context} */ (canvas.getContext('2d')));
  return fromImage(canvas, WIDTH, HEIGHT);
};

/** @param {Context} context @param {string} colour @param {...[number, number]} corners */
function polygon(context, colour, ...corners) {
  context.fillStyle = colour;
  context.beginPath();
  for (const [x, y] of corners) context.lineTo(x, y);
  context.fill();
}

/** @param {Context} context @param {string | CanvasGradient} colour @param {number} x @param {number} y @param {number} radius */
function disc(context, colour, x, y, radius) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** @param {Context} context @param {string | CanvasGradient} colour @param {[number, number, number, number]} box */
function rectangle(context, colour, box) {
  context.fillStyle = colour;
  context.fillRect(...box);
}

/** @param {Context} context */
function house(context) {
  const sky = context.createLinearGradient(0, 0, 0, 170);
  sky.addColorStop(0, '#5b9bd5');
  sky.addColorStop(1, '#dcebf5');
  rectangle(context, sky, [0, 0, WIDTH, HEIGHT]);
  disc(context, '#ffe08a', 262, 44, 20);
  polygon(context, '#7d8fa5', [0, 150], [70, 70], [128, 128], [190, 60], [320, 160], [0, 160]);
  polygon(context, '#f4f7fa', [190, 60], [168, 83], [186, 80], [196, 88], [219, 83]);
  rectangle(context, '#7fae57', [0, 150, WIDTH, 90]);
  polygon(context, '#cdb68e', [128, 184], [150, 184], [190, 240], [96, 240]);
  rectangle(context, '#f0e6d2', [92, 118, 92, 66]);
  polygon(context, '#b0452f', [82, 120], [138, 78], [194, 120]);
  rectangle(context, '#8a3524', [160, 82, 12, 26]);
  rectangle(context, '#6b4a2f', [128, 146, 22, 38]);
  for (const x of [100, 158]) {
    rectangle(context, '#3f6f8f', [x, 132, 18, 18]);
    rectangle(context, '#f7f3ea', [x + 8, 132, 2, 18]);
    rectangle(context, '#f7f3ea', [x, 140, 18, 2]);
  }
  rectangle(context, '#6a4b30', [247, 140, 10, 56]);
  for (const [x, y] of [
    [252, 112],
    [232, 130],
    [272, 130],
  ]) {
    disc(context, '#3f7d3a', x, y, 24);
  }
  for (let x = 4; x < 86; x += 14) rectangle(context, '#fdfdf8', [x, 176, 6, 30]);
  rectangle(context, '#fdfdf8', [0, 184, 86, 5]);
}

/** @param {Context} context */
function shapes(context) {
  const ground = context.createLinearGradient(0, 0, WIDTH, 0);
  ground.addColorStop(0, '#2b2f3a');
  ground.addColorStop(1, '#c9ced8');
  rectangle(context, ground, [0, 0, WIDTH, HEIGHT]);
  for (let at = 0; at < 36; at++) {
    const [row, column] = [Math.floor(at / 6), at % 6];
    const colour = (row + column) % 2 === 0 ? '#f4f1e8' : '#23262e';
    rectangle(context, colour, [20 + 16 * column, 20 + 16 * row, 16, 16]);
  }
  const ball = context.createRadialGradient(198, 52, 4, 208, 66, 48);
  ball.addColorStop(0, '#ffe3d0');
  ball.addColorStop(1, '#b23a12');
  disc(context, ball, 208, 66, 46);
  polygon(context, '#1f8a70', [36, 220], [84, 140], [132, 220]);
  context.strokeStyle = '#ffd23f';
  for (const [radius, width] of [
    [12, 2],
    [22, 3],
    [34, 5],
  ]) {
    context.lineWidth = width;
    context.beginPath();
    context.arc(180, 180, radius, 0, 2 * Math.PI);
    context.stroke();
  }
  for (let line = 0; line < 12; line++) {
    rectangle(context, '#16324f', [240 + 5 * line, 140, 1 + (line % 3), 80]);
  }
  rectangle(context, '#e63946', [272, 24, 30, 30]);
  rectangle(context, '#457b9d', [272, 62, 30, 30]);
}

/** By name. @type {Record<string, () => import('../kit/picture.js').Picture>} */
export const SCENES = {
  house: scene(house),
  shapes: scene(shapes),
  halves: () => greyPicture(halves(WHITE, false)),
};
