import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, describe, test } from 'node:test';
import { ConvscopeError, createSession, WorkerError } from '../../web/module/index.js';
import { bandDataset, bandImage } from './support/data.js';
import { bandNetwork, linearNetwork } from './support/networks.js';
import { serve, stall } from './support/server.js';
import { createNodeWorker, createWorkers } from './support/workers.js';

/** @typedef {import('../../web/module/session/session.js').Session} Session */

const TRAINING = { epochs: 1, batchSize: 20, learningRate: 0.01, seed: 5 };
/** Long enough to be in the middle of it. */
const LONG = { ...TRAINING, epochs: 1_000_000 };

const { files } = bandDataset();
const server = await serve(files);
after(() => server.close());

/** @type {Session[]} */
let sessions = [];
afterEach(() => {
  for (const session of sessions) session.dispose();
  sessions = [];
});

/** @param {Partial<import('../../web/module/session/session.js').SessionOptions>} [options] */
async function start(options) {
  const session = await createSession({
    createWorker: createNodeWorker,
    dataUrl: server.url,
    ...options,
  });
  sessions.push(session);
  return session;
}

/**
 * The next event that fits.
 *
 * @param {Session} session
 * @param {string} name
 * @param {(detail: any) => boolean} [fits]
 * @returns {Promise<any>}
 */
function next(session, name, fits = () => true) {
  return new Promise((resolve) => {
    /** @param {Event} event */
    function listener(event) {
      const { detail } = /** @type {CustomEvent} */ (event);
      if (!fits(detail)) return;
      session.removeEventListener(name, listener);
      resolve(detail);
    }
    session.addEventListener(name, listener);
  });
}

/**
 * @param {Session} session
 * @param {string} name
 * @returns {() => any} the event of that name that came last
 */
function keepLast(session, name) {
  /** @type {any} */
  let last;
  session.addEventListener(name, (event) => {
    last = /** @type {CustomEvent} */ (event).detail;
  });
  return () => last;
}

/**
 * A request that is under way when the worker is ended right after.
 *
 * @param {Session} session
 */
const never = (session) => session.inspect({ image });

/** @param {Session} session @param {() => Promise<unknown>} begin */
async function finish(session, begin) {
  const finished = reached(session, 'finished');
  await begin();
  await finished;
}

/**
 * A worker whose engine fails at a request.
 *
 * @param {string} method
 * @param {number} generation
 * @returns {import('../../web/module/session/connection.js').WorkerLike}
 */
function failingAt(method, generation) {
  const worker = createNodeWorker();
  /** @type {(event: any) => void} */
  let deliver = () => undefined;
  return {
    ...worker,
    addEventListener(type, listener) {
      if (type === 'message') deliver = listener;
      worker.addEventListener(type, listener);
    },
    postMessage(message) {
      const fails = message.method === method && message.session === generation;
      const fault = { event: 'fatal', session: generation, data: { message: 'unreachable' } };
      if (fails) deliver({ data: fault });
      else worker.postMessage(message);
    },
  };
}

/** @param {Session} session @param {string} state */
const reached = (session, state) => next(session, 'state', (detail) => detail.state === state);

const image = bandImage(2, { size: 8, classes: 4 }).image;

describe('requests', () => {
  test('builds, looks inside, trains', async () => {
    const session = await start();
    assert.ok(session.schemas().some(({ type }) => type === 'Conv2d'));
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
    await session.build(bandNetwork, { seed: 6 });
    const weights = await session.saveWeights();
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
