import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { DEFAULT_NET } from '../../web/module/data/download.js';
import { loadEngine } from '../../web/module/index.js';
import { createBench } from './support/bench.js';
import { bandDataset } from './support/data.js';
import { bandNetwork, linearNetwork } from './support/networks.js';
import { serve, status } from './support/server.js';

const TRAINING = { epochs: 2, batchSize: 20, learningRate: 0.01, seed: 5 };
const STEPS_PER_EPOCH = 6;

const engine = await loadEngine();
const { files } = bandDataset();
const server = await serve(files);
const net = { ...DEFAULT_NET, retryDelaysMs: [] };

after(async () => {
  engine.dispose();
  assert.equal(engine.liveObjects(), 0, 'everything was given back');
  await server.close();
});

/** @type {ReturnType<typeof createBench>} */
let bench;

beforeEach(() => {
  bench = createBench(engine, { net });
  bench.workbench.build(bandNetwork, { seed: 1, generation: 1 });
});

afterEach(() => bench.workbench.dispose());

const load = () => bench.workbench.loadDataset(server.url);
const lastStep = () => bench.of('progress').at(-1)?.step ?? 0;

/** @param {number} step @param {() => void} action called once, when the step was made */
function atStep(step, action) {
  let done = false;
  bench.listen((event, data) => {
    if (done || event !== 'frame' || data.step < step) return;
    done = true;
    action();
  });
  bench.listen((event) => {
    if (event === 'frame') bench.workbench.giveCredit();
  });
  // A frame after each step makes the steps inside a slice visible.
  bench.workbench.watch({ image: new Uint8Array(64), layers: [], maxPerSecond: 1e9 });
}

describe('a run', () => {
  test('makes every step, evaluates after each pass, and ends', async () => {
    await load();
    bench.workbench.train(TRAINING);
    bench.runUntil();
    assert.equal(bench.workbench.state, 'finished');
    assert.equal(lastStep(), 2 * STEPS_PER_EPOCH);
    assert.deepEqual(bench.states(), ['idle', 'running', 'finished']);
    const evaluations = bench.of('evaluation').map(({ step, epoch }) => ({ step, epoch }));
    assert.deepEqual(evaluations, [
      { step: 0, epoch: 1 },
      { step: STEPS_PER_EPOCH, epoch: 1 },
      { step: 2 * STEPS_PER_EPOCH, epoch: 2 },
    ]);
    const last = bench.of('evaluation').at(-1);
    assert.ok(last?.full);
    assert.equal(last.count, 20);
  });

  test('the evaluation agrees with the engine', async () => {
    await load();
    bench.workbench.train(TRAINING);
    bench.runUntil();
    const { network, datasets } = bench.workbench;
    assert.ok(datasets.test);
    const { loss, correct } = engine.evaluate(network, datasets.test, 0, 20);
    const last = bench.of('evaluation').at(-1);
    assert.equal(last?.accuracy, correct / 20);
    assert.ok(Math.abs(last.loss - loss / 20) < 1e-6);
  });

  test('progress counts every image once', async () => {
    await load();
    bench.workbench.train(TRAINING);
    bench.runUntil();
    const progress = bench.of('progress');
    const steps = progress.map(({ step }) => step);
    assert.deepEqual(steps, [...new Set(steps)], 'each report is about new steps');
    for (const report of progress) {
      assert.ok(report.accuracy >= 0 && report.accuracy <= 1);
      assert.ok(report.epochProgress > 0 && report.epochProgress <= 1);
      assert.ok(report.imagesPerSecond > 0);
      assert.equal(report.learningRate, 0.01);
      assert.equal(report.epochs, 2);
    }
    assert.equal(progress.at(-1)?.epoch, 2);
    assert.equal(progress.at(-1)?.epochProgress, 1);
  });

  test('the same seeds give the same bits, however the turns fall', async () => {
    await load();
    bench.workbench.train(TRAINING);
    bench.runUntil();
    const weights = bench.workbench.network.saveWeights();
    const other = createBench(engine, { net, tick: 7 });
    other.workbench.build(bandNetwork, { seed: 1, generation: 1 });
    await other.workbench.loadDataset(server.url);
    other.workbench.train(TRAINING);
    other.runUntil(() => lastOf(other) >= 3);
    other.workbench.pause();
    other.workbench.resume();
    other.runUntil();
    assert.deepEqual(other.workbench.network.saveWeights(), weights);
    other.workbench.dispose();
  });

  test('another run goes on with weights and count', async () => {
    await load();
    bench.workbench.train({ ...TRAINING, epochs: 1 });
    bench.runUntil();
    const weights = bench.workbench.network.saveWeights();
    bench.workbench.train({ epochs: 1 });
    assert.deepEqual(bench.workbench.network.saveWeights(), weights);
    bench.runUntil();
    assert.equal(lastStep(), 2 * STEPS_PER_EPOCH);
    assert.equal(bench.of('progress').at(-1)?.epoch, 2);
  });

  test('a batch larger than the room of the network makes room and keeps the weights', async () => {
    await load();
    const weights = bench.workbench.network.saveWeights();
    const { info } = bench.workbench.train({ ...TRAINING, batchSize: 100 });
    assert.equal(info.maxBatch, 100);
    assert.deepEqual(bench.workbench.network.saveWeights(), weights);
    bench.runUntil();
    assert.equal(lastStep(), 4, 'two steps a pass: 100 and the remaining 20 images');
  });
});

