/**
 * Renders all digits of the test for the human eye: node tests/browser/strokes/sheet.js <folder>
 * Half a row shows one shape; a digit that a person cannot read has no place in the test.
 */
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { drawDigits } from './digits.js';

/** @typedef {import('./digits.js').DrawnDigit} DrawnDigit */

const COLUMNS = 10;
const CELL = 150;

/** @param {DrawnDigit} drawn */
function cell({ strokes, width, digit, shape }) {
  const lines = strokes
    .map((points) => points.map(({ x, y }) => `${x.toFixed(4)},${y.toFixed(4)}`).join(' '))
    .map((points) => `<polyline points="${points}" stroke-width="${width}"/>`)
    .join('');
  return `<svg viewBox="0 0 1 1"><title>${digit}: ${shape}</title>${lines}</svg>`;
}

/** @param {DrawnDigit[]} digits */
function sheet(digits) {
  return `<!doctype html><style>
    body { display: grid; grid-template-columns: repeat(${COLUMNS}, ${CELL}px); gap: 4px; margin: 4px; }
    svg { border: 1px solid #bbb; }
    polyline { fill: none; stroke: #111; stroke-linecap: round; stroke-linejoin: round; }
  </style>${digits.map(cell).join('')}`;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder for the sheets.');
const digits = drawDigits();
const browser = await chromium.launch({
  executablePath: process.env.CONVSCOPE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage({
    viewport: { width: COLUMNS * (CELL + 4) + 4, height: 800 },
  });
  for (let digit = 0; digit < 10; digit += 2) {
    const shown = digits.filter((drawn) => drawn.digit === digit || drawn.digit === digit + 1);
    await page.setContent(sheet(shown));
    const path = join(folder, `digits-${digit}-${digit + 1}.png`);
    await page.screenshot({ path, fullPage: true });
    console.log(path);
  }
} finally {
  await browser.close();
}
