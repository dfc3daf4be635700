import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadCore } from '../../web/module/engine/engine.js';
import { loadEngine } from '../../web/module/index.js';
import { layers } from '../../web/module/schemas.js';
import { zoo } from '../support/layer-arithmetic.js';
import { bandImage as imageOf } from './support/data.js';
import { imageNetworks } from './support/interop-networks.js';
import { bandNetwork, linearNetwork } from './support/networks.js';
import { start } from './support/sessions.js';

/** The core of the engine: what predicts, without the part that trains and explains. */

const home = new URL('../../web/module/wasm/', import.meta.url);

/** @typedef {import('../../web/module/engine/network.js').NetworkDescription} Description */

/** @type {Record<string, Description>} */
const networks = { zoo, bandNetwork, linearNetwork, ...imageNetworks };

/** One thread and plain instructions: what Node runs, and the file names that are copied below. */
const PLAIN = { threads: 1, relaxedSimd: false };

/** @type {string} */
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convscope-core-'));
  await copyFile(new URL('convscope.wasm', home), join(folder, 'convscope.wasm'));
});

after(() => rm(folder, { recursive: true }));

const wasmUrl = () => `file://${join(folder, 'convscope.wasm')}`;

const addTrainingPart = () =>
  copyFile(new URL('convscope-training.wasm', home), join(folder, 'convscope-training.wasm'));

const { image: bandImage } = imageOf(0, { size: 8, classes: 4 });

/** @param {number} length */
const someInput = (length) => Float32Array.from({ length }, (_, i) => Math.sin(i) / 2 + 0.5);

/**
 * What a network makes of an input, layer by layer, and all that is known of it.
 *
 * @param {import('../../web/module/engine/engine.js').Engine} engine
 * @param {Description} description
 * @param {Uint8Array} [weights]
 */
function prediction(engine, description, weights) {
  const network = engine.createNetwork(description, { maxBatch: 2, seed: 3 });
  try {
    if (weights) network.loadWeights(weights);
    const { info } = network;
    network.setInput(someInput(2 * info.input.reduce((size, extent) => size * extent)));
    network.forward(2);
    const activations = info.layers.map(({ index }) => network.activations(index, 2));
    const learnt = info.layers.map(({ index }) => network.learnt(index));
    return { info, activations, learnt, probabilities: network.probabilities(2) };
  } finally {
    network.dispose();
  }
}

describe('the core alone', () => {
  test('predicts as the whole engine does, through every layer type', async () => {
    const core = await loadCore(PLAIN);
    const whole = await loadEngine(PLAIN);
    const seen = new Set();
    for (const [name, description] of Object.entries(networks)) {
      for (const { type } of description.layers) seen.add(type);
      const model = whole.createNetwork(description, { seed: 4 });
      const weights = model.saveWeights();
      model.dispose();
      assert.deepEqual(prediction(core, description), prediction(whole, description), name);
      const loaded = prediction(core, description, weights);
      assert.deepEqual(loaded, prediction(whole, description, weights), name);
    }
    assert.deepEqual([...seen].sort(), layers.map(({ type }) => type).sort());
    assert.equal(core.trains, false);
    assert.equal(core.liveObjects(), 0);
    core.dispose();
    whole.dispose();
  });

  test('reads drawings and refuses what the whole engine refuses', async () => {
    const core = await loadCore(PLAIN);
    const ink = new Uint8Array(100 * 80);
    for (let row = 20; row < 60; ++row) ink.fill(255, row * 100 + 40, row * 100 + 46);
    const { empty, box } = core.preprocess(ink, 100, 80);
    assert.deepEqual({ empty, box }, { empty: false, box: { x: 40, y: 20, width: 6, height: 40 } });
    assert.throws(() => core.preprocess(new Uint8Array(0), 0, 0), { name: 'ConvscopeError' });
    const wrong = { ...bandNetwork, layers: [{ type: 'Conv2d', out_channels: 0, kernel_size: 3 }] };
    assert.throws(() => core.createNetwork(wrong), { code: 'InvalidOption' });
    const network = core.createNetwork(bandNetwork);
    assert.throws(() => network.loadWeights(new Uint8Array(9)), { code: 'InvalidCheckpoint' });
    network.dispose();
    core.dispose();
  });
});

describe('a session', () => {
  test('that only predicts never asks for the part that trains', async () => {
    const session = await start({ ...PLAIN, wasmUrl: wasmUrl() });
    const { record } = await session.loadPretrained();
    assert.ok(record.testAccuracy > 0.98);
    const ink = new Uint8Array(28 * 28).fill(200, 300, 320);
    const { probabilities } = await session.predictDrawing({ ink, width: 28, height: 28 });
    assert.equal(probabilities?.length, 10);
    const inside = await session.inspect({ image: new Uint8Array(28 * 28) });
    assert.equal(inside.length, record.description.layers.length);
    await session.build(bandNetwork, { seed: 3 });
    const learnt = await session.parameters(0);
    assert.ok(learnt.length > 0);
    // Training asks for it, in vain; what the core can do goes on.
    await assert.rejects(session.saveWeights(), (/** @type {any} */ { code, message }) => {
      return code === 'EngineLoadFailed' && message.includes('convscope-training.wasm');
    });
    assert.equal((await session.inspect({ image: bandImage })).length, bandNetwork.layers.length);
    await addTrainingPart();
    assert.ok((await session.saveWeights()).length > 0, 'the next request tries again');
    await rm(join(folder, 'convscope-training.wasm'));
  });

  test('answers in turn while that part is on its way', async () => {
    await addTrainingPart();
    const whole = await loadEngine(PLAIN);
    const [first, second] = [3, 4].map((seed) => {
      const network = whole.createNetwork(bandNetwork, { seed });
      return network.saveWeights();
    });
    whole.dispose();
    const session = await start({ ...PLAIN, wasmUrl: wasmUrl() });
    await session.build(bandNetwork, { seed: 3 });
    // The core could load weights at once, but saving was asked for before.
    const [saved] = await Promise.all([session.saveWeights(), session.loadWeights(second)]);
    assert.deepEqual(saved, first);
    assert.deepEqual(await session.saveWeights(), second);
    const [{ gradient }] = await session.inspect({ image: bandImage, gradients: 1 });
    assert.ok(gradient?.some((value) => value !== 0));
  });
});