/** @param {ReturnType<typeof createBench>} some */
const lastOf = (some) => some.of('progress').at(-1)?.step ?? 0;

describe('acting between steps', () => {
  test('a pause inside a slice stops before the next step', async () => {
    await load();
    atStep(3, () => bench.workbench.pause());
    bench.workbench.train(TRAINING);
    bench.runUntil();
    assert.equal(bench.workbench.state, 'paused');
    assert.equal(lastStep(), 3);
    bench.workbench.resume();
    bench.runUntil();
    assert.equal(lastStep(), 2 * STEPS_PER_EPOCH);
  });

  test('a new learning rate acts at the next step', async () => {
    await load();
    bench.workbench.train(TRAINING, 'paused');
    bench.workbench.stepOnce({});
    const before = bench.workbench.network.parameters(6)[0].data;
    bench.workbench.setTraining({ learningRate: 0 });
    bench.workbench.stepOnce({});
    assert.deepEqual(bench.workbench.network.parameters(6)[0].data, before);
    bench.workbench.setTraining({ learningRate: 0.01 });
    bench.workbench.stepOnce({});
    assert.notDeepEqual(bench.workbench.network.parameters(6)[0].data, before);
  });

  test('a new setting in a slice shows in the progress', async () => {
    await load();
    atStep(4, () => bench.workbench.setTraining({ learningRate: 0.002, optimizer: 'SGD' }));
    bench.workbench.train(TRAINING);
    bench.runUntil();
    assert.equal(bench.of('progress').at(-1)?.learningRate, 0.002);
  });

  test('one step is one step, and says where it is', async () => {
    await load();
    const result = bench.workbench.stepOnce(TRAINING);
    assert.deepEqual(result, { state: 'paused', step: 1, epoch: 0, epochProgress: 1 / 6 });
    assert.equal(bench.of('progress').length, 1);
    assert.ok(!bench.clock.turn() || bench.workbench.state === 'paused');
    assert.equal(lastStep(), 1);
  });

  test('stepping to the end finishes with the evaluation', async () => {
    await load();
    for (let step = 0; step < STEPS_PER_EPOCH; ++step) {
      bench.workbench.stepOnce({ ...TRAINING, epochs: 1 });
    }
    bench.runUntil();
    assert.equal(bench.workbench.state, 'finished');
    assert.equal(bench.of('evaluation').at(-1)?.step, STEPS_PER_EPOCH);
    assert.throws(() => bench.workbench.stepOnce({}), { code: 'InvalidState' });
  });

  test('more epochs prolong a run, also a finished one', async () => {
    await load();
    bench.workbench.train({ ...TRAINING, epochs: 1 });
    bench.runUntil();
    assert.equal(bench.workbench.state, 'finished');
    bench.workbench.setTraining({ epochs: 2 });
    bench.workbench.resume();
    bench.runUntil();
    assert.equal(bench.workbench.state, 'finished');
    assert.equal(lastStep(), 2 * STEPS_PER_EPOCH);
  });

  test('reset begins from zero with new weights', async () => {
    await load();
    bench.workbench.train(TRAINING);
    bench.runUntil(() => lastStep() > 0);
    bench.workbench.reset(2);
    assert.equal(bench.workbench.state, 'idle');
    const fresh = bench.workbench.network.saveWeights();
    assert.equal(bench.of('checkpoint').at(-1)?.position.step, 0);
    bench.workbench.reset(2);
    assert.deepEqual(bench.workbench.network.saveWeights(), fresh);
    bench.runUntil();
    assert.equal(bench.workbench.state, 'idle');
  });
});

