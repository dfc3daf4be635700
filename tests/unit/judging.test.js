import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ask } from '../../web/app/judge/ask.js';
import { createSession } from '../../web/module/index.js';
import { mnistFile } from './support/mnist.js';
import { createPageNodeWorker } from './support/workers.js';

/** Judging and fine-tuning copies of the network, against predictions made one image at a time. */

/** @typedef {import('../../web/module/session/session.js').Session} Session */

const COUNT = 300;
const SIZE = 784;

/** @type {Session} */
let session;
/** @type {{pixels: Uint8Array, labels: Uint8Array}} */
let images;
/** @type {number} */
let snapshot;

/** @param {Uint8Array} pixels @returns {Promise<number[][]>} probabilities of each image */
async function predictOneByOne(pixels) {
  const rows = [];
  for (let at = 0; at < pixels.length; at += SIZE) {
    const { probabilities } = await session.predictImage({ image: pixels.slice(at, at + SIZE) });
    rows.push([...probabilities]);
  }
  return rows;
}

/** @param {number[]} row */
const largest = (row) => row.indexOf(Math.max(...row));

before(async () => {
  session = await createSession({ createWorker: createPageNodeWorker });
  images = {
    pixels: (await mnistFile('t10k-images-idx3-ubyte')).slice(16, 16 + COUNT * SIZE),
    labels: (await mnistFile('t10k-labels-idx1-ubyte')).slice(8, 8 + COUNT),
  };
  // Few steps only, so that there are mistakes to compare.
  await session.build(
    {
      input: [1, 28, 28],
      layers: [
        { type: 'Conv2d', out_channels: 4, kernel_size: 5, stride: 2 },
        { type: 'BatchNorm2d' },
        { type: 'ReLU' },
        { type: 'Flatten' },
        { type: 'Linear', out_features: 10 },
      ],
    },
    { seed: 2 },
  );
  const set = { images: images.pixels, labels: images.labels };
  await session.request('useImages', { train: set, test: set });
  for (let n = 0; n < 12; ++n) {
    await session.stepOnce({ epochs: 9, batchSize: 32, learningRate: 0.01 });
  }
  ({ snapshot } = await ask(session, 'takeSnapshot', {}));
});

after(() => session.dispose());

describe('judging', () => {
  test('predictions, certainty and losses are those of single predictions', async () => {
    const judged = await ask(session, 'judge', { snapshot, first: 0, count: COUNT });
    const rows = await predictOneByOne(images.pixels);
    assert.deepEqual([...judged.predictions], rows.map(largest));
    assert.deepEqual([...judged.labels], [...images.labels]);
    const mistakes = rows.filter((row, i) => largest(row) !== images.labels[i]).length;
    assert.ok(mistakes > 5 && mistakes < COUNT * 0.8, `${mistakes} mistakes`);
    let total = 0;
    for (const [i, row] of rows.entries()) {
      const loss = -Math.log(row[images.labels[i]]);
      total += loss;
      assert.ok(Math.abs(judged.confidences[i] - Math.max(...row)) < 1e-5);
      const expected = largest(row) === images.labels[i] ? 0 : loss;
      assert.ok(Math.abs(judged.losses[i] - expected) < 1e-3 * Math.max(1, loss), `${i}`);
    }
    assert.ok(Math.abs(judged.loss - total) < 1e-3 * total, `${judged.loss}, ${total}`);
  });

  test('any slice gives the same answers', async () => {
    const whole = await ask(session, 'judge', { snapshot, first: 0, count: COUNT });
    const part = await ask(session, 'judge', { snapshot, first: 70, count: 101 });
    assert.deepEqual(part.predictions, whole.predictions.slice(70, 171));
    assert.deepEqual(part.losses, whole.losses.slice(70, 171));
  });

  test('moved images are the ones that the caller moves', async () => {
    const [right, down, count] = [3, -2, 40];
    const own = new Uint8Array(count * SIZE);
    for (let i = 0; i < own.length; ++i) {
      const [x, y] = [(i % 28) - right, (Math.floor(i / 28) % 28) - down];
      const inside = x >= 0 && x < 28 && y >= 0 && y < 28;
      if (inside) own[i] = images.pixels[Math.floor(i / SIZE) * SIZE + y * 28 + x];
    }
    const params = { snapshot, first: 0, count, right, down };
    const { predictions } = await ask(session, 'judge', params);
    assert.deepEqual([...predictions], (await predictOneByOne(own)).map(largest));
    const placed = { index: 1, degrees: 0, right, down };
    assert.deepEqual(await ask(session, 'placedImage', placed), own.slice(SIZE, 2 * SIZE));
  });

  test('a training that goes on does not change the copy', async () => {
    const first = await ask(session, 'judge', { snapshot, first: 0, count: 50 });
    for (let n = 0; n < 3; ++n) await session.stepOnce();
    const second = await ask(session, 'judge', { snapshot, first: 0, count: 50 });
    assert.deepEqual(second.confidences, first.confidences);
  });
});

describe('fine-tuning', () => {
  test('teaches other labels for some images, on a copy until it is adopted', async () => {
    const own = images.pixels.slice(0, 10 * SIZE);
    const labels = Uint8Array.from(images.labels.slice(0, 10), (label) => (label + 1) % 10);
    const before = await session.saveWeights();
    const { snapshot: copy } = await ask(session, 'takeSnapshot', {});
    await ask(session, 'prepareFineTuning', {
      snapshot: copy,
      images: own,
      labels,
      repeat: 10,
      replay: 100,
      options: { batch_size: 32, lr: 0.01, optimizer: 'Adam' },
    });
    await ask(session, 'fineTune', { snapshot: copy, steps: 60 });
    assert.deepEqual(await session.saveWeights(), before);
    const adopted = await ask(session, 'adoptSnapshot', { snapshot: copy });
    assert.equal(adopted.classes, 10);
    const now = (await predictOneByOne(own)).map(largest);
    const learnt = now.filter((said, i) => said === labels[i]).length;
    assert.ok(learnt >= 8, `${learnt} of 10`);
    await ask(session, 'dropSnapshot', { snapshot: copy });
    await assert.rejects(ask(session, 'fineTune', { snapshot: copy, steps: 1 }), {
      code: 'OutOfRange',
    });
  });
});
