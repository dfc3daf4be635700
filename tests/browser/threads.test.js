import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { visit as openBrowser } from './support/browser.js';
import { isolation, serveModule } from './support/module-site.js';
import { LONG, openPage } from './support/page.js';
import { serveSite } from './support/site.js';

/** Threads where the page may have them, one thread where it may not, and none left behind. */

/** @typedef {import('../../web/module/engine/variant.js').Variant} Variant */
/** @typedef {import('playwright-core').Page} Page */

/** @type {(() => unknown)[]} */
let endings = [];
afterEach(async () => {
  for (const end of endings.reverse()) await end();
  endings = [];
});

/** @param {import('playwright-core').BrowserContextOptions} [options] */
async function visit(options) {
  const visitor = await openBrowser(options);
  endings.push(() => visitor.endClean());
  return visitor;
}

/** @param {Record<string, string>} headers */
async function openModule(headers) {
  const served = await serveModule(headers);
  endings.push(() => served.close());
  const visitor = await visit();
  await visitor.page.goto(served.url);
  return visitor;
}

/** @param {{isolated: boolean}} where @param {string} [locale] */
async function openApp(where, locale = 'en-US') {
  const site = await serveSite({ ...where, folder: '/some/where/' });
  endings.push(() => site.close());
  const { page } = await visit({ locale });
  await openPage(page, site.url);
  return page;
}

/** Cores that the page sees, so far as they are of use. @param {Page} page */
const cores = (page) => page.evaluate(() => Math.min(navigator.hardwareConcurrency, 8));

/**
 * Workers begin and end in their own time.
 *
 * @param {Page} page
 * @param {number} count
 */
async function workersBecome(page, count) {
  const deadline = performance.now() + LONG;
  while (page.workers().length !== count) {
    const now = page.workers().length;
    assert.ok(performance.now() < deadline, `${now} workers, not ${count}`);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

test('the built page trains with all cores and relaxed SIMD when it is isolated', async () => {
  const page = await openApp({ isolated: true });
  const count = await cores(page);
  const engine = page.locator('.engine');
  assert.equal(await engine.getAttribute('data-threads'), String(count));
  const threads = count === 1 ? '1 thread' : `${count} threads`;
  assert.equal(await engine.innerText(), `Engine: ${threads}, relaxed SIMD`);
  // The session's own worker and one for each thread but its own.
  await workersBecome(page, count);
});

for (const [locale, text] of /** @type {const} */ ([
  ['en-US', /not cross-origin isolated.* training could use (\d+) cores/],
  ['zh-CN', /没有启用跨源隔离.*训练可以使用 (\d+) 个核心/],
])) {
  test(`without isolation the page works with one thread and says what it misses (${locale})`, async (t) => {
    const page = await openApp({ isolated: false }, locale);
    const count = await cores(page);
    const engine = page.locator('.engine');
    assert.equal(await engine.getAttribute('data-threads'), '1');
    assert.equal(page.workers().length, 1);
    if (count === 1) return t.skip('this machine has one core');
    const found = text.exec((await engine.innerText()).replaceAll('\n', ' '));
    assert.equal(found?.[1], String(count));
  });
}

/**
 * A session in the page, for what is done to it.
 *
 * @param {Page} page
 * @param {number} threads
 * @returns {Promise<Variant>}
 */
function startSession(page, threads) {
  return page.evaluate(async (threads) => {
    const address = '/module/index.js';
    const { createSession } = await import(address);
    const scope = /** @type {any} */ (globalThis);
    scope.workers = [];
    scope.session = await createSession({
      threads,
      createWorker() {
        const worker = new Worker('/module/worker.js', { type: 'module' });
        scope.workers.push(worker);
        return worker;
      },
    });
    return scope.session.variant;
  }, threads);
}

test('threads end with their session', async () => {
  const { page } = await openModule(isolation);
  const variant = await startSession(page, 3);
  assert.deepEqual(variant, { relaxedSimd: true, threads: 3, fallback: null });
  await workersBecome(page, 3);
  await page.evaluate(() => /** @type {any} */ (globalThis).session.dispose());
  await workersBecome(page, 0);
});

test('threads end with a worker that is lost, and its successor has its own', async () => {
  const { page } = await openModule(isolation);
  await startSession(page, 3);
  await workersBecome(page, 3);
  const variant = await page.evaluate(async () => {
    const { session, workers } = /** @type {any} */ (globalThis);
    const restarted = new Promise((done) => session.addEventListener('restart', done));
    workers[0].terminate();
    await restarted;
    return session.variant;
  });
  assert.equal(variant.threads, 3);
  await workersBecome(page, 3);
});

test("an engine in the page's own thread leaves no workers when it is disposed of", async () => {
  const { page } = await openModule(isolation);
  const threads = await page.evaluate(async () => {
    const address = '/module/index.js';
    const { loadEngine } = await import(address);
    const byDefault = await loadEngine();
    const asked = await loadEngine({ threads: 2 });
    /** @type {any} */ (globalThis).engine = asked;
    return [byDefault.variant.threads, asked.variant.threads];
  });
  assert.deepEqual(threads, [1, 2]);
  await workersBecome(page, 1);
  await page.evaluate(() => /** @type {any} */ (globalThis).engine.dispose());
  await workersBecome(page, 0);
});

test('where workers are forbidden the engine works with one thread and tells why', async () => {
  const visitor = await openModule({
    ...isolation,
    'Content-Security-Policy': "worker-src 'none'",
  });
  const variant = await visitor.page.evaluate(async () => {
    const address = '/module/index.js';
    const { loadEngine } = await import(address);
    const engine = await loadEngine({ threads: 2 });
    engine.createNetwork({ input: [4], layers: [{ type: 'Linear', out_features: 2 }] }).dispose();
    engine.dispose();
    return engine.variant;
  });
  assert.equal(variant.threads, 1);
  assert.equal(variant.relaxedSimd, true);
  assert.equal(variant.fallback?.code, 'ThreadsFailed');
  // The browser reports what it has blocked, and nothing else is wrong.
  const problems = visitor.problems.splice(0);
  assert.ok(problems.every((problem) => /Content Security Policy/.test(problem)));
});
