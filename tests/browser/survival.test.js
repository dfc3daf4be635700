import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { startPreview, visit } from './support/browser.js';
import {
  drawStrokes,
  LONG,
  notice,
  openPage,
  readPrediction,
  setField,
  stepCount,
  waitForData,
  waitForState,
  waitForStep,
} from './support/page.js';
import { digits } from './support/shapes.js';
import { patchSaved, waitForSaved } from './support/storage.js';

/** Nothing drawn or trained is lost, whatever happens to the worker, the page or the storage. */

/** @type {{url: string, close: () => Promise<void>}} */
let site;
/** @type {import('./support/browser.js').Visit} */
let visitor;
/** @type {import('./support/page.js').Page} */
let page;

before(async () => {
  site = await startPreview();
});

after(() => site.close());

beforeEach(async () => {
  visitor = await visit();
  page = visitor.page;
});

afterEach(() => visitor.endClean());

async function startTraining() {
  await waitForData(page);
  await page.locator('#start-random').click();
  await page.locator('.chip.random').waitFor();
  await page.locator('#train').click();
  await waitForState(page, ['running']);
}

async function pause() {
  await page.locator('#train').click();
  await waitForState(page, ['paused']);
}

/** The strokes on the pad. @returns {Promise<unknown[]>} */
function strokes() {
  return page.evaluate(() => {
    const pad = /** @type {any} */ (document.querySelector('conv-digit-pad'));
    return pad.strokes;
  });
}

/** @param {number[]} a @param {number[]} b */
function distance(a, b) {
  return Math.max(...a.map((value, index) => Math.abs(value - b[index])));
}

/** Milliseconds of work that may be lost. */
const MOST_LOST = 2000;

/** From now on the page notes when it came to which step. */
function noteSteps() {
  return page.evaluate(() => {
    const scope = /** @type {any} */ (globalThis);
    const count = /** @type {HTMLElement} */ (document.querySelector('#step-count'));
    scope.notedSteps = [];
    new MutationObserver(() => {
      scope.notedSteps.push([performance.now(), Number(count.dataset.value)]);
    }).observe(count, { attributes: true });
  });
}

/** So that the page was training at that time as well. */
function notedLongEnough() {
  return page.waitForFunction(
    (age) => {
      const [first] = /** @type {any} */ (globalThis).notedSteps;
      return first && performance.now() - first[0] > age;
    },
    2 * MOST_LOST,
    { timeout: LONG },
  );
}

/** The step that the page had come to `MOST_LOST` before now. */
function stepBefore() {
  return page.evaluate((age) => {
    /** @type {[number, number][]} */
    const noted = /** @type {any} */ (globalThis).notedSteps;
    const now = performance.now();
    return noted.findLast(([time]) => time <= now - age)?.[1] ?? 0;
  }, MOST_LOST);
}

/** Keeps hold of the page's workers, so that a test can end one. */
const keepWorkers = () => {
  const scope = /** @type {any} */ (globalThis);
  scope.workers = [];
  scope.Worker = class extends Worker {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(url, options);
      if (String(url).startsWith('http')) scope.workers.push(this);
    }
  };
};

/** Ways for a worker to end. @type {Record<string, () => Promise<unknown>>} */
const deaths = {
  'is ended without a word': () =>
    page.evaluate(() => /** @type {any} */ (globalThis).workers[0].terminate()),
  'throws an error that nobody catches': async () => {
    const [worker] = page.workers();
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error('a test of the end');
      });
    });
  },
};

for (const [name, die] of Object.entries(deaths)) {
  test(`a worker that ${name} in the middle of training is replaced`, async () => {
    await page.addInitScript(keepWorkers);
    await openPage(page, site.url);
    await drawStrokes(page, digits[3]);
    const drawn = await strokes();
    await setField(page, 'epochs', 100);
    await startTraining();
    await noteSteps();
    await notedLongEnough();
    const last = await stepCount(page);
    const least = await stepBefore();
    await die();
    await notice(page, 'restart').waitFor({ timeout: LONG });
    await waitForState(page, ['paused']);
    const restored = await stepCount(page);
    assert.ok(least > 0 && restored >= least, `${restored} of ${last}, expected ${least}`);
    assert.match(await notice(page, 'restart').innerText(), new RegExp(`step ${restored}`));
    assert.deepEqual(await strokes(), drawn);
    const reading = await readPrediction(page);
    assert.ok(reading?.probabilities.every(Number.isFinite));

    await page.locator('#train').click();
    await waitForState(page, ['running', 'waiting']);
    await waitForStep(page, restored + 50);
    await pause();
    const loss = await page.locator('#chart-loss .value').first().innerText();
    assert.ok(Number.parseFloat(loss) < 1, `the loss goes on from where it was: ${loss}`);
  });
}

