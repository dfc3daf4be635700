import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, mock, test } from 'node:test';
import { Engine } from '../../web/module/engine/engine.js';
import {
  createNetwork,
  createSession,
  loadNetwork,
  loadPretrained,
} from '../../web/module/index.js';
import { bandImage } from './support/data.js';
import { bandNetwork } from './support/networks.js';

/** What is disposed of leaves nothing: no object in an engine's memory, no worker, no thread. */

const bands = Array.from({ length: 40 }, (_, i) => bandImage(i, { size: 8, classes: 4 }));
const images = Uint8Array.from(bands.flatMap(({ image }) => [...image]));
const labels = bands.map(({ label }) => label);
const one = images.subarray(0, 64);

/** Engines that have made anything. @type {Set<Engine>} */
const engines = new Set();
for (const make of /** @type {const} */ (['createNetwork', 'createDataset', 'createTrainer'])) {
  const original = /** @type {any} */ (Engine.prototype[make]);
  /** @this {Engine} @param {any[]} args */
  function remembered(...args) {
    engines.add(this);
    return original.apply(this, args);
  }
  mock.method(Engine.prototype, make, remembered);
}

const liveObjects = () => [...engines].map((engine) => engine.liveObjects());

/** Work in the calling thread ends a few turns later. */
async function allGone() {
  for (let turn = 0; turn < 200 && liveObjects().some((count) => count > 0); ++turn) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.deepEqual(
    liveObjects(),
    [...engines].map(() => 0),
  );
}

const here = { worker: false };
const forever = { epochs: 1e6, batchSize: 8, learningRate: 0.01 };

describe('networks in the calling thread', () => {
  afterEach(() => engines.clear());

  test('that did all a network can do', async () => {
    const network = await createNetwork(bandNetwork, here);
    const validation = { images: Float32Array.from(images, (value) => value / 255), labels };
    await network.fit(images, labels, { ...forever, epochs: 1, validation });
    await network.fit(validation.images, labels, { ...forever, epochs: 1 });
    await network.evaluate(images, labels);
    await network.predict(images);
    await network.activations(images);
    await network.explain(one, { layer: 'conv1', channel: 0, y: 1, x: 1 });
    await network.gradients(one, { labels: [0] });
    const again = await loadNetwork(await network.save(), here);
    await again.load(await network.save());
    assert.ok(liveObjects().every((count) => count > 0));
    assert.equal(engines.size, 2);
    network.dispose();
    again.dispose();
    await allGone();
  });

  test('that were in the middle of it', async () => {
    const network = await createNetwork(bandNetwork, here);
    const training = network.fit(images, labels, {
      ...forever,
      onProgress: () => network.dispose(),
    });
    await assert.rejects(training, { code: 'Disposed' });
    await allGone();
  });

  test('that something was wrong with', async () => {
    const network = await createNetwork(bandNetwork, here);
    const wrong = /** @type {any} */ ({ learning: 1 });
    await assert.rejects(network.fit(images, labels, wrong), { code: 'InvalidOption' });
    const nothing = new Float32Array(64).fill(Number.NaN);
    await assert.rejects(network.fit(nothing, [0], { ...forever, batchSize: 1 }), {
      code: 'Diverged',
    });
    await assert.rejects(network.load(new Uint8Array(9)), { name: 'ConvscopeError' });
    network.dispose();
    await allGone();
  });

  test('that nobody waited for', async () => {
    const stop = new AbortController();
    const pending = loadPretrained({ ...here, signal: stop.signal });
    stop.abort();
    await assert.rejects(pending, { code: 'Aborted' });
    const broken = { ...bandNetwork, layers: [{ type: 'Conv9d' }] };
    await assert.rejects(createNetwork(broken, here), { code: 'InvalidDescription' });
    await allGone();
  });

  test('sessions with one network after the other', async () => {
    const session = await createSession(here);
    await session.build(bandNetwork);
    await session.build(bandNetwork, { seed: 2 });
    await session.loadPretrained();
    assert.equal(engines.size, 1);
    assert.deepEqual(liveObjects(), [1]);
    session.dispose();
    await allGone();
  });
});

test('a program that disposes of its networks ends by itself', async (t) => {
  const module = new URL('../../web/module/index.js', import.meta.url).href;
  const program = `
    import { createNetwork, createSession, presets } from '${module}';
    const made = await Promise.all([1, 2].map(() => createNetwork(presets.small.description)));
    const session = await createSession({ threads: 2 });
    await session.loadPretrained();
    made[0].fit(new Uint8Array(7840), new Uint8Array(10), { epochs: 1e6 }).catch(() => undefined);
    for (const one of [...made, session]) one.dispose();
    console.log('disposed');
  `;
  const folder = await mkdtemp(join(tmpdir(), 'convscope-lifetimes-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'main.mjs'), program);
  const child = spawn(process.execPath, [join(folder, 'main.mjs')]);
  const timer = setTimeout(() => child.kill(), 60_000);
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  const [code] = await once(child, 'exit');
  clearTimeout(timer);
  assert.equal(output, 'disposed\n');
  assert.equal(code, 0);
});
