import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSession, WorkerError } from '../../web/module/index.js';
import { bandNetwork, linearNetwork } from './support/networks.js';
import { stall } from './support/server.js';
import {
  failingAt,
  finish,
  image,
  keepLast,
  LONG,
  never,
  next,
  server,
  start,
  TRAINING,
} from './support/sessions.js';
import { createNodeWorker, createWorkers } from './support/workers.js';

describe('a worker that dies', () => {
  test('all that is pending is rejected with a WorkerError', async () => {
    const workers = createWorkers();
    const session = await start({ createWorker: workers.create });
    await session.build(bandNetwork);
    server.spoil('train-00.part', stall);
    const begun = next(session, 'data', ({ loadedBytes }) => loadedBytes > 0);
    const outcomes = Promise.allSettled([session.loadDataset(), begun.then(() => never(session))]);
    await begun;
    const restarted = next(session, 'restart');
    const loaded = next(session, 'data', ({ done }) => done);
    workers.kill();
    for (const outcome of await outcomes) {
      assert.ok(outcome.status === 'rejected' && outcome.reason instanceof WorkerError);
      assert.equal(outcome.reason.code, 'WorkerLost');
    }
    await restarted;
    await loaded;
    assert.equal((await session.testImage(0)).image.length, 64);
  });

  test('weights come back as the same bits, and training goes on from there', async () => {
    const workers = createWorkers();
    const session = await start({ createWorker: workers.create });
    const undisturbed = await start();
    const training = { ...TRAINING, epochs: 40 };
    for (const each of [session, undisturbed]) {
      await each.build(bandNetwork, { seed: 4 });
      await each.loadDataset();
    }
    const last = keepLast(session, 'progress');
    const begun = next(session, 'progress');
    await session.train(training);
    await begun;
    await session.pause();
    const weights = await session.saveWeights();
    const restarted = next(session, 'restart');
    await workers.kill();
    const { step, message } = await restarted;
    assert.equal(step, last().step);
    assert.match(message, /lost/);
    assert.equal(session.state, 'paused');
    assert.deepEqual(await session.saveWeights(), weights);
    assert.deepEqual(session.info?.input, [1, 8, 8]);
    await finish(session, () => session.resume());
    await finish(undisturbed, () => undisturbed.train(training));
    assert.deepEqual(await session.saveWeights(), await undisturbed.saveWeights());
  });

  test('while running, no more than two seconds are lost', async () => {
    const workers = createWorkers();
    const session = await start({ createWorker: workers.create });
    await session.build(bandNetwork);
    await session.loadDataset();
    await session.train(LONG);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const { step } = await next(session, 'progress');
    const restarted = next(session, 'restart');
    await workers.kill();
    const { step: from } = await restarted;
    assert.ok(from > step / 10, `step ${from} of ${step} after 2.5 s`);
    assert.equal(session.state, 'paused');
    const progress = next(session, 'progress');
    await session.resume();
    assert.ok((await progress).step > from);
  });

  test('a fault inside the worker is a death too', async () => {
    const session = await start({ createWorker: () => failingAt('build', 2) });
    await session.build(bandNetwork, { seed: 1 });
    const weights = await session.saveWeights();
    const restarted = next(session, 'restart');
    await assert.rejects(session.build(linearNetwork), { name: 'WorkerError', code: 'WorkerLost' });
    assert.match((await restarted).message, /unreachable/);
    assert.equal(session.info?.layers.length, 7, 'the network from before is back');
    assert.deepEqual(await session.saveWeights(), weights);
  });

  test('requests made meanwhile wait for the new worker', async () => {
    const workers = createWorkers();
    const session = await start({ createWorker: workers.create });
    await session.build(bandNetwork);
    const restarted = next(session, 'restart');
    workers.kill();
    await assert.rejects(session.inspect({ image }), { code: 'WorkerLost' });
    const [layers] = await Promise.all([session.inspect({ image }), restarted]);
    assert.equal(layers.length, 7);
  });

  test('live views are taken up again', async () => {
    const workers = createWorkers();
    const session = await start({ createWorker: workers.create });
    await session.build(bandNetwork);
    await session.watch({ image, layers: [1] });
    const frame = next(session, 'frame');
    workers.kill();
    assert.equal((await frame).layers[0].name, 'bn1');
  });

  test('one that dies while it takes over is replaced as well', async () => {
    const workers = createWorkers((worker, { method }, nth) => {
      if (method === 'restore' && (nth === 2 || nth === 3)) worker.terminate();
    });
    const session = await start({ createWorker: workers.create });
    await session.build(bandNetwork, { seed: 6 });
    const weights = await session.saveWeights();
    const restarted = next(session, 'restart');
    workers.kill();
    await restarted;
    assert.equal(workers.made.length, 4);
    assert.deepEqual(await session.saveWeights(), weights);
  });

  test('after three failures in a row the session gives up and keeps the weights', async () => {
    let broken = true;
    const workers = createWorkers((worker, { method }, nth) => {
      if (broken && method === 'restore' && nth > 1) worker.terminate();
    });
    const session = await start({ createWorker: workers.create });
    await session.build(bandNetwork, { seed: 5 });
    const weights = await session.saveWeights();
    await session.build(bandNetwork, { seed: 6 });
    await session.loadWeights(weights);
    const error = next(session, 'error');
    workers.kill();
    const { code, message } = await error;
    assert.equal(code, 'WorkerLost');
    assert.match(message, /failed 3 times in a row/);
    assert.equal(workers.made.length, 4);
    assert.equal(session.state, 'failed');
    await assert.rejects(session.inspect({ image }), { name: 'WorkerError' });
    assert.deepEqual(await session.saveWeights(), weights);
    broken = false;
    await session.restart();
    assert.equal(session.state, 'idle');
    assert.equal((await session.inspect({ image })).length, 7);
    assert.deepEqual(await session.saveWeights(), weights);
  });

  test('a worker that never starts makes createSession fail', async () => {
    const workers = createWorkers((worker, { method }) => {
      if (method === 'init') worker.terminate();
    });
    await assert.rejects(createSession({ createWorker: workers.create }), {
      name: 'WorkerError',
      code: 'WorkerLost',
    });
    assert.equal(workers.made.length, 3);
  });

  test('an engine that is not there fails at once', async () => {
    const missing = createSession({
      createWorker: createNodeWorker,
      wasmUrl: 'file:///nowhere/convscope.wasm',
    });
    await assert.rejects(missing, { name: 'ConvscopeError', code: 'EngineLoadFailed' });
  });
});

describe('the end', () => {
  test('disposing rejects what is pending and what comes after', async () => {
    const session = await start();
    await session.build(bandNetwork);
    await session.loadDataset();
    await session.train(LONG);
    const pending = session.inspect({ image });
    const outcome = assert.rejects(pending, { name: 'WorkerError', code: 'Disposed' });
    await Promise.resolve();
    session.dispose();
    session.dispose();
    await outcome;
    await assert.rejects(session.saveWeights(), { code: 'Disposed' });
  });

  test('disposing while the worker is being replaced makes no new one', async () => {
    const workers = createWorkers();
    const session = await start({ createWorker: workers.create });
    await session.build(bandNetwork);
    const lost = assert.rejects(session.inspect({ image }), { name: 'WorkerError' });
    workers.kill();
    await lost;
    session.dispose();
    await assert.rejects(session.inspect({ image }), { code: 'Disposed' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(workers.made.length <= 2);
  });
});