describe('images on their way', () => {
  test('a run waits for the images and goes on when they come', async () => {
    const loading = load();
    bench.workbench.train(TRAINING);
    bench.runUntil();
    assert.equal(bench.workbench.state, 'waiting');
    await loading;
    bench.runUntil();
    assert.equal(bench.workbench.state, 'finished');
    assert.equal(lastStep(), 2 * STEPS_PER_EPOCH);
  });

  test('the first part is enough to begin; a failed download says why it waits', async () => {
    server.spoil('train-01.part', status(404));
    await assert.rejects(load(), { code: 'DownloadFailed' });
    bench.workbench.train(TRAINING);
    bench.runUntil();
    assert.equal(bench.workbench.state, 'waiting');
    assert.equal(lastStep(), 2);
    assert.equal(bench.of('state').at(-1)?.reason?.code, 'DownloadFailed');
    await load();
    bench.runUntil();
    assert.equal(bench.workbench.state, 'finished');
  });

  test('a failure during the wait is told', async () => {
    server.spoil('train-00.part', status(404));
    const loading = load();
    bench.workbench.train(TRAINING);
    bench.runUntil();
    assert.equal(bench.of('state').at(-1)?.reason, undefined);
    await assert.rejects(loading);
    assert.equal(bench.of('state').at(-1)?.reason?.code, 'DownloadFailed');
    await load();
    bench.runUntil();
    assert.equal(bench.workbench.state, 'finished');
  });

  test('a wait can be paused, and one step without images is refused', async () => {
    const loading = load();
    bench.workbench.train(TRAINING);
    bench.runUntil();
    bench.workbench.pause();
    assert.throws(() => bench.workbench.stepOnce({}), { code: 'DataPending' });
    assert.equal(bench.workbench.state, 'paused');
    await loading;
    bench.runUntil();
    assert.equal(bench.workbench.state, 'paused');
    bench.workbench.resume();
    bench.runUntil();
    assert.equal(bench.workbench.state, 'finished');
  });

  test('without a data set training is refused', () => {
    assert.throws(() => bench.workbench.train(TRAINING), { code: 'NoDataset' });
    assert.equal(bench.workbench.state, 'idle');
  });

  test('other images end the run but not the weights', async () => {
    const other = await serve(bandDataset({ train: [60], test: [12] }).files);
    await load();
    bench.workbench.train(TRAINING);
    bench.runUntil(() => lastStep() > 0);
    const weights = bench.workbench.network.saveWeights();
    await bench.workbench.loadDataset(other.url);
    assert.equal(bench.workbench.state, 'idle');
    assert.deepEqual(bench.workbench.network.saveWeights(), weights);
    bench.workbench.train({ ...TRAINING, epochs: 1 });
    bench.runUntil();
    assert.equal(bench.workbench.state, 'finished');
    await other.close();
  });
});

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
