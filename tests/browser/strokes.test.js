import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawDigits } from './strokes/digits.js';
import { drawSwiftly, wipe } from './strokes/pen.js';
import { shapes } from './strokes/shapes.js';
import { startPreview, visit } from './support/browser.js';
import { openPage, readPrediction } from './support/page.js';

/**
 * @typedef {import('./strokes/digits.js').DrawnDigit} DrawnDigit
 * @typedef {{drawn: DrawnDigit, digit: number | null, certainty: number}} Reading
 */

const OVERALL = 0.95;
const EACH_CLASS = 0.7;

/**
 * Draws the digit on the empty pad and reads what the page says.
 * @param {import('playwright-core').Page} page
 * @param {DrawnDigit} drawn
 * @returns {Promise<Reading>}
 */
async function drawAndRead(page, drawn) {
  await wipe(page);
  assert.equal(await readPrediction(page), null, 'an empty pad gives no prediction');
  await drawSwiftly(page, drawn);
  const prediction = await readPrediction(page);
  if (prediction === null) return { drawn, digit: null, certainty: 0 };
  const { digit, probabilities } = prediction;
  return { drawn, digit, certainty: probabilities[digit] };
}

/** @param {Reading[]} readings */
function shareRead(readings) {
  return readings.filter(({ drawn, digit }) => digit === drawn.digit).length / readings.length;
}

/** @param {Reading} reading */
function describeMisread({ drawn, digit, certainty }) {
  const read = digit === null ? 'not read' : `read as ${digit}`;
  const percent = Math.round(certainty * 100);
  return `${drawn.digit} ${read} (${percent} % certain): ${drawn.shape}; ${drawn.variant}`;
}

test('the drawn digits are many, of several shapes and widths, and lie on the pad', () => {
  const digits = drawDigits();
  assert.deepEqual(digits, drawDigits(), 'the same in every run');
  assert.ok(digits.length >= 240);
  for (const [digit, ofClass] of shapes.entries()) {
    assert.ok(ofClass.length >= 4, `shapes of ${digit}`);
    const drawn = digits.filter((candidate) => candidate.digit === digit);
    assert.equal(drawn.length * shapes.length, digits.length, `as many of ${digit} as of others`);
    const widths = new Set(drawn.map(({ width }) => width));
    assert.ok(widths.size >= 5, `stroke widths of ${digit}`);
  }
  for (const { strokes, width } of digits) {
    for (const { x, y } of strokes.flat()) {
      assert.ok(Math.min(x, y) >= width / 2 && Math.max(x, y) <= 1 - width / 2);
    }
  }
});

/** A third of them, of all shapes and sizes, for the time that it takes. */
const everyThird = () => drawDigits().filter((_, at) => at % 3 === 0);

test('the pretrained network reads digits drawn with the mouse', {
  timeout: 600_000,
}, async (context) => {
  const preview = await startPreview();
  const { page, end } = await visit();
  try {
    await openPage(page, preview.url);
    /** @type {Reading[]} */
    const readings = [];
    for (const drawn of everyThird()) readings.push(await drawAndRead(page, drawn));

    const classes = shapes.map((_, digit) =>
      shareRead(readings.filter(({ drawn }) => drawn.digit === digit)),
    );
    const misread = readings.filter(({ drawn, digit }) => digit !== drawn.digit);
    context.diagnostic(`${readings.length - misread.length} of ${readings.length} read right`);
    for (const reading of misread) context.diagnostic(describeMisread(reading));

    assert.ok(shareRead(readings) >= OVERALL, `${misread.length} of ${readings.length} misread`);
    for (const [digit, share] of classes.entries()) {
      assert.ok(share >= EACH_CLASS, `${Math.round(share * 100)} % of the digit ${digit} read`);
    }
  } finally {
    await end();
    await preview.close();
  }
});
