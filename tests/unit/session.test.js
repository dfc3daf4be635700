import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { ConvscopeError, WorkerError } from '../../web/module/index.js';
import { bandNetwork, linearNetwork } from './support/networks.js';
import { serve, stall } from './support/server.js';
import { image, LONG, next, reached, server, start, TRAINING } from './support/sessions.js';
import { createWorkers } from './support/workers.js';

/** @typedef {import('../../web/module/session/session.js').Session} Session */

describe('requests', () => {
  test('builds, looks inside, trains', async () => {
    const session = await start();
    assert.equal(session.info, null);
    const info = await session.build(bandNetwork, { seed: 3 });
    assert.equal(info.generation, 1);
    assert.equal(session.info, info);
    const layers = await session.inspect({ image, layers: [0, 6], gradients: 2 });
    assert.deepEqual(
      layers.map(({ name, shape }) => [name, shape]),
      [
        ['conv1', [4, 8, 8]],
        ['fc', [4]],
      ],
    );
    assert.equal(layers[0].gradient?.length, 256);
    assert.equal((await session.parameters(0))[0].data.length, 36);
    const dataset = await session.loadDataset();
    assert.equal(dataset.trainCount, 120);
    const { label } = await session.testImage(3);
    assert.equal(label, (await session.trainImage(43)).label);
    const finished = reached(session, 'finished');
    assert.deepEqual(await session.train(TRAINING), { state: 'running' });
    await finished;
    assert.equal(session.state, 'finished');
    const { probabilities } = await session.predictImage({ image });
    assert.equal(probabilities.length, 4);
  });

  test('errors come back with code, layer and class', async () => {
    const session = await start();
    const build = session.build({
      input: [1, 8, 8],
      layers: [{ type: 'Conv2d', name: 'edge', out_channels: 1, kernel_size: 0 }],
    });
    await assert.rejects(build, (error) => {
      assert.ok(error instanceof ConvscopeError && !(error instanceof WorkerError));
      assert.equal(error.code, 'InvalidOption');
      assert.equal(error.layer, 'edge');
      return true;
    });
    await assert.rejects(session.saveWeights(), { code: 'NoNetwork' });
    await assert.rejects(session.testImage(0), { code: 'NoDataset' });
    await assert.rejects(session.train(), { code: 'NoNetwork' });
    const circular = /** @type {any} */ ({ layers: [() => 1] });
    await assert.rejects(session.build(circular), { name: 'DataCloneError' });
    assert.equal((await session.build(bandNetwork)).layers.length, 7);
  });

  test('answers find their requests, whatever the order', async () => {
    const session = await start();
    await session.build(bandNetwork);
    server.spoil('train-00.part', stall);
    const controller = new AbortController();
    const begun = next(session, 'data', ({ loadedBytes }) => loadedBytes > 0);
    const loading = session.loadDataset({ signal: controller.signal });
    await begun;
    const [saved, layers, parameters] = await Promise.all([
      session.saveWeights(),
      session.inspect({ image, layers: [1] }),
      session.parameters(6),
    ]);
    assert.ok(saved instanceof Uint8Array);
    assert.equal(layers[0].name, 'bn1');
    assert.equal(parameters[0].shape[0], 4);
    controller.abort();
    await assert.rejects(loading, { code: 'Aborted' });
    assert.equal((await session.loadDataset()).testCount, 20);
  });

  test('an answer about a network that was replaced is refused as stale', async () => {
    const session = await start();
    await session.build(bandNetwork);
    const inspecting = session.inspect({ image });
    const building = session.build(linearNetwork);
    await assert.rejects(inspecting, { code: 'Stale' });
    assert.equal((await building).generation, 2);
    assert.equal(session.info?.layers.length, 2);
  });

  test('events of a replaced network are dropped', async () => {
    const session = await start();
    await session.build(bandNetwork);
    await session.loadDataset();
    await session.train(LONG);
    await session.watch({ image, maxPerSecond: 1000 });
    await next(session, 'frame');
    let late = 0;
    const count = () => {
      late += 1;
    };
    const building = session.build(linearNetwork);
    for (const name of ['frame', 'progress', 'evaluation']) session.addEventListener(name, count);
    await building;
    await session.saveWeights();
    assert.equal(late, 0);
    assert.equal(session.state, 'idle');
  });

  test('a network that cannot be built leaves training as it is', async () => {
    const session = await start();
    await session.build(bandNetwork);
    await session.loadDataset();
    await session.train(LONG);
    await assert.rejects(session.build({ input: [1, 8, 8], layers: [] }));
    assert.equal(session.state, 'running');
    assert.equal(session.info?.layers.length, 7);
    await next(session, 'progress');
    assert.deepEqual(await session.pause(), { state: 'paused' });
  });

  test('several sessions do not know of each other', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    await first.build(bandNetwork, { seed: 1 });
    await second.build(bandNetwork, { seed: 1 });
    await first.reset({ seed: 2 });
    assert.notDeepEqual(await first.saveWeights(), await second.saveWeights());
    first.dispose();
    assert.ok(await second.saveWeights());
  });

  test('weights travel as bytes', async () => {
    const session = await start();
    await session.build(bandNetwork, { seed: 1 });
    const weights = await session.saveWeights();
    await session.reset({ seed: 2 });
    await session.loadWeights(weights.buffer);
    assert.deepEqual(await session.saveWeights(), weights);
    await assert.rejects(session.loadWeights(new Uint8Array(9)), { code: 'InvalidCheckpoint' });
    assert.deepEqual(await session.saveWeights(), weights);
  });
});

