import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { inRepo } from '../../scripts/lib/paths.js';
import { visit } from '../browser/support/browser.js';
import { bandDataset } from '../unit/support/data.js';
import { createProject } from './support/project.js';
import { serveFolder } from './support/site.js';
import { problemsOf } from './support/visitor.js';

/** The packed elements on a plain page under a strict policy: alone, together, and gone again. */

const STRICT = {
  'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
};
const CACHED = { 'Cache-Control': 'max-age=600' };
const PATIENCE = 60_000;

/** @type {Awaited<ReturnType<typeof createProject>>} */
let project;
/** @type {Awaited<ReturnType<typeof serveFolder>>} */
let site;
/** @type {import('../browser/support/browser.js').Visit} */
let visitor;
/** @type {string[]} */
let problems;

before(async () => {
  project = await createProject('elements');
  const { files } = bandDataset({ train: [200], test: [40], size: 28, classes: 10 });
  await mkdir(join(project.root, 'data'));
  for (const [name, content] of files) await writeFile(join(project.root, 'data', name), content);
  site = await serveFolder(project.root, {
    headers: { ...STRICT, ...CACHED },
    prefix: '/some/where/',
  });
  visitor = await visit();
  problems = problemsOf(visitor.page);
  await visitor.page.goto(site.url);
});
after(async () => {
  await visitor.end();
  site.close();
  await project.remove();
});

/** The rest of the page's life is one story, told in this order. */
async function drawOne({ page } = visitor) {
  const surface = page.locator('#pad .surface');
  const box = /** @type {{x: number, y: number, width: number, height: number}} */ (
    await surface.boundingBox()
  );
  const { mouse } = page;
  await mouse.move(box.x + box.width / 2, box.y + box.height * 0.2);
  await mouse.down();
  await mouse.move(box.x + box.width / 2, box.y + box.height * 0.8, { steps: 8 });
  await mouse.up();
}

const engineFiles = () => site.requests.filter((path) => path.endsWith('.wasm'));

/** @param {() => boolean} condition in the page */
const becomes = (condition) =>
  visitor.page.waitForFunction(condition, undefined, { timeout: PATIENCE });

test('a drawn one is read by every element that follows the pad', async () => {
  await drawOne();
  await becomes(() => {
    const shown = [...document.querySelectorAll('conv-predictions')];
    return shown.every((element) => {
      const { probabilities } = /** @type {any} */ (element);
      return probabilities?.[1] > 0.5;
    });
  });
  await becomes(() => {
    const maps = /** @type {any} */ (document.querySelector('conv-feature-maps'));
    return maps.data?.some((/** @type {number} */ value) => value !== 0);
  });
});

test('the window writes out products that add up to what the engine gave', async () => {
  const view = visitor.page.locator('conv-window[for]');
  await view.evaluate((element) => /** @type {any} */ (element).moveTo(10 * 24 + 12));
  await becomes(() => {
    const { result } = /** @type {any} */ (document.querySelector('conv-window[for]'));
    return result !== null;
  });
  const { factors, bias, result } = await view.evaluate((element) => {
    const { factors, bias, result } = /** @type {any} */ (element);
    return { factors, bias, result };
  });
  assert.equal(factors.length, 25);
  const sum = factors.reduce(
    (/** @type {number} */ total, /** @type {any} */ { product }) => total + product,
    bias,
  );
  assert.ok(Math.abs(sum - result) < 1e-5, `${sum} and ${result}`);
});

test('a window alone steps over its grid, by button and by key', async () => {
  const view = visitor.page.locator('#alone');
  const arithmetic = view.locator('.arithmetic');
  assert.match(await arithmetic.innerText(), /1\.000 · 1\.000 \+ 2\.000 · 0/);
  assert.match(await arithmetic.innerText(), /= 0 ; \+ 0\.500 \(bias\) = 0\.500/);
  await view.locator('.grids').press('ArrowDown');
  assert.match(await arithmetic.innerText(), /= 0 ; /);
  await view.locator('#forward').evaluate((button) => /** @type {HTMLElement} */ (button).click());
  // Of 1 3 over 0 1, times 1 0 over 0 -1: 1 - 1.
  assert.match(await arithmetic.innerText(), /1\.000 · 1\.000 \+ 3\.000 · 0/);
});

