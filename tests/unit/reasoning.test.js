import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ask } from '../../web/app/look/ask.js';
import { createSession } from '../../web/module/index.js';
import { mnistFile } from './support/mnist.js';
import { createPageNodeWorker } from './support/workers.js';

/** Why a class, and what a channel looks for: against differences, formulas and single predictions. */

/** @typedef {import('../../web/module/session/session.js').Session} Session */

const SIZE = 784;
const COUNT = 70;

/** @type {Session} */
let session;
/** @type {Uint8Array} */
let images;

const description = {
  input: [1, 28, 28],
  layers: [
    { type: 'Conv2d', name: 'c1', out_channels: 4, kernel_size: 5, stride: 2 },
    { type: 'BatchNorm2d', name: 'n1' },
    { type: 'Tanh', name: 't1' },
    { type: 'Conv2d', name: 'c2', out_channels: 6, kernel_size: 3 },
    { type: 'Sigmoid', name: 's2' },
    { type: 'Flatten', name: 'f' },
    { type: 'Linear', name: 'fc', out_features: 10 },
  ],
};
const MAPS = 4;
const LAST = 6;

before(async () => {
  session = await createSession({ createWorker: createPageNodeWorker });
  const pixels = await mnistFile('t10k-images-idx3-ubyte');
  const labels = (await mnistFile('t10k-labels-idx1-ubyte')).slice(8, 8 + COUNT);
  images = pixels.slice(16, 16 + COUNT * SIZE);
  await session.build(description, { seed: 3 });
  const set = { images, labels };
  await session.request('useImages', { train: set, test: set });
  for (let n = 0; n < 15; ++n) {
    await session.stepOnce({ epochs: 99, batchSize: 35, learningRate: 0.01 });
  }
});

after(() => session.dispose());

/** @param {number} index */
const imageAt = (index) => images.slice(index * SIZE, (index + 1) * SIZE);

/** What a layer gives for inputs. @param {Uint8Array | Float32Array} inputs @param {number} layer */
async function outputsOf(inputs, layer) {
  const [found] = await session.request('activations', { inputs, layers: [layer] });
  return found.data;
}

describe('why a class was chosen', () => {
  test('the gradient of the score is its slope', async () => {
    const image = imageAt(3);
    const { gradient, score, probabilities } = await ask(session, 'reasons', {
      image,
      output: 4,
      layer: null,
    });
    const still = Float32Array.from(image, (value) => value / 255);
    assert.ok(Math.abs(score - (await outputsOf(still, LAST))[4]) < 1e-5);
    assert.ok(Math.abs(probabilities.reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
    const strongest = Math.max(...gradient.map(Math.abs));
    assert.ok(strongest > 0);
    for (let pixel = 5; pixel < SIZE; pixel += 41) {
      const [above, below] = [still.slice(), still.slice()];
      above[pixel] += 0.05;
      below[pixel] -= 0.05;
      const rise = (await outputsOf(above, LAST))[4] - (await outputsOf(below, LAST))[4];
      assert.ok(Math.abs(rise / 0.1 - gradient[pixel]) < 0.02 * strongest, `${pixel}`);
    }
  });

  test('Grad-CAM is the channels, weighted by their mean gradient', async () => {
    const image = imageAt(8);
    const { cam } = await ask(session, 'reasons', { image, output: 2, layer: MAPS });
    const inputs = Float32Array.from(image, (value) => value / 255);
    const { activations } = await session.request('gradients', { inputs, output: 2 });
    const slopes = activations[MAPS].data;
    const values = await outputsOf(inputs, MAPS);
    const plane = values.length / 6;
    assert.deepEqual(cam?.shape, [10, 10]);
    for (let i = 0; i < plane; ++i) {
      let sum = 0;
      for (let c = 0; c < 6; ++c) {
        const part = slopes.slice(c * plane, (c + 1) * plane);
        sum += (part.reduce((all, value) => all + value, 0) / plane) * values[c * plane + i];
      }
      assert.ok(Math.abs((cam?.values[i] ?? 0) - Math.max(0, sum)) < 1e-5, `${i}`);
    }
  });

  test('a covered part costs what a prediction without it says', async () => {
    const image = imageAt(0);
    const params = { image, output: 7, side: 5 };
    const first = await ask(session, 'occlude', { ...params, first: 0, count: 50 });
    const rest = await ask(session, 'occlude', { ...params, first: 50, count: SIZE - 50 });
    const map = [...first, ...rest];
    for (const pixel of [0, 27, 31, 14 * 28 + 13, 20 * 28 + 9, 783]) {
      const [y, x] = [Math.floor(pixel / 28), pixel % 28];
      const without = image.map((value, i) => {
        const hidden = Math.abs(Math.floor(i / 28) - y) <= 2 && Math.abs((i % 28) - x) <= 2;
        return hidden ? 0 : value;
      });
      const { probabilities } = await session.predictImage({ image: without });
      assert.ok(Math.abs(probabilities[7] - map[pixel]) < 1e-5, `${pixel}`);
    }
    assert.ok(new Set(map.map((value) => value.toFixed(4))).size > 20);
  });
});

describe('what a channel looks for', () => {
  test('each test image excites it as much as the largest value of its map', async () => {
    const params = { layer: MAPS, channel: 2 };
    const first = await ask(session, 'exciting', { ...params, first: 0, count: 40 });
    const rest = await ask(session, 'exciting', { ...params, first: 40, count: COUNT - 40 });
    const found = [...first, ...rest];
    for (const index of [0, 1, 39, 40, COUNT - 1]) {
      const values = await outputsOf(imageAt(index), MAPS);
      const plane = values.length / 6;
      const most = Math.max(...values.slice(2 * plane, 3 * plane));
      assert.ok(Math.abs(found[index] - most) < 1e-6, `${index}`);
    }
  });

  test('a dream climbs, stays an image, and is read as what it was made for', async () => {
    let input = new Float32Array(SIZE).fill(0.1);
    let last = -Infinity;
    for (let n = 0; n < 5; ++n) {
      const dream = await ask(session, 'dream', {
        layer: LAST,
        channel: 6,
        steps: 10,
        rate: 0.05,
        decay: 0,
        blur: 0,
        input,
        begin: n === 0,
      });
      assert.ok(dream.score > last, `${dream.score} after ${last}`);
      assert.ok(dream.input.every((value) => value >= 0 && value <= 1));
      const outputs = await outputsOf(dream.input, LAST);
      assert.ok(Math.abs(outputs[6] - dream.score) < 1e-4);
      if (n === 4) assert.ok(dream.probabilities[6] > 0.9, `${dream.probabilities[6]}`);
      last = dream.score;
      input = dream.input;
    }
    const channel = { layer: MAPS, channel: 1 };
    const options = { steps: 20, rate: 0.04, decay: 0.01, blur: 0.1 };
    const dream = await ask(session, 'dream', { ...channel, ...options, input, begin: true });
    const values = await outputsOf(dream.input, MAPS);
    const map = values.slice(100, 200);
    const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
    assert.ok(Math.abs(mean - dream.score) < 1e-5);
  });

  test('what cannot be dreamt of is refused', async () => {
    const input = new Float32Array(SIZE);
    const options = { steps: 1, rate: 0.04, decay: 0, blur: 0, input, begin: true };
    await assert.rejects(ask(session, 'dream', { layer: MAPS, channel: 6, ...options }), {
      code: 'InvalidArgument',
      message: 'Network: expected a channel from 0 to 5, got 6',
    });
    await assert.rejects(ask(session, 'dream', { layer: 0, channel: 0, ...options, rate: 2 }), {
      code: 'InvalidArgument',
    });
  });
});
