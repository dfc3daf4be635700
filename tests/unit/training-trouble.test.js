import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBench } from './support/bench.js';
import { bandNetwork, linearNetwork } from './support/networks.js';
import {
  bench,
  engine,
  lastOf,
  lastStep,
  load,
  net,
  server,
  TRAINING,
} from './support/training.js';

describe('trouble', () => {
  test('a diverged step keeps the weights from before, and says why', async () => {
    bench.workbench.build(linearNetwork, { seed: 1, generation: 1 });
    await load();
    bench.workbench.train({ ...TRAINING, optimizer: 'SGD', learningRate: 0.1 }, 'paused');
    bench.workbench.stepOnce({});
    const { layers } = bench.workbench.info;
    const huge = bench.workbench.network.parameters(1)[0].data.fill(3e38);
    assert.equal(layers[1].parameterCount, 260);
    overwriteWeights(bench.workbench.network, huge);
    const before = bench.workbench.network.saveWeights();
    bench.workbench.resume();
    bench.runUntil();
    assert.equal(bench.workbench.state, 'failed');
    assert.deepEqual(bench.workbench.network.saveWeights(), before);
    const { reason } = bench.of('state').at(-1) ?? {};
    assert.equal(reason?.code, 'Diverged');
    assert.match(reason.message, /after step 1; a learning rate below 0\.1/);
    assert.equal(bench.of('error').at(-1)?.code, 'Diverged');
  });

  test('wrong settings are refused and the present run goes on', async () => {
    await load();
    bench.workbench.train(TRAINING);
    bench.runUntil(() => lastStep() > 0);
    for (const wrong of [
      { learningRate: -1 },
      { batchSize: 1e6 },
      { optimizer: /** @type {any} */ ('x') },
    ]) {
      assert.throws(() => bench.workbench.train(wrong), { code: 'InvalidOption' });
    }
    assert.throws(() => bench.workbench.setTraining({ learningRate: Number.NaN }), {
      code: 'InvalidOption',
    });
    assert.equal(bench.workbench.state, 'running');
    bench.runUntil();
    assert.equal(bench.workbench.state, 'finished');
    assert.equal(bench.of('progress').at(-1)?.learningRate, 0.01);
  });

  test('wrong settings are refused before the images are there', async () => {
    const loading = load();
    assert.throws(() => bench.workbench.train({ learningRate: -1 }), { code: 'InvalidOption' });
    assert.throws(() => bench.workbench.setTraining({ momentum: 7 }), { code: 'InvalidOption' });
    bench.workbench.train(TRAINING);
    assert.throws(() => bench.workbench.setTraining({ momentum: 7 }), { code: 'InvalidOption' });
    await loading;
    bench.runUntil();
    assert.equal(bench.workbench.state, 'finished');
  });

  test('images that do not fit the network', async () => {
    const wide = { ...linearNetwork, input: [1, 9, 9] };
    bench.workbench.build(wide, { seed: 1, generation: 1 });
    await load();
    assert.throws(() => bench.workbench.train(TRAINING), { code: 'ShapeMismatch' });
  });

  test('a wrong description keeps network, run and state', async () => {
    await load();
    bench.workbench.train(TRAINING);
    bench.runUntil(() => lastStep() > 0);
    const broken = { input: [1, 8, 8], layers: [{ type: 'Conv2d' }] };
    assert.throws(() => bench.workbench.build(broken, { seed: 1, generation: 2 }), {
      name: 'ConvscopeError',
    });
    assert.equal(bench.workbench.state, 'running');
    assert.equal(bench.workbench.generation, 2);
    bench.runUntil();
    assert.equal(bench.workbench.state, 'finished');
  });

  test('resuming nothing is refused, pausing nothing is nothing', () => {
    assert.throws(() => bench.workbench.resume(), { code: 'InvalidState' });
    assert.deepEqual(bench.workbench.pause(), { state: 'idle' });
  });
});

/**
 * Puts values where the first tensor's are in saved weights (safetensors).
 *
 * @param {import('../../web/module/engine/network.js').Network} network
 * @param {Float32Array} values
 */
function overwriteWeights(network, values) {
  const bytes = network.saveWeights();
  const view = new DataView(bytes.buffer);
  const headerBytes = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes)));
  const [first] = header['fc.weight'].data_offsets;
  const data = new Uint8Array(values.buffer);
  bytes.set(data, 8 + headerBytes + first);
  network.loadWeights(bytes);
}

