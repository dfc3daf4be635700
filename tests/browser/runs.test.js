import assert from 'node:assert/strict';
import { test } from 'node:test';
import { welcomeTo } from './support/guest.js';
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
} from './support/page.js';
import { digits } from './support/shapes.js';
import { serveSite } from './support/site.js';

/** Runs: what ends them, what is written down of them, and that they come again from their seed. */

const { site, page } = await welcomeTo(serveSite);
await waitForData(page);
await page.locator('.more-settings > summary').click();

/** Trains until it stops by itself, and all test images have been looked at. */
async function trainToStop() {
  await page.locator('#train').click();
  await notice(page, 'stopped').waitFor({ timeout: LONG });
  await page.locator('#test-accuracy[data-count="10000"]').waitFor({ timeout: LONG });
}

/** @returns {Promise<any[]>} the runs in the browser's database, the oldest first */
const keptRuns = () =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('convscope-runs');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('runs').objectStore('runs').getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result.sort((a, b) => a.startedAt - b.startedAt));
          };
        };
      }),
  );

/** Waits until what is kept is as it should be. @param {(runs: any[]) => boolean} good */
async function waitForKept(good) {
  const deadline = performance.now() + LONG;
  let runs = await keptRuns();
  while (!good(runs)) {
    if (performance.now() > deadline) assert.fail(JSON.stringify(runs.map(({ step }) => step)));
    await page.evaluate(() => new Promise(requestAnimationFrame));
    runs = await keptRuns();
  }
  return runs;
}

/** The line of a comparison. @param {string} key */
async function compared(key) {
  const cells = await page.locator(`[data-line="${key}"] td`).allTextContents();
  return cells.map((text) => text.trim());
}

test('training pauses at exactly the step it is told, and is written down with what came of it', async () => {
  await page.locator('#tab-runs').click();
  await page.locator('.runs').waitFor();
  await page.locator('#start-random').click();
  await waitForState(page, ['idle']);
  await setField(page, 'stopSteps', 40);
  await trainToStop();
  await waitForState(page, ['paused']);
  assert.equal(await stepCount(page), 40);
  const [run] = await waitForKept(([first]) => first?.evaluation?.full === true);
  assert.equal(run.step, 40);
  assert.equal(run.evaluation.step, 40);
  assert.equal(run.evaluation.count, 10_000);
  assert.equal(run.parameters, 46_954);
  assert.equal(run.curves.train.steps.at(-1), 40);
  assert.ok(run.seconds > 0);
  const shown = page.locator(`[data-run="${run.id}"]`);
  assert.equal(await shown.locator('[data-step]').getAttribute('data-step'), '40');
  assert.equal(Number(await page.locator('#gflops').getAttribute('data-value')) > 0, true);
});

test('the same run again gives the same numbers, another optimiser gives others', async () => {
  const [first] = await keptRuns();
  const list = page.locator('.run-list');
  await list.locator(`[data-run="${first.id}"] [data-action="repeat"]`).click();
  let runs = await waitForKept(
    ([, second]) => second?.step === 40 && second.evaluation?.full === true,
  );
  assert.equal(runs[1].evaluation.loss, first.evaluation.loss);
  assert.equal(runs[1].evaluation.accuracy, first.evaluation.accuracy);

  await list.locator(`[data-run="${first.id}"] [data-action="prepare"]`).click();
  await waitForState(page, ['idle']);
  await page.locator('select[name="optimizer"]').selectOption('RMSprop');
  await trainToStop();
  runs = await waitForKept(([, , third]) => third?.evaluation?.full === true);
  assert.equal(runs[2].seed, first.seed);
  assert.notEqual(runs[2].evaluation.loss, first.evaluation.loss);

  await page.locator('select[name="compare-0"]').selectOption(first.id);
  await page.locator('select[name="compare-1"]').selectOption(runs[2].id);
  assert.deepEqual(await compared('optimizer'), ['Adam', 'RMSprop']);
  const percent = (/** @type {any} */ { evaluation }) =>
    `${(evaluation.accuracy * 100).toFixed(2)} %`;
  assert.deepEqual(await compared('accuracy'), [percent(first), percent(runs[2])]);
  assert.deepEqual(await compared('seed'), []);
  assert.deepEqual(await compared('learningRate'), []);
  await page.locator('select[name="compare-1"]').selectOption(runs[1].id);
  assert.deepEqual(await compared('accuracy'), []);
  assert.deepEqual(await compared('optimizer'), []);
});

test('all shown runs are drawn over one axis', async () => {
  const runs = await keptRuns();
  const data = await page.locator('#overlay-loss').evaluate((chart) => {
    const [steps, ...columns] = /** @type {any} */ (chart).data;
    return { steps, columns };
  });
  const last = data.columns.map((/** @type {(number | null)[]} */ column) => column.at(-1));
  assert.equal(data.steps.at(-1), 40);
  assert.deepEqual(last, runs.map(({ evaluation }) => evaluation.loss).reverse());
});

test('names and runs are there after a reload, and training goes on in its own run', async () => {
  const [first, second, third] = await keptRuns();
  const entry = (/** @type {string} */ id) => page.locator(`[data-run="${id}"]`);
  await entry(first.id).locator('[name="run-name"]').fill('the first');
  await entry(first.id).locator('[name="run-name"]').blur();
  await waitForKept(([run]) => run.name === 'the first');
  await page.locator(`[data-run="${second.id}"] [data-action="remove"]`).click();
  await waitForKept((runs) => runs.length === 2);
  await page.reload();
  await openPage(page, site.url);
  await waitForData(page);
  await entry(third.id).waitFor();
  assert.equal(await page.locator('.run-list li').count(), 2);
  assert.equal(await entry(first.id).locator('[name="run-name"]').inputValue(), 'the first');
  await page.locator('#train').click();
  const runs = await waitForKept(([, run]) => run.step === 80);
  assert.equal(runs.length, 2);
  assert.equal(runs[1].id, third.id);
});

