/**
 * The colour scale of all maps and kernels: diverging, with zero marked by the colour of the ground,
 * mixed in OKLab so that equal steps of value look like equal steps of colour.
 */

import { colorNamed } from './palette.js';

/** Steps on each side of zero. */
const HALF = 255;

/** @typedef {{lut: Uint32Array, ink: Uint32Array, key: string}} ColorScale */

/** @param {number} value 0..1 in sRGB */
const toLinear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** @param {number} value 0..1, linear */
const toGamma = (value) =>
  value <= 0.0031308 ? value * 12.92 : 1.055 * Math.max(0, value) ** (1 / 2.4) - 0.055;

/**
 * @param {string} hex such as #e4572e
 * @returns {[number, number, number]} L, a, b
 */
export function hexToOklab(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  const [r, g, b] = [value >> 16, (value >> 8) & 255, value & 255].map((v) => toLinear(v / 255));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/**
 * @param {number[]} lab
 * @returns {number} a pixel as ImageData's Uint32Array wants it on little-endian machines
 */
function oklabToPixel([lightness, a, b]) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((v) => Math.round(255 * Math.min(1, Math.max(0, toGamma(v)))));
  return ((255 << 24) | (channels[2] << 16) | (channels[1] << 8) | channels[0]) >>> 0;
}

/**
 * @param {string[]} stops hex colours, evenly spaced
 * @param {number} position 0..1
 */
function mix(stops, position) {
  const labs = stops.map(hexToOklab);
  const scaled = Math.min(stops.length - 1 - 1e-9, position * (stops.length - 1));
  const index = Math.floor(scaled);
  const part = scaled - index;
  return labs[index].map((value, i) => value + part * (labs[index + 1][i] - value));
}

/**
 * @param {{negative: string[], zero: string, positive: string[], paper: string, ink: string}} colors
 * @returns {ColorScale}
 */
export function buildScale({ negative, zero, positive, paper, ink }) {
  const lut = new Uint32Array(2 * HALF + 1);
  for (let step = 0; step <= HALF; step++) {
    lut[HALF + step] = oklabToPixel(mix([zero, ...positive], step / HALF));
    lut[HALF - step] = oklabToPixel(mix([zero, ...negative], step / HALF));
  }
  const grey = Uint32Array.from({ length: 256 }, (_, v) =>
    oklabToPixel(mix([paper, ink], v / 255)),
  );
  return { lut, ink: grey, key: [...negative, zero, ...positive, paper, ink].join() };
}

const NAMES = [
  '--conv-negative-soft',
  '--conv-negative',
  '--conv-zero',
  '--conv-positive-soft',
  '--conv-positive',
  '--conv-paper',
  '--conv-ink',
];

/** A colour with six digits: whoever minifies styles writes #ffffff as #fff. @param {string} color */
function sixDigits(color) {
  if (/^#[0-9a-f]{6}$/i.test(color)) return color;
  if (/^#[0-9a-f]{3}$/i.test(color)) return color.replace(/[0-9a-f]/gi, '$&$&');
  return '#808080';
}

/** @type {ColorScale | undefined} */
let cached;

/**
 * The scale from the custom properties that hold at an element.
 * @param {Element} element
 */
export function scaleOf(element) {
  const style = getComputedStyle(element);
  const hex = NAMES.map((name) => sixDigits(colorNamed(style, name)));
  const [negativeSoft, negative, zero, positiveSoft, positive, paper, ink] = hex;
  const colors = {
    negative: [negativeSoft, negative],
    zero,
    positive: [positiveSoft, positive],
    paper,
    ink,
  };
  const key = hex.join();
  if (cached?.key !== key) cached = buildScale(colors);
  return cached;
}

/**
 * @param {ColorScale} scale
 * @param {number} value
 * @param {number} limit the value of full colour
 */
export function colorOf(scale, value, limit) {
  if (!(limit > 0)) return scale.lut[HALF];
  const position = Math.max(-1, Math.min(1, value / limit));
  return scale.lut[HALF + Math.round(position * HALF)];
}