describe('checkpoints', () => {
  test('come at least every two seconds while running, and at every rest', async () => {
    await load();
    const slow = createBench(engine, { net, tick: 100 });
    slow.workbench.build(bandNetwork, { seed: 1, generation: 1 });
    await slow.workbench.loadDataset(server.url);
    const before = slow.of('checkpoint').length;
    slow.workbench.train({ ...TRAINING, epochs: 20 });
    const times = [slow.clock.now()];
    slow.listen((event) => event === 'checkpoint' && times.push(slow.clock.now()));
    slow.runUntil();
    const gaps = times.slice(1).map((time, index) => time - times[index]);
    assert.ok(Math.max(...gaps) <= 2500, `${Math.max(...gaps)} ms of this clock`);
    assert.ok(slow.of('checkpoint').length - before > 5);
    assert.equal(slow.of('checkpoint').at(-1)?.state, 'finished');
    slow.workbench.dispose();
  });

  test('another workbench goes on from one with the same bits', async () => {
    await load();
    bench.workbench.train(TRAINING);
    bench.runUntil(() => lastStep() > 0);
    bench.workbench.pause();
    const checkpoint = structuredClone(bench.of('checkpoint').at(-1));
    assert.ok(checkpoint);
    bench.workbench.resume();
    bench.runUntil();

    const other = createBench(engine, { net });
    other.workbench.restore(checkpoint, 4);
    assert.equal(other.workbench.state, 'paused');
    assert.equal(other.workbench.generation, 4);
    assert.deepEqual(other.workbench.network.saveWeights(), checkpoint.weights);
    await other.workbench.loadDataset(server.url);
    other.workbench.resume();
    other.runUntil();
    assert.equal(other.workbench.state, 'finished');
    assert.deepEqual(other.workbench.network.saveWeights(), bench.workbench.network.saveWeights());
    assert.equal(lastOf(other), lastStep());
    other.workbench.dispose();
  });

  test('a restored run survives another failure before its images are back', async () => {
    await load();
    bench.workbench.train(TRAINING);
    bench.runUntil(() => lastStep() > 0);
    bench.workbench.pause();
    const checkpoint = structuredClone(bench.of('checkpoint').at(-1));
    assert.ok(checkpoint);
    const second = createBench(engine, { net });
    second.workbench.restore(checkpoint, 1);
    const again = structuredClone(second.of('checkpoint').at(-1));
    assert.deepEqual(again?.run, checkpoint.run);
    assert.deepEqual(again?.weights, checkpoint.weights);
    second.workbench.dispose();
  });
});

describe('live views', () => {
  test('no credit, no frame', async () => {
    await load();
    bench.workbench.watch({ image: new Uint8Array(64), maxPerSecond: 1e9, parameters: [0] });
    const [frame] = bench.of('frame');
    assert.equal(frame.layers.length, 7);
    assert.equal(frame.parameters[0].tensors[0].name, 'weight');
    bench.workbench.train(TRAINING);
    bench.runUntil(() => lastStep() > 2);
    assert.equal(bench.of('frame').length, 1);
    bench.workbench.giveCredit();
    assert.equal(bench.of('frame').length, 2);
    assert.ok(bench.of('frame')[1].step > 2);
  });

  test('a new network ends them; what cannot be shown is refused', () => {
    const image = new Uint8Array(64);
    assert.throws(() => bench.workbench.watch({ image, layers: [99] }), { code: 'OutOfRange' });
    assert.throws(() => bench.workbench.watch({ image: new Uint8Array(3) }), {
      code: 'ShapeMismatch',
    });
    bench.workbench.watch({ image });
    bench.workbench.build(linearNetwork, { seed: 1, generation: 2 });
    bench.workbench.giveCredit();
    assert.equal(bench.of('frame').length, 1);
  });

  test('looking does not change what is learnt', async () => {
    await load();
    bench.workbench.train(TRAINING);
    bench.runUntil();
    const weights = bench.workbench.network.saveWeights();
    const watched = createBench(engine, { net });
    watched.workbench.build(bandNetwork, { seed: 1, generation: 1 });
    await watched.workbench.loadDataset(server.url);
    watched.listen((event) => event === 'frame' && watched.workbench.giveCredit());
    watched.workbench.train(TRAINING);
    watched.workbench.watch({ image: new Uint8Array(64), maxPerSecond: 1e9 });
    watched.runUntil();
    assert.ok(watched.of('frame').length > 10);
    assert.deepEqual(watched.workbench.network.saveWeights(), weights);
    watched.workbench.dispose();
  });
});
