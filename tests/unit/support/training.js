/** A fresh workbench before each test of a file, and the images that it trains on. */

import assert from 'node:assert/strict';
import { after, afterEach, beforeEach } from 'node:test';
import { DEFAULT_NET } from '../../../web/module/data/download.js';
import { loadEngine } from '../../../web/module/index.js';
import { createBench } from './bench.js';
import { bandDataset } from './data.js';
import { bandNetwork } from './networks.js';
import { serve } from './server.js';

export const TRAINING = { epochs: 2, batchSize: 20, learningRate: 0.01, seed: 5 };
export const STEPS_PER_EPOCH = 6;

export const engine = await loadEngine();
const { files } = bandDataset();
export const server = await serve(files);
export const net = { ...DEFAULT_NET, retryDelaysMs: [] };

after(async () => {
  engine.dispose();
  assert.equal(engine.liveObjects(), 0, 'everything was given back');
  await server.close();
});

/** @type {ReturnType<typeof createBench>} */
export let bench;

beforeEach(() => {
  bench = createBench(engine, { net });
  bench.workbench.build(bandNetwork, { seed: 1, generation: 1 });
});

afterEach(() => bench.workbench.dispose());

export const load = () => bench.workbench.loadDataset(server.url);
export const lastStep = () => bench.of('progress').at(-1)?.step ?? 0;

/** @param {ReturnType<typeof createBench>} some */
export const lastOf = (some) => some.of('progress').at(-1)?.step ?? 0;
