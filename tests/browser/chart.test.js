import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { welcome } from './support/guest.js';

/** What a `<conv-chart>` draws, of data that are given to it. */

const { page } = await welcome();
await page.evaluate(() => customElements.whenDefined('conv-chart'));

/**
 * Draws the data and looks at the canvas: where there is any of the curve's colour, which is that
 * of no axis, and any ink at all below the plot.
 *
 * @param {(number | null)[][]} data
 */
const drawn = (data) =>
  page.evaluate(async (data) => {
    const Chart = /** @type {any} */ (customElements.get('conv-chart'));
    const series = data.slice(1).map((_, i) => ({ name: `${i}`, color: '--curve-train' }));
    const chart = Object.assign(new Chart(), { series });
    chart.style.cssText =
      'display: block; width: 300px; --curve-train: #f00; --line: #00f; --text-soft: #00f';
    document.body.append(chart);
    await chart.updateComplete;
    chart.show(data);
    while (!chart.plot) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const canvas = chart.renderRoot.querySelector('canvas');
    const { width, height } = canvas;
    const { data: bytes } = canvas.getContext('2d').getImageData(0, 0, width, height);
    const below = chart.plot.bbox.top + chart.plot.bbox.height + 2;
    chart.remove();
    let curve = 0;
    let lastInk = -1;
    for (let i = 0; i < bytes.length / 4; ++i) {
      const [red, green, blue, alpha] = bytes.subarray(4 * i);
      if (red > 128 && green < 64 && blue < 64 && alpha > 128) curve += 1;
      if (alpha > 32 && i >= below * width) lastInk = Math.max(lastInk, i % width);
    }
    return { curve, lastInk, width };
  }, data);

describe('a single value is drawn', () => {
  test('as the only one', async () => {
    const { curve } = await drawn([[50], [0.7]]);
    assert.ok(curve >= 9, `${curve} pixels`);
  });

  test('as the only one of its series', async () => {
    const { curve } = await drawn([
      [10, 20, 30],
      [null, 0.7, null],
    ]);
    assert.ok(curve >= 9, `${curve} pixels`);
  });

  test('but in a curve no value has a mark', async () => {
    const steps = Array.from({ length: 50 }, (_, step) => step);
    const { curve } = await drawn([steps, steps.map(() => 0.7)]);
    assert.ok(curve > 0 && curve < 3 * 300, `${curve} pixels`);
  });
});

test('many curves are thin', async () => {
  const steps = Array.from({ length: 50 }, (_, step) => step);
  const flat = steps.map((step) => step / 50);
  const missing = steps.map(() => null);
  const one = await drawn([steps, flat]);
  const seven = await drawn([steps, flat, ...Array.from({ length: 6 }, () => missing)]);
  const share = seven.curve / one.curve;
  assert.ok(share > 0.3 && share < 0.75, `${share} of the pixels of a single curve`);
});

for (const last of [1000, 10_000, 1_000_000]) {
  test(`the label of step ${last}, at the end of the axis, is whole`, async () => {
    const { lastInk, width } = await drawn([
      [0, last / 2, last],
      [3, 2, 1],
    ]);
    assert.ok(lastInk < width - 1 && lastInk > width - 24, `ink up to ${lastInk} of ${width}`);
  });
}

test('a logarithmic axis has an end, wherever its values begin', async () => {
  const missed = await page.evaluate(async () => {
    const Chart = /** @type {any} */ (customElements.get('conv-chart'));
    const chart = Object.assign(new Chart(), {
      log: true,
      series: [{ name: 'a', color: '--text' }],
    });
    document.body.append(chart);
    await chart.updateComplete;
    chart.fit(300);
    /** @type {number[]} */
    const missed = [];
    for (let exponent = -20; exponent < 5; exponent++) {
      for (const digits of [1, 1.25, 1.28, 1.3, 4.2, 9.6, 9.99]) {
        const low = digits * 10 ** exponent;
        chart.show([
          [1, 2, 3],
          [low, low * 1.01, low * 30],
        ]);
        chart.draw();
        await new Promise((done) => setTimeout(done));
        const { min, max } = chart.plot.scales.y;
        if (!(min <= low && max >= low * 30)) missed.push(low);
      }
    }
    chart.remove();
    return missed;
  });
  assert.deepEqual(missed, []);
});
