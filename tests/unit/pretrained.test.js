import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, describe, test } from 'node:test';
import { DatasetLoader } from '../../web/module/data/dataset-loader.js';
import { DEFAULT_NET } from '../../web/module/data/download.js';
import { loadEngine, presets } from '../../web/module/index.js';
import { fetchPretrained } from '../../web/module/worker/pretrained.js';
import { createBench } from './support/bench.js';
import { memoryCache } from './support/memory-cache.js';
import { linearNetwork } from './support/networks.js';
import { altered, serve, status } from './support/server.js';

/** @typedef {import('../../web/module/engine/dataset.js').Dataset} Dataset */
/** @typedef {import('../../web/module/worker/pretrained.js').ModelRecord} ModelRecord */

const engine = await loadEngine();
after(() => engine.dispose());

describe('fetching', async () => {
  const network = engine.createNetwork(linearNetwork, { seed: 5 });
  const weights = Buffer.from(network.saveWeights());
  network.dispose();
  const sha256 = createHash('sha256').update(weights).digest('hex');
  const record = { description: linearNetwork, seed: 5, sha256 };
  const files = new Map([
    ['digits.json', Buffer.from(JSON.stringify(record))],
    ['digits.bin', weights],
  ]);
  const server = await serve(files);
  const net = { ...DEFAULT_NET, retryDelaysMs: [] };
  after(() => server.close());

  test('gives weights and record', async () => {
    const fetched = await fetchPretrained(server.url, net);
    assert.deepEqual(Buffer.from(fetched.weights), weights);
    assert.deepEqual(fetched.record.description, linearNetwork);
  });

  test('an altered byte, a missing file, a wrong record', async () => {
    const changed = Uint8Array.from(weights);
    changed[changed.length - 2] ^= 4;
    for (const [name, fault, code, message] of /** @type {const} */ ([
      ['digits.bin', altered(() => changed), 'InvalidData', /digits\.bin was altered/],
      ['digits.bin', status(404), 'DownloadFailed', /digits\.bin.*404/],
      ['digits.json', status(404), 'DownloadFailed', /digits\.json.*404/],
      ['digits.json', altered(() => Buffer.from('<!doctype')), 'InvalidData', /not JSON/],
      ['digits.json', altered(() => Buffer.from('{}')), 'InvalidData', /not the record/],
    ])) {
      server.spoil(name, fault);
      await assert.rejects(fetchPretrained(server.url, net), { code, message });
    }
  });

  test('weights of another network leave the present one as it is', () => {
    const bench = createBench(engine);
    bench.workbench.build(linearNetwork, { seed: 1, generation: 1 });
    const before = bench.workbench.network.saveWeights();
    const other = { description: presets.mlp.description, seed: 1 };
    assert.throws(
      () => bench.workbench.build(other.description, { seed: 1, generation: 2, weights }),
      { code: 'InvalidCheckpoint' },
    );
    assert.deepEqual(bench.workbench.network.saveWeights(), before);
    bench.workbench.dispose();
    assert.equal(engine.liveObjects(), 0);
  });
});

describe('the weights that come with the module', () => {
  test('are small, whole, and of the network that the page offers', async () => {
    const { weights, record } = await readModel();
    assert.ok(weights.byteLength <= 300_000, `${weights.byteLength} bytes`);
    assert.equal(record.bytes, weights.byteLength);
    assert.equal(record.sha256, createHash('sha256').update(weights).digest('hex'));
    assert.deepEqual(record.description, presets.digits.description);
    assert.match(record.command, /^npm run pretrain -- --epochs \d+ --seed \d+$/);
  });

  test('read 99.3 % of the 10,000 test images, as the record says', async () => {
    const { weights, record } = await readModel();
    const images = await testImages();
    assert.equal(images.size, 10_000);
    const network = engine.createNetwork(record.description, { maxBatch: 100, seed: 99 });
    network.loadWeights(weights);
    const { correct, loss } = engine.evaluate(network, images, 0, images.size);
    assert.ok(correct >= 9930, `${correct} of 10,000`);
    // Other kernels round otherwise, which may turn an image or two.
    assert.ok(Math.abs(correct - record.testAccuracy * 10_000) <= 2);
    assert.ok(Math.abs(loss / 10_000 - record.testLoss) < 1e-4);
    images.dispose();
    network.dispose();
  });
});

/** @returns {Promise<{weights: Buffer, record: ModelRecord}>} */
async function readModel() {
  const folder = new URL('../../web/module/models/', import.meta.url);
  const weights = await readFile(new URL('digits.bin', folder));
  return { weights, record: JSON.parse(await readFile(new URL('digits.json', folder), 'utf8')) };
}

/** The real test images, from the files that the page is served. */
async function testImages() {
  const folder = new URL('../../web/app/public/data/mnist/', import.meta.url);
  /** @type {Dataset | undefined} */
  let dataset;
  const loader = new DatasetLoader({
    url: folder.href,
    cache: memoryCache(),
    net: {
      ...DEFAULT_NET,
      fetch: async (url) => new Response(await readFile(new URL(String(url)))),
    },
    onProgress: () => undefined,
    sink: {
      open({ shape, classes, testCount }) {
        const expected = testCount;
        dataset = engine.createDataset({ shape, classes: classes.length, expected });
      },
      append(part, images, labels) {
        if (part.split === 'test') dataset?.append(images, labels);
      },
      close: () => dataset?.close(),
    },
  });
  await loader.load();
  return /** @type {Dataset} */ (/** @type {unknown} */ (dataset));
}
