/** What the tests do on the page and read from it. */

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {{x: number, y: number}} Point in fractions of the pad
 */

/** Time for what may take long on a busy machine; everything is awaited by its condition. */
export const LONG = 60_000;

/**
 * Opens the page and waits until the network is there.
 * @param {Page} page
 * @param {string} url
 */
export async function openPage(page, url) {
  await page.goto(url);
  await page.waitForSelector('#train:not([disabled])', { timeout: LONG });
  await settled(page);
}

/**
 * Waits until what is shown is the reading of the newest input.
 * @param {Page} page
 */
export async function settled(page) {
  await page.waitForSelector('.reading[aria-busy="false"]', { timeout: LONG });
}

/** @param {Page} page */
export async function padBox(page) {
  const surface = page.locator('conv-digit-pad .surface');
  await surface.scrollIntoViewIfNeeded();
  const box = await surface.boundingBox();
  if (!box) throw new Error('the pad is not visible');
  return box;
}

/** @param {Page} page @param {number} width as a fraction of the pad */
export async function setStrokeWidth(page, width) {
  await page.locator('conv-digit-pad input[type="range"]').fill(String(width));
}

/**
 * Draws strokes with the mouse and waits until the drawing has been read. What was drawn before
 * stays.
 * @param {Page} page
 * @param {Point[][]} strokes
 * @param {{width?: number}} [options] stroke width as a fraction of the pad
 */
export async function drawStrokes(page, strokes, { width } = {}) {
  if (width !== undefined) await setStrokeWidth(page, width);
  const box = await padBox(page);
  // Whole pixels: a screen of higher density would report the halves that another one rounds off.
  const moveTo = (/** @type {{x: number, y: number}} */ { x, y }) =>
    page.mouse.move(Math.round(box.x + x * box.width), Math.round(box.y + y * box.height));
  for (const [start, ...rest] of strokes) {
    await moveTo(start);
    await page.mouse.down();
    for (const point of rest) await moveTo(point);
    await page.mouse.up();
  }
  await settled(page);
}

/** Empties the pad. @param {Page} page */
export async function clearPad(page) {
  const button = page.locator('conv-digit-pad #clear');
  if (await button.isEnabled()) await button.click();
  await settled(page);
}

/**
 * What the page says it reads: null when it gives no prediction.
 * @param {Page} page
 * @returns {Promise<{digit: number, probabilities: number[]} | null>}
 */
export async function readPrediction(page) {
  await settled(page);
  return page.evaluate(() => {
    const shown = document.querySelector('.verdict .digit:not(.none)');
    if (!shown) return null;
    const digit = Number(/\d/.exec(shown.textContent ?? '')?.[0]);
    const bars = /** @type {any} */ (document.querySelector('conv-predictions'));
    return { digit, probabilities: Array.from(bars.probabilities) };
  });
}

/** The bars' percentages as written on the page. @param {Page} page */
export async function readBars(page) {
  const texts = await page.locator('conv-predictions .percent').allTextContents();
  return texts.map((text) => Number.parseFloat(text));
}

/**
 * @param {Page} page
 * @param {import('../../../web/app/state/types.js').TrainingState[]} states
 * @param {number} [timeout]
 */
export async function waitForState(page, states, timeout = LONG) {
  const any = states.map((state) => `.chip.state[data-state="${state}"]`).join();
  await page.waitForSelector(any, { timeout });
}

/** @param {Page} page */
export async function stepCount(page) {
  return Number(await page.locator('#step-count').getAttribute('data-value'));
}

/** @param {Page} page @param {number} steps @param {number} [timeout] */
export async function waitForStep(page, steps, timeout = LONG) {
  await page.waitForFunction(
    (wanted) => Number(document.querySelector('#step-count')?.getAttribute('data-value')) >= wanted,
    steps,
    { timeout },
  );
}

/** All images are in. @param {Page} page */
export async function waitForData(page) {
  await page.waitForFunction(
    () => document.querySelector('.data:not(.loading)')?.textContent?.includes('60,000'),
    undefined,
    { timeout: LONG },
  );
}

/** @param {Page} page @param {string} name of the setting @param {string | number} value */
export async function setField(page, name, value) {
  const field = page.locator(`training-panel input[name="${name}"]`);
  await field.fill(String(value));
  await field.blur();
}

/** @param {Page} page @param {string} id of the notice */
export function notice(page, id) {
  return page.locator(`[data-notice="${id}"]`);
}

/**
 * The colours on a canvas, four numbers per pixel. They are read from a copy: reading a canvas often
 * would change how the browser keeps it.
 * @param {import('playwright-core').Locator} canvas
 * @param {{left: number, top: number, width: number, height: number}} [box] all of it if left out
 * @returns {Promise<number[]>}
 */
export function pixelsOf(canvas, box) {
  return canvas.evaluate((element, part) => {
    const source = /** @type {HTMLCanvasElement} */ (element);
    const copy = new OffscreenCanvas(source.width, source.height);
    const ctx = copy.getContext('2d', { willReadFrequently: true });
    if (!ctx) throw new Error('no canvas to copy to');
    ctx.drawImage(source, 0, 0);
    const whole = { left: 0, top: 0, width: source.width, height: source.height };
    const { left, top, width, height } = part ?? whole;
    return Array.from(ctx.getImageData(left, top, width, height).data);
  }, box);
}

/** The head of the page where the views are beside it, and the views where they lie further down. @param {Page} page */
export const scrollToView = (page) =>
  page.evaluate(() => {
    scrollTo({ top: 0, behavior: 'instant' });
    const bar = /** @type {Element} */ (document.querySelector('.view-bar'));
    if (bar.getBoundingClientRect().top > innerHeight / 2) {
      bar.scrollIntoView({ behavior: 'instant' });
    }
  });
