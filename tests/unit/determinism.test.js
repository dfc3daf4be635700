import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadEngine } from '../../web/module/index.js';
import { hashOfTraining } from '../support/determinism.js';

const plan = JSON.parse(await readFile(new URL('../determinism.json', import.meta.url), 'utf8'));

for (const threads of [1, 2, 3]) {
  test(`100 training steps in Node with ${threads} thread(s) give the weights of the native build, bit for bit`, async () => {
    const engine = await loadEngine({ relaxedSimd: false, threads });
    assert.deepEqual(engine.variant, { relaxedSimd: false, threads, fallback: null });
    // More than once: threads do not meet in the same way each time.
    for (let run = 0; run < 4; ++run) assert.equal(hashOfTraining(engine, plan), plan.hash);
    // A run from another seed differs: the hash sees the weights.
    assert.notEqual(hashOfTraining(engine, { ...plan, networkSeed: 8 }), plan.hash);
    engine.dispose();
  });
}

test('with relaxed SIMD, where Node has it, any number of threads gives the same bits', async (t) => {
  const single = await loadEngine();
  const shared = await loadEngine({ threads: 2 });
  if (!single.variant.relaxedSimd) t.diagnostic('this Node has no relaxed SIMD');
  assert.equal(shared.variant.relaxedSimd, single.variant.relaxedSimd);
  const hash = hashOfTraining(single, plan);
  for (let run = 0; run < 4; ++run) assert.equal(hashOfTraining(shared, plan), hash);
  single.dispose();
  shared.dispose();
});
