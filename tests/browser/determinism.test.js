import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { hashOfTraining } from '../support/determinism.js';
import { visit as openBrowser } from './support/browser.js';
import { isolation, serveModule } from './support/module-site.js';

const plan = JSON.parse(await readFile(new URL('../determinism.json', import.meta.url), 'utf8'));

/** @type {Awaited<ReturnType<typeof serveModule>>} */
let served;
/** @type {import('./support/browser.js').Visit} */
let visit;

before(async () => {
  served = await serveModule(isolation);
  visit = await openBrowser();
  await visit.page.goto(served.url);
});

after(async () => {
  await visit.end();
  served.close();
});

/** @param {import('../../web/module/engine/loader.js').EngineOptions} options */
function train(options) {
  return visit.page.evaluate(
    async (/** @type {{source: string, plan: any, options: any}} */ { source, plan, options }) => {
      const address = '/module/index.js';
      const { loadEngine } = await import(address);
      const run = new Function(`return (${source})`)();
      const engine = await loadEngine(options);
      // More than once: threads do not meet in the same way each time.
      const hashes = [run(engine, plan), run(engine, plan), run(engine, plan)];
      engine.dispose();
      return { hashes: [...new Set(hashes)], variant: engine.variant };
    },
    { source: hashOfTraining.toString(), plan, options },
  );
}

for (const threads of [1, 2]) {
  test(`100 training steps in Chromium with ${threads} thread(s) give the weights of the native build, bit for bit`, async () => {
    const { hashes, variant } = await train({ relaxedSimd: false, threads });
    assert.deepEqual(variant, { relaxedSimd: false, threads, fallback: null });
    assert.deepEqual(hashes, [plan.hash]);
  });
}

test('with relaxed SIMD any number of threads gives the same bits', async () => {
  const single = await train({ threads: 1 });
  assert.deepEqual(single.variant, { relaxedSimd: true, threads: 1, fallback: null });
  assert.equal(single.hashes.length, 1);
  for (const threads of [2, 3]) {
    const shared = await train({ threads });
    assert.deepEqual(shared.variant, { relaxedSimd: true, threads, fallback: null });
    assert.deepEqual(shared.hashes, single.hashes);
  }
});
