import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadEngine } from '../../web/module/index.js';
import { hashOfTraining } from '../support/determinism.js';

test('100 training steps in Node give the weights of the native build, bit for bit', async () => {
  const plan = JSON.parse(await readFile(new URL('../determinism.json', import.meta.url), 'utf8'));
  const engine = await loadEngine();
  assert.equal(hashOfTraining(engine, plan), plan.hash);
  // A run from another seed differs: the hash sees the weights.
  assert.notEqual(hashOfTraining(engine, { ...plan, networkSeed: 8 }), plan.hash);
  engine.dispose();
});