describe('pretrained weights', () => {
  /** @param {Session} maker has the network whose weights are served */
  async function serveModel(maker) {
    await maker.build(bandNetwork, { seed: 8 });
    const weights = Buffer.from(await maker.saveWeights());
    const sha256 = createHash('sha256').update(weights).digest('hex');
    const record = JSON.stringify({ description: bandNetwork, seed: 8, sha256 });
    return serve(
      new Map([
        ['digits.json', Buffer.from(record)],
        ['digits.bin', weights],
      ]),
    );
  }

  test('replace the network, and survive the worker', async () => {
    const models = await serveModel(await start());
    const workers = createWorkers();
    const session = await start({ createWorker: workers.create, modelUrl: models.url });
    const { record, generation } = await session.loadPretrained();
    assert.equal(record.seed, 8);
    assert.equal(generation, 1);
    assert.equal(session.info?.layers[0].name, 'conv1');
    const weights = await session.saveWeights();
    const restarted = next(session, 'restart');
    workers.kill();
    await restarted;
    assert.deepEqual(await session.saveWeights(), weights);
    await models.close();
  });

  test('that arrive after another network was built are stale', async () => {
    const models = await serveModel(await start());
    const session = await start({ modelUrl: models.url });
    const loading = assert.rejects(session.loadPretrained(), { code: 'Stale' });
    await session.build(linearNetwork);
    await loading;
    assert.equal(session.info?.layers.length, 2);
    await models.close();
  });

  test('that are missing leave the network as it is', async () => {
    const session = await start({ modelUrl: server.url });
    await session.build(linearNetwork);
    await assert.rejects(session.loadPretrained(), { code: 'DownloadFailed' });
    assert.equal((await session.inspect({ image })).length, 2);
    assert.equal(session.info?.layers.length, 2);
  });
});

describe('live views', () => {
  test('frames keep coming while the client takes them', async () => {
    const session = await start();
    await session.build(bandNetwork);
    await session.loadDataset();
    await session.train(LONG);
    await session.watch({ image, layers: [0], parameters: [0], maxPerSecond: 100 });
    const first = await next(session, 'frame', ({ step }) => step > 0);
    const later = await next(session, 'frame', ({ step }) => step > first.step);
    assert.equal(later.layers[0].data.length, 256);
    assert.notDeepEqual(later.parameters[0].tensors[0].data, first.parameters[0].tensors[0].data);
  });

  test('at rest a frame shows the last weights', async () => {
    const session = await start();
    await session.build(bandNetwork);
    await session.loadDataset();
    await session.watch({ image, layers: [6], maxPerSecond: 50 });
    const frame = next(session, 'frame', ({ step }) => step === 1);
    await session.stepOnce(TRAINING);
    const [layer] = await session.inspect({ image, layers: [6] });
    assert.deepEqual((await frame).layers[0].data, layer.data);
  });
});