test("the page's own rules do not reach into the elements, and theirs not out", async () => {
  const display = await visitor.page
    .locator('#pad #clear')
    .evaluate((button) => getComputedStyle(button).display);
  assert.notEqual(display, 'none');
  assert.equal(await visitor.page.evaluate(() => document.querySelectorAll('style').length), 0);
});

test('without a rule of the page the elements are light on light and dark on dark', async () => {
  const colors = [];
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await visitor.page.emulateMedia({ colorScheme });
    colors.push(
      await visitor.page.locator('#pad .surface').evaluate((surface) => {
        const { color, backgroundColor } = getComputedStyle(surface);
        return [color, backgroundColor];
      }),
    );
  }
  assert.deepEqual(colors, [
    ['rgb(18, 33, 29)', 'rgb(255, 255, 255)'],
    ['rgb(231, 238, 235)', 'rgb(7, 13, 11)'],
  ]);
});

test('the trainer trains, and the chart that follows it draws', async () => {
  const trainer = visitor.page.locator('conv-trainer');
  await trainer
    .locator('#toggle')
    .evaluate((button) => /** @type {HTMLElement} */ (button).click());
  await becomes(() => {
    const { state } = /** @type {any} */ (document.querySelector('conv-trainer'));
    return state === 'finished';
  });
  const steps = await visitor.page
    .locator('conv-chart')
    .evaluate((chart) => /** @type {any} */ (chart).data[0]);
  assert.equal(steps.at(-1), 10);
});

/** Painted pixels of the first canvas in an element. @param {string} name */
const painted = (name) =>
  visitor.page.locator(`main > ${name}`).evaluate(async (element) => {
    element.scrollIntoView();
    for (let frame = 0; frame < 3; ++frame) await new Promise(requestAnimationFrame);
    const inside = element.shadowRoot?.querySelector('conv-kernels')?.shadowRoot;
    const canvas = (inside ?? element.shadowRoot)?.querySelector('canvas');
    const { width = 0, height = 0 } = canvas ?? {};
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    return new Set(new Uint32Array(new Uint8ClampedArray(pixels).buffer)).size;
  });

test('elements that only show numbers draw and write them', async () => {
  const { page } = visitor;
  assert.equal(await painted('conv-pixels'), 2);
  assert.ok((await painted('conv-kernels')) > 10);
  assert.ok((await painted('conv-layer')) > 10);
  const cells = await page.locator('main > conv-number-table td').allInnerTexts();
  assert.ok(
    cells.some((text) => /^[-−]0\.5/.test(text)),
    cells.join(),
  );
  const layer = page.locator('conv-layer');
  assert.match(await layer.locator('header').innerText(), /conv1[\s\S]*72/);
  await layer.locator('.numbers summary').click();
  await layer.locator('conv-number-table td').nth(50).waitFor({ state: 'attached' });
  const band = page.locator('conv-scale .band');
  assert.match(await band.evaluate((one) => getComputedStyle(one).backgroundImage), /gradient/);
});

test('cells of a grid are coloured by their numbers and can be changed', async () => {
  const cells = visitor.page.locator('main > conv-grid td');
  const colours = await cells.evaluateAll((all) =>
    all.map((cell) => getComputedStyle(cell).backgroundColor),
  );
  assert.equal(new Set(colours).size, 4);
  await cells.nth(2).locator('input').fill('5');
  const changed = await visitor.page
    .locator('main > conv-grid')
    .evaluate((grid) => Array.from(/** @type {any} */ (grid).value.data));
  assert.deepEqual(changed, [1, -2, 5, 3]);
});

test('all of them share one worker, and everything is downloaded once', () => {
  assert.equal(visitor.page.workers().length, 1);
  const { requests } = site;
  const twice = requests.filter((path, index) => requests.indexOf(path) !== index);
  assert.deepEqual(twice, []);
  assert.equal(engineFiles().length, 2);
});

