import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { hireThreads, startThreads, stopThreads } from '../../web/module/engine/threads.js';
import { loadEngine } from '../../web/module/index.js';
import create from '../../web/module/wasm/convscope-threads.js';
import { linearNetwork } from './support/networks.js';
import { start } from './support/sessions.js';

const script = new URL('../../web/module/wasm/convscope-threads.js', import.meta.url);

/** A worker for a thread. @returns {any} */
const createWorker = () => new Worker(script, { workerData: 'em-pthread' });

/** A worker whose script cannot be loaded. @returns {any} */
const createBroken = () => new Worker(new URL('nowhere.js', import.meta.url));

test('an engine has the threads that were asked for until it is disposed of', async () => {
  const module = await create();
  /** @type {Worker[]} */
  const workers = [];
  const crew = hireThreads(3, () => {
    workers.push(createWorker());
    return /** @type {any} */ (workers.at(-1));
  });
  await startThreads(module, crew);
  assert.equal(module.threads(), 3);
  assert.equal(workers.length, 2);
  const ends = workers.map((worker) => once(worker, 'exit'));
  stopThreads(module);
  await Promise.all(ends);
  assert.equal(module.threads(), 1);
});

test('a worker that cannot be loaded is an error that can be caught, and ends the others', async () => {
  const module = await create();
  const workers = [createWorker(), createBroken()];
  const end = once(workers[0], 'exit');
  const left = [...workers];
  await assert.rejects(
    startThreads(
      module,
      hireThreads(3, () => left.shift()),
    ),
    /nowhere\.js/,
  );
  await end;
  assert.equal(module.threads(), 1);
});

test('where the build for threads cannot be had, one thread does all', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'convscope-wasm-'));
  const wasm = join(folder, 'convscope.wasm');
  for (const name of ['convscope.wasm', 'convscope-training.wasm']) {
    await copyFile(new URL(name, script), join(folder, name));
  }
  try {
    const options = { threads: 2, relaxedSimd: false, wasmUrl: `file://${wasm}` };
    const engine = await loadEngine(options);
    assert.equal(engine.variant.threads, 1);
    assert.equal(engine.variant.fallback?.code, 'ThreadsFailed');
    assert.equal(engine.variant.fallback?.threads, 2);
    engine.createNetwork(linearNetwork).dispose();
    engine.dispose();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a network outlives the threads of its engine', async () => {
  const engine = await loadEngine({ threads: 2 });
  const network = engine.createNetwork(linearNetwork, { maxBatch: 8 });
  const images = Float32Array.from({ length: 8 * 64 }, (_, i) => Math.sin(i));
  const read = () => {
    network.setInput(images);
    network.forward(8);
    return network.probabilities(8);
  };
  const shared = read();
  engine.dispose();
  assert.deepEqual(read(), shared);
  network.dispose();
});

test('a session passes the number of threads on and tells what came of it', async () => {
  const session = await start({ threads: 2, relaxedSimd: false });
  assert.deepEqual(session.variant, { relaxedSimd: false, threads: 2, fallback: null });
  await session.build(linearNetwork);
});

for (const [name, end] of [
  ['was disposed of', 'engine.dispose();'],
  ['is still there', ''],
]) {
  test(`a program ends by itself when an engine with threads ${name}`, async () => {
    const index = new URL('../../web/module/index.js', import.meta.url).href;
    const folder = await mkdtemp(join(tmpdir(), 'convscope-program-'));
    const program = join(folder, 'program.mjs');
    await writeFile(
      program,
      `import { loadEngine } from '${index}';
      const engine = await loadEngine({ threads: 3 });
      engine.createNetwork(${JSON.stringify(linearNetwork)}).forward();
      ${end}
      console.log(engine.variant.threads);`,
    );
    const run = promisify(execFile)(process.execPath, [program], { timeout: 30_000 });
    const { stdout } = await run.finally(() => rm(folder, { recursive: true }));
    assert.equal(stdout, '3\n');
  });
}

test('a program that stands on the command line has threads, in a worker too', async () => {
  const index = new URL('../../web/module/index.js', import.meta.url).href;
  const program = `import { createSession, loadEngine } from '${index}';
    const engine = await loadEngine({ threads: 2 });
    const session = await createSession({ threads: 2 });
    console.log(engine.variant.threads, session.variant.threads);
    engine.dispose();
    session.dispose();`;
  const args = ['--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
  assert.equal(stdout, '2 2\n');
});