test('a slider goes back through the run, and training goes on from its end', async () => {
  const slider = page.locator('input[name="past"]');
  const shown = page.locator('#past-step');
  await drawStrokes(page, digits[3]);
  const last = await readPrediction(page);
  await slider.focus();
  await page.keyboard.press('Home');
  await page.locator('#past-step[data-step="0"]').waitFor();
  await notice(page, 'past').waitFor();
  await page.waitForFunction(
    (before) => {
      const bars = /** @type {any} */ (document.querySelector('conv-predictions'));
      return String(Array.from(bars.probabilities)) !== before;
    },
    String(last?.probabilities),
    { timeout: LONG },
  );
  const first = await readPrediction(page);
  // Random weights, as they were before the run.
  assert.ok(Math.max(...(first?.probabilities ?? [1])) < Math.max(...(last?.probabilities ?? [])));
  await page.keyboard.press('ArrowRight');
  assert.equal(await shown.getAttribute('data-step'), '1');
  await notice(page, 'past')
    .getByRole('button', { name: /newest/ })
    .click();
  await page.locator('#past-step[data-step="80"]').waitFor();
  await page.waitForFunction(
    (before) => {
      const bars = /** @type {any} */ (document.querySelector('conv-predictions'));
      return String(Array.from(bars.probabilities)) === before;
    },
    String(last?.probabilities),
    { timeout: LONG },
  );
});

test('another run opens as it ended, with its checkpoints', async () => {
  const [first, third] = await keptRuns();
  await page.locator(`[data-run="${first.id}"] [data-action="open"]`).click();
  await page.locator('#step-count[data-value="40"]').waitFor({ timeout: LONG });
  await page.locator('#past-step[data-step="40"]').waitFor();
  const early = await page.locator('input[name="past"]').getAttribute('max');
  assert.ok(Number(early) >= 2, `${early} checkpoints besides the newest`);
  // The answer is that of the run's end: all test images say so.
  await page.locator('#tab-judge').click();
  const accuracy = page.locator('#judge-accuracy');
  await accuracy.waitFor({ timeout: LONG });
  assert.equal(Number(await accuracy.getAttribute('data-value')), first.evaluation.accuracy);
  await page.locator('#tab-runs').click();
  await page.locator(`[data-run="${third.id}"] [data-action="open"]`).click();
  await page.locator('#step-count[data-value="80"]').waitFor({ timeout: LONG });
});

test('a step in three presses counts as one, and ends as its last part says', async () => {
  const press = async (/** @type {string} */ phase) => {
    await page.locator(`[data-phase="${phase}"]:not([disabled])`).click({ timeout: LONG });
    await page.locator(`[data-phase="${phase}"].reached`).waitFor();
  };
  const cells = (/** @type {string} */ name) =>
    page.locator(`.phases td[data-of="${name}"]`).allTextContents();
  const before = await readPrediction(page);
  await press('forward');
  await page.locator('#step-count[data-value="81"]').waitFor();
  assert.match(await page.locator('#phase-said').innerText(), /64 images/);
  assert.ok((await cells('outputGradient')).every((text) => text.trim() === ''));
  await press('backward');
  assert.ok((await cells('outputGradient')).every((text) => /\d/.test(text)));
  assert.ok((await cells('change')).every((text) => text.trim() === ''));
  assert.deepEqual(await readPrediction(page), before);
  await press('update');
  const learning = (await cells('change')).filter((text) => /[1-9]/.test(text));
  assert.equal(learning.length, 7);
  await page.waitForFunction(
    (old) => {
      const bars = /** @type {any} */ (document.querySelector('conv-predictions'));
      return String(Array.from(bars.probabilities)) !== old;
    },
    String(before?.probabilities),
    { timeout: LONG },
  );
  assert.equal(await stepCount(page), 81);
  const [, run] = await waitForKept(([, kept]) => kept.step === 81);
  assert.equal(run.curves.train.steps.at(-1), 81);
});

test('storage that is full is said once, and training goes on', async () => {
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
  });
  await page.locator('#train').click();
  await notice(page, 'runs-not-kept').waitFor({ timeout: LONG });
  await page.waitForFunction(
    () => document.querySelector('#step-count')?.getAttribute('data-value') === '121',
    undefined,
    { timeout: LONG },
  );
  assert.equal(await notice(page, 'runs-not-kept').count(), 1);
  const [run] = await page.locator('.run-list li').all();
  await run.locator('[data-step="121"]').waitFor();
});

test('a target accuracy ends the training once all test images reach it', async () => {
  const shown = page.locator('#test-accuracy[data-count="10000"]');
  const percent = 100 * Number(await shown.getAttribute('data-value'));
  const target = Number((percent + 0.4 * (100 - percent)).toFixed(2));
  await page.locator('.more-settings > summary').click();
  await setField(page, 'stopSteps', 0);
  await setField(page, 'epochs', 20);
  await setField(page, 'stopAccuracy', target);
  await page.locator('#train').click();
  await notice(page, 'stopped').waitFor({ timeout: LONG });
  await waitForState(page, ['paused', 'finished']);
  assert.match(await notice(page, 'stopped').innerText(), new RegExp(`${target} %`));
  const reached = 100 * Number(await shown.getAttribute('data-value'));
  assert.ok(reached >= target, `${reached} after ${percent}, wanted ${target}`);
});