test('when they are removed nothing is left: no worker, no element', async () => {
  const { page, context } = visitor;
  const devtools = await context.newCDPSession(page);
  // The browser itself remembers what the pointer is over.
  await page.mouse.move(0, 0);
  const names = await page.evaluate(() => {
    const elements = [...document.querySelectorAll('main > *')].map(({ localName }) => localName);
    document.querySelector('main')?.remove();
    return [...new Set(elements)];
  });
  const folder = await readdir(inRepo('web', 'module', 'elements'));
  const every = folder
    .filter((file) => /^conv-.*\.js$/.test(file))
    .map((file) => basename(file, '.js'));
  assert.deepEqual(names.sort(), every.sort());
  await workersBecome(0);
  for (const name of names) {
    const prototype = `customElements.get('${name}').prototype`;
    assert.equal(await liveObjects(devtools, prototype), 0, name);
  }
});

/** @param {number} count */
async function workersBecome(count) {
  const { page } = visitor;
  const deadline = performance.now() + PATIENCE;
  while (page.workers().length !== count && performance.now() < deadline) {
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  assert.equal(page.workers().length, count);
}

test('elements that come later begin anew, from what was downloaded, beside networks of the page', async () => {
  const { page, context } = visitor;
  const before = site.requests.length;
  await page.evaluate(async (entry) => {
    document.body.innerHTML = `<conv-digit-pad id="pad"></conv-digit-pad>
      <conv-predictions for="pad"></conv-predictions>
      <conv-feature-maps for="pad" layer="conv1"></conv-feature-maps>`;
    const { loadPretrained, createSession } = await import(entry);
    const [network, session] = await Promise.all([loadPretrained(), createSession()]);
    await network.predict(new Uint8Array(784));
    Object.assign(window, { own: [network, session] });
  }, new URL('node_modules/convscope/index.js', site.url).href);
  await drawOne();
  await becomes(() => {
    const shown = /** @type {any} */ (document.querySelector('conv-predictions'));
    return shown.probabilities?.[1] > 0.5;
  });
  await workersBecome(3);
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    document.body.replaceChildren();
    for (const one of /** @type {any} */ (window).own) one.dispose();
    Reflect.deleteProperty(window, 'own');
  });
  await workersBecome(0);
  const devtools = await context.newCDPSession(page);
  for (const name of ['ConvNetwork', 'Session']) {
    const prototype = `import('./node_modules/convscope/index.js').then((it) => it.${name}.prototype)`;
    assert.equal(await liveObjects(devtools, prototype), 0, name);
  }
  // All that the module loads was there already; the module's own entry for scripts is new.
  const loaded = site.requests.slice(before).filter((path) => !path.endsWith('.js'));
  assert.deepEqual(loaded, []);
  assert.deepEqual(problems, []);
});

test('a page that only reads drawings loads the core of the engine alone', async () => {
  const before = engineFiles().length;
  const reader = await visit();
  await reader.page.goto(`${site.url}pad.html`);
  await reader.page.locator('conv-digit-pad').waitFor();
  await drawOne(reader);
  await reader.page.waitForFunction(() => {
    const { probabilities } = /** @type {any} */ (document.querySelector('conv-predictions'));
    return probabilities?.[1] > 0.5;
  });
  await reader.page.waitForFunction(() => {
    const { data } = /** @type {any} */ (document.querySelector('conv-feature-maps'));
    return data?.some((/** @type {number} */ value) => value !== 0);
  });
  const loaded = engineFiles().slice(before);
  assert.equal(loaded.length, 1);
  assert.match(loaded[0], /convscope(-relaxed)?\.wasm$/);
  await reader.end();
});

/**
 * Counts after collecting garbage, which takes a few turns.
 *
 * @param {import('playwright-core').CDPSession} devtools
 * @param {string} expression that gives the prototype, or a promise of it
 */
async function liveObjects(devtools, expression) {
  let count = -1;
  for (let attempt = 0; attempt < 20 && count !== 0; ++attempt) {
    await devtools.send('HeapProfiler.collectGarbage');
    const { result } = await devtools.send('Runtime.evaluate', { expression, awaitPromise: true });
    const found = await devtools.send('Runtime.queryObjects', {
      prototypeObjectId: String(result.objectId),
      objectGroup: 'count',
    });
    const length = await devtools.send('Runtime.callFunctionOn', {
      objectId: found.objects.objectId,
      functionDeclaration: 'function () { return this.length; }',
    });
    count = length.result.value;
    await devtools.send('Runtime.releaseObjectGroup', { objectGroup: 'count' });
  }
  return count;
}
