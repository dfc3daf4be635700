import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBench } from './support/bench.js';
import { bandDataset } from './support/data.js';
import { bandNetwork } from './support/networks.js';
import { serve, status } from './support/server.js';
import {
  bench,
  engine,
  lastOf,
  lastStep,
  load,
  net,
  STEPS_PER_EPOCH,
  server,
  TRAINING,
} from './support/training.js';

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

  test('the rate rises and falls over the whole run, whatever its length becomes', async () => {
    await load();
    /** @type {number[]} */
    const rates = [];
    bench.workbench.train({ ...TRAINING, schedule: 'one_cycle' }, 'paused');
    for (let step = 0; step < 2 * STEPS_PER_EPOCH - 1; ++step) {
      bench.workbench.stepOnce({});
      rates.push(bench.of('progress').at(-1)?.learningRate ?? 0);
    }
    const top = rates.indexOf(Math.max(...rates));
    assert.ok(top > 0 && top < rates.length / 2, `the highest rate at step ${top}`);
    assert.ok(rates[top] <= 0.01 && rates[top] > 0.009, `${rates}`);
    assert.ok(Number(rates.at(-1)) < 1e-3, `${rates}`);
    assert.ok(rates[0] < 0.002, `${rates}`);
    bench.workbench.setTraining({ epochs: 4 });
    bench.workbench.stepOnce({});
    assert.ok(Number(bench.of('progress').at(-1)?.learningRate) > 1e-3);
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