test('a reload keeps the drawing and the trained weights', async () => {
  await openPage(page, site.url);
  await drawStrokes(page, digits[4]);
  const drawn = await strokes();
  await startTraining();
  await waitForStep(page, 120);
  await pause();
  const step = await stepCount(page);
  await waitForSaved(page, step);
  const before = await readPrediction(page);
  await page.reload();
  await openPage(page, site.url);
  assert.deepEqual(await strokes(), drawn);
  assert.equal(await stepCount(page), step);
  const reading = await readPrediction(page);
  assert.equal(reading?.digit, before?.digit);
  assert.ok(distance(reading?.probabilities ?? [], before?.probabilities ?? []) < 1e-5);
  assert.match(await notice(page, 'restored').innerText(), new RegExp(`${step} steps`));

  await page.locator('#train').click();
  await waitForState(page, ['running']);
  await waitForStep(page, step + 10);
  await pause();

  await notice(page, 'restored')
    .getByRole('button', { name: /pretrained/ })
    .click();
  await page.locator('.chip.pretrained').waitFor();
  assert.equal(await notice(page, 'restored').count(), 0);
  assert.equal(await stepCount(page), 0);
  await page.reload();
  await openPage(page, site.url);
  await page.locator('.chip.pretrained').waitFor();
  assert.equal(await notice(page, 'restored').count(), 0);
  assert.equal((await readPrediction(page))?.digit, 4);
});

test('a reload in the middle of training loses seconds, not the run', async () => {
  await openPage(page, site.url);
  await setField(page, 'epochs', 100);
  await startTraining();
  await noteSteps();
  await notedLongEnough();
  const least = await stepBefore();
  await page.reload();
  await openPage(page, site.url);
  const restored = await stepCount(page);
  assert.ok(least > 0 && restored >= least, `${restored}, expected ${least}`);
  await notice(page, 'restored').waitFor();
});

test('a loss that is not a number is explained, and the weights are kept', async () => {
  await openPage(page, site.url);
  await drawStrokes(page, digits[7]);
  await startTraining();
  await waitForStep(page, 150);
  await pause();
  const before = await readPrediction(page);
  await page.locator('select[name="optimizer"]').selectOption('SGD');
  await setField(page, 'learningRate', '1e6');
  await setField(page, 'momentum', '0.999');
  await page.locator('#train').click();
  await notice(page, 'diverged').waitFor({ timeout: LONG });
  await waitForState(page, ['idle']);
  const message = await notice(page, 'diverged').innerText();
  assert.match(message, /learning rate/);
  const after = await readPrediction(page);
  assert.ok(distance(after?.probabilities ?? [NaN], before?.probabilities ?? []) < 1e-5);
  assert.ok((await stepCount(page)) >= 150);

  await setField(page, 'learningRate', '0.01');
  await setField(page, 'momentum', '0.9');
  await page.locator('#train').click();
  await waitForStep(page, (await stepCount(page)) + 5);
  await waitForState(page, ['running']);
  assert.equal(await notice(page, 'diverged').count(), 0);
  await pause();
});

test('a saved network that makes no sense gives way to the pretrained one', async () => {
  await openPage(page, site.url);
  await waitForData(page);
  await page.locator('#step').click();
  await waitForStep(page, 1);
  await waitForSaved(page, 1);
  await patchSaved(page, {
    description: {
      input: [1, 28, 28],
      layers: [{ type: 'Conv2d', name: 'huge', out_channels: 4, kernel_size: 99 }],
    },
  });
  await page.reload();
  await openPage(page, site.url);
  const text = await notice(page, 'restored').innerText();
  assert.match(text, /could not be read/);
  await notice(page, 'restored').locator('summary').click();
  assert.match(await notice(page, 'restored').locator('code').innerText(), /huge/);
  await page.locator('.chip.pretrained').waitFor();
});

test('without IndexedDB everything works, and the page says that nothing is kept', async () => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', {
      get() {
        throw new DOMException('storage is forbidden', 'SecurityError');
      },
    });
  });
  await openPage(page, site.url);
  await drawStrokes(page, digits[1]);
  assert.equal((await readPrediction(page))?.digit, 1);
  await startTraining();
  await waitForStep(page, 10);
  await pause();
  await notice(page, 'not-saved').waitFor();
});

test('without localStorage the page draws and reads', async () => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'localStorage', {
      get() {
        throw new DOMException('storage is forbidden', 'SecurityError');
      },
    });
  });
  await openPage(page, site.url);
  await drawStrokes(page, digits[1]);
  assert.equal((await readPrediction(page))?.digit, 1);
});

for (const [language, locale, text] of [
  ['English', 'en-US', /lacks what the network needs: .*SIMD/],
  ['Chinese', 'zh-CN', /缺少网络所需的功能：.*SIMD/],
]) {
  test(`a browser without SIMD gets a clear message in ${language}`, async () => {
    await visitor.end();
    visitor = await visit({ locale: String(locale) });
    page = visitor.page;
    await page.addInitScript(() => {
      // What a browser without SIMD answers to modules that use vectors (type 0x7b).
      const { validate } = WebAssembly;
      WebAssembly.validate = (bytes) => {
        const view = new Uint8Array(bytes instanceof ArrayBuffer ? bytes : bytes.buffer);
        return !view.includes(0x7b) && validate(bytes);
      };
    });
    await page.goto(site.url);
    await notice(page, 'unsupported').waitFor();
    assert.match(await notice(page, 'unsupported').innerText(), /** @type {RegExp} */ (text));
    assert.ok(await page.locator('#train').isDisabled());
    await notice(page, 'unsupported').locator('button').last().click();
    assert.equal(await notice(page, 'unsupported').count(), 0);
  });
}
