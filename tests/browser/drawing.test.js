import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visit } from './support/browser.js';
import { welcome } from './support/guest.js';
import {
  clearPad,
  drawStrokes,
  openPage,
  padBox,
  pixelsOf,
  readBars,
  readPrediction,
  setStrokeWidth,
  settled,
} from './support/page.js';
import { digits } from './support/shapes.js';

/** @typedef {import('./support/page.js').Page} Page */

const { site, page } = await welcome({ hasTouch: true });

/** The pixels that the network sees. @param {Page} from @returns {Promise<number[]>} */
function seenPixels(from) {
  return from.evaluate(() => {
    const pixels = /** @type {any} */ (document.querySelector('.reading conv-pixels'));
    return Array.from(pixels.image ?? []);
  });
}

/** The share of the pad that is covered with ink on the screen. */
async function inkOnScreen() {
  const pixels = await pixelsOf(page.locator('conv-digit-pad canvas'));
  const opacity = pixels.filter((_, index) => index % 4 === 3);
  return opacity.reduce((sum, value) => sum + value, 0) / 255 / opacity.length;
}

/** Two animation frames: what was asked to be drawn is drawn. */
function drawn() {
  return page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

test('a blank pad gives no prediction but a hint', async () => {
  await clearPad(page);
  assert.equal(await readPrediction(page), null);
  assert.match(await page.locator('.verdict').innerText(), /Nothing drawn yet/);
  assert.equal((await readBars(page)).filter(Number.isFinite).length, 0);
});

for (const [digit, strokes] of Object.entries(digits)) {
  test(`reads a ${digit} drawn with the mouse`, async () => {
    await clearPad(page);
    await drawStrokes(page, strokes, { width: 0.075 });
    const reading = await readPrediction(page);
    assert.equal(reading?.digit, Number(digit));
    const bars = await readBars(page);
    assert.equal(bars.length, 10);
    assert.ok(Math.abs(bars.reduce((sum, bar) => sum + bar, 0) - 100) < 0.6, String(bars));
    assert.equal(bars.indexOf(Math.max(...bars)), Number(digit));
  });
}

test('the reading follows during the stroke', async () => {
  await clearPad(page);
  const box = await padBox(page);
  const [[start, ...rest]] = digits[7];
  await page.mouse.move(box.x + start.x * box.width, box.y + start.y * box.height);
  await page.mouse.down();
  const seen = new Set();
  for (const { x, y } of rest) {
    await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    await settled(page);
    seen.add((await readBars(page)).join());
  }
  assert.equal((await readPrediction(page))?.digit, 7);
  await page.mouse.up();
  assert.ok(
    seen.size > rest.length / 3,
    `${seen.size} different readings of ${rest.length} points`,
  );
});

test('undo takes back the last stroke only, clear takes back all', async () => {
  await clearPad(page);
  const [first, second] = digits[4];
  await drawStrokes(page, [first]);
  const before = await readPrediction(page);
  const pixelsBefore = await seenPixels(page);
  await drawStrokes(page, [second]);
  assert.notDeepEqual(await seenPixels(page), pixelsBefore);
  await page.locator('conv-digit-pad #undo').click();
  assert.deepEqual(await readPrediction(page), before);
  assert.deepEqual(await seenPixels(page), pixelsBefore);
  await page.locator('conv-digit-pad #undo').click();
  assert.equal(await readPrediction(page), null);
  await drawn();
  assert.equal(await inkOnScreen(), 0);
  assert.ok(await page.locator('conv-digit-pad #undo').isDisabled());
  assert.ok(await page.locator('conv-digit-pad #clear').isDisabled());
});

test('the stroke width is that of the slider', async () => {
  const areas = [];
  for (const width of [0.04, 0.12]) {
    await clearPad(page);
    await drawStrokes(
      page,
      [
        [
          { x: 0.2, y: 0.5 },
          { x: 0.8, y: 0.5 },
        ],
      ],
      { width },
    );
    await drawn();
    areas.push(await inkOnScreen());
    const expected = 0.6 * width + Math.PI * (width / 2) ** 2;
    assert.ok(Math.abs((areas.at(-1) ?? 0) / expected - 1) < 0.05, `${areas.at(-1)} ${expected}`);
  }
  await setStrokeWidth(page, 0.075);
});

test('a stroke that leaves the pad and comes back is one stroke, cut at the edge', async () => {
  await clearPad(page);
  await drawStrokes(
    page,
    [
      [
        { x: 0.5, y: 0.5 },
        { x: 1.4, y: 0.5 },
        { x: 1.4, y: 0.8 },
        { x: 0.5, y: 0.8 },
      ],
    ],
    { width: 0.08 },
  );
  await drawn();
  const expected = 2 * (0.5 * 0.08 + (Math.PI * 0.04 ** 2) / 2);
  assert.ok(Math.abs((await inkOnScreen()) / expected - 1) < 0.05);
  await page.locator('conv-digit-pad #undo').click();
  assert.equal(await readPrediction(page), null);
});

test('draws with a finger, without scrolling the page', async () => {
  await clearPad(page);
  const box = await padBox(page);
  const at = (/** @type {{x: number, y: number}} */ { x, y }) => ({
    x: box.x + x * box.width,
    y: box.y + y * box.height,
  });
  const scrolled = await page.evaluate(() => scrollY);
  const client = await page.context().newCDPSession(page);
  for (const [index, point] of digits[1][0].entries()) {
    const type = index === 0 ? 'touchStart' : 'touchMove';
    await client.send('Input.dispatchTouchEvent', { type, touchPoints: [at(point)] });
  }
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await client.detach();
  assert.equal((await readPrediction(page))?.digit, 1);
  assert.equal(await page.evaluate(() => scrollY), scrolled);
});

/** @param {number} force 0..1 */
async function penLine(force) {
  await clearPad(page);
  const box = await padBox(page);
  const client = await page.context().newCDPSession(page);
  const points = digits[1][0];
  for (const [index, { x, y }] of points.entries()) {
    await client.send('Input.dispatchMouseEvent', {
      type: index === 0 ? 'mousePressed' : 'mouseMoved',
      x: box.x + x * box.width,
      y: box.y + y * box.height,
      button: 'left',
      buttons: 1,
      clickCount: 1,
      pointerType: 'pen',
      force,
    });
  }
  const end = points[points.length - 1];
  await client.send('Input.dispatchMouseEvent', {
    type: 'mouseReleased',
    x: box.x + end.x * box.width,
    y: box.y + end.y * box.height,
    button: 'left',
    clickCount: 1,
    pointerType: 'pen',
  });
  await client.detach();
  await drawn();
  return inkOnScreen();
}

test('draws with a pen, wider when pressed harder', async () => {
  const light = await penLine(0.2);
  assert.equal((await readPrediction(page))?.digit, 1);
  const hard = await penLine(0.9);
  assert.equal((await readPrediction(page))?.digit, 1);
  assert.ok(hard > light * 1.3, `${hard} against ${light}`);
});

test('draws with the keyboard alone', async () => {
  await clearPad(page);
  await page.locator('input[name="source"][value="drawing"]').focus();
  await page.keyboard.press('Tab');
  const focused = await page.evaluate(
    () => document.activeElement?.shadowRoot?.activeElement?.className,
  );
  assert.equal(focused, 'surface');
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  assert.equal((await readPrediction(page))?.digit, 1);
  await page.keyboard.press('Control+z');
  assert.equal(await readPrediction(page), null);
});

test('what is drawn does not depend on the theme or the pixel density', async () => {
  const pen = { width: 0.07 };
  await clearPad(page);
  await drawStrokes(page, digits[3], pen);
  const light = await seenPixels(page);
  assert.equal(light.length, 784);
  assert.ok(Math.max(...light) > 200);
  const other = await visit({ deviceScaleFactor: 2, colorScheme: 'dark' });
  try {
    await openPage(other.page, site.url);
    await drawStrokes(other.page, digits[3], pen);
    assert.deepEqual(await seenPixels(other.page), light);
  } finally {
    await other.endClean();
  }
});

test('test images are read, and their true label is shown', async () => {
  await page.locator('label:has(> input[name="source"][value="test"])').click();
  await page.waitForSelector('.strip button');
  const truths = [];
  for (let i = 0; i < 5; i++) {
    await settled(page);
    truths.push(
      Number(/\d$/.exec(await page.locator('.test-tools p').innerText().then(firstLine))?.[0]),
    );
    await page.locator('.test-tools button').nth(1).click();
    await page.waitForFunction(
      (index) =>
        document.querySelector('.test-tools small')?.textContent?.includes(`No. ${index} `),
      i + 1,
    );
  }
  assert.deepEqual(truths, [7, 2, 1, 0, 4]);
  await page.locator('.strip button').first().click();
  await page.waitForSelector('.strip button[aria-pressed="true"]:first-child');
  assert.equal((await readPrediction(page))?.digit, 7);
  await page.locator('label:has(> input[name="source"][value="drawing"])').click();
  assert.equal((await readPrediction(page))?.digit, 3);
});

/** @param {string} text */
function firstLine(text) {
  return text.split('\n')[0];
}
