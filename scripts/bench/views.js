/** What the views cost while the page trains: time between frames, and images a second. */

/** @typedef {import('playwright-core').Page} Page */

/**
 * @typedef {object} Window
 * @property {string} view
 * @property {number} imagesPerSecond
 * @property {number[]} gaps milliseconds between animation frames
 */

const PATIENCE = 120_000;
const BATCH = 64;
/** So that no run ends while it is measured. */
const EPOCHS = 1000;

/** Opens the page, draws a digit and starts training. @param {Page} page @param {string} url */
export async function openTraining(page, url) {
  await page.goto(url);
  await page.waitForSelector('#train:not([disabled])', { timeout: PATIENCE });
  await page.waitForSelector('.data:not(.loading)', { timeout: PATIENCE });
  await page.locator('select[name="schedule"]').selectOption('constant');
  for (const [name, value] of /** @type {const} */ ([
    ['epochs', EPOCHS],
    ['batchSize', BATCH],
    ['learningRate', 0.001],
  ])) {
    const field = page.locator(`training-panel input[name="${name}"]`);
    await field.fill(String(value));
    await field.blur();
  }
  const pad = await page.locator('conv-digit-pad .surface').boundingBox();
  if (!pad) throw new Error('there is nothing to draw on');
  const at = (/** @type {number} */ x, /** @type {number} */ y) =>
    page.mouse.move(pad.x + x * pad.width, pad.y + y * pad.height);
  await at(0.3, 0.25);
  await page.mouse.down();
  await at(0.7, 0.25);
  await at(0.45, 0.8);
  await page.mouse.up();
}

/** Names of the views, in the order of their tabs. @param {Page} page @returns {Promise<string[]>} */
export const viewNames = (page) =>
  page.locator('[role="tab"]').evaluateAll((tabs) => tabs.map(({ id }) => id.replace(/^tab-/, '')));

/** Each view is opened once, and stays. @param {Page} page @param {string[]} names */
export async function openViews(page, names) {
  for (const name of names) {
    await page.locator(`#tab-${name}`).click();
    await page.locator(`#view-${name} > *`).first().waitFor({ timeout: PATIENCE });
  }
}

/** Nothing of the page is shown. @param {Page} page */
export const closeViews = (page) =>
  page.evaluate(() => {
    const main = document.querySelector('main');
    if (main) main.hidden = true;
  });

/** @param {Page} page @param {'running' | 'paused'} state */
async function toState(page, state) {
  const chip = page.locator(`.chip.state[data-state="${state}"]`);
  await page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector('#train')).click());
  await chip.waitFor({ state: 'attached', timeout: PATIENCE });
}

/**
 * Trains for some seconds with a view shown.
 *
 * @param {Page} page
 * @param {string} view
 * @param {number} seconds
 * @returns {Promise<Window>}
 */
export async function measureWindow(page, view, seconds) {
  await toState(page, 'running');
  const { steps, time, gaps } = await page.evaluate(watch, seconds * 1000);
  await toState(page, 'paused');
  return { view, imagesPerSecond: (steps * BATCH * 1000) / time, gaps };
}

/** In the page: steps between the first and the last report of a time, and the frames meanwhile. @param {number} duration */
async function watch(duration) {
  const count = /** @type {HTMLElement} */ (document.querySelector('#step-count'));
  /** @type {[number, number][]} */
  const reports = [];
  /** @type {number[]} */
  const gaps = [];
  const observer = new MutationObserver(() => {
    reports.push([performance.now(), Number(count.dataset.value)]);
  });
  observer.observe(count, { attributes: true });
  const start = performance.now();
  for (let last = start; last - start < duration; ) {
    const now = await new Promise((resolve) =>
      requestAnimationFrame(() => resolve(performance.now())),
    );
    gaps.push(now - last);
    last = now;
  }
  observer.disconnect();
  const [first, last] = [reports[0], reports[reports.length - 1]];
  return { steps: last[1] - first[1], time: last[0] - first[0], gaps };
}

/** @param {number[]} values @param {number} share 0..1 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/**
 * @param {Window[]} closed one before each of the others, and one after the last
 * @param {Window[]} open
 */
export function summarize(closed, open) {
  const ratios = open.map(({ imagesPerSecond }, i) => {
    const before = closed[i].imagesPerSecond;
    const after = closed[i + 1].imagesPerSecond;
    return imagesPerSecond / ((before + after) / 2);
  });
  const lines = [...new Set(open.map(({ view }) => view))].map((view) => {
    const mine = open.flatMap((window, i) => (window.view === view ? [i] : []));
    const gaps = mine.flatMap((i) => open[i].gaps);
    return {
      view,
      imagesPerSecond: quantile(
        mine.map((i) => open[i].imagesPerSecond),
        0.5,
      ),
      share: quantile(
        mine.map((i) => ratios[i]),
        0.5,
      ),
      p99: quantile(gaps, 0.99),
      longest: Math.max(...gaps),
    };
  });
  const gaps = open.flatMap((window) => window.gaps);
  return {
    lines,
    share: quantile(ratios, 0.5),
    frames: gaps.length,
    p99: quantile(gaps, 0.99),
    closed: quantile(
      closed.map(({ imagesPerSecond }) => imagesPerSecond),
      0.5,
    ),
  };
}
