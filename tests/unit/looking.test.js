import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ask } from '../../web/app/look/ask.js';
import { placeOf, tell } from '../../web/app/look/story.js';
import { createSession, loadEngine } from '../../web/module/index.js';
import { layers as schemas } from '../../web/module/schemas.js';
import { knownTypes, open, workOut, zoo } from '../support/layer-arithmetic.js';
import { createPageNodeWorker } from './support/workers.js';

/** The part of the page's worker that takes networks apart, against arithmetic done here. */

/** @typedef {import('../../web/module/session/session.js').Session} Session */
/** @typedef {NonNullable<Session['info']>} Network */

const SIZE = 784;

/** Reproducible numbers in [0, 1): a linear congruence. @param {number} seed */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);

const draw = randomNumbers(7);
const image = Uint8Array.from({ length: SIZE }, () => Math.floor(256 * draw()));

/** @type {Session} */
let session;

before(async () => {
  session = await createSession({ createWorker: createPageNodeWorker });
});

after(() => session.dispose());

/** @param {import('../../web/module/index.js').NetworkDescription} description */
async function build(description) {
  const network = await session.build(description, { seed: 5 });
  return { network, seen: await ask(session, 'observe', { image, training: false }) };
}

describe('the arithmetic of a value', () => {
  test('of every layer type equals the formula, step by step', async () => {
    const { network, seen } = await build(zoo);
    const types = new Set(network.layers.map(({ type }) => type));
    assert.deepEqual([...types].sort(), schemas.map(({ type }) => type).sort());
    assert.deepEqual([...types].sort(), [...knownTypes].sort());
    const pixels = Float32Array.from(image, (value) => value / 255);
    const dataOf = (/** @type {string} */ name) =>
      seen.layers[network.layers.findIndex((layer) => layer.name === name)]?.data ?? pixels;
    let compared = 0;
    for (const layer of network.layers) {
      const tensors = await session.parameters(layer.index);
      const inputs = layer.inputs.map(dataOf);
      for (let n = 0; n < 5; ++n) {
        const unit = Math.floor(draw() * sizeOf(layer.outputShape));
        const expected = workOut({
          ...layer,
          inputs,
          tensors: Object.fromEntries(tensors.map(({ name, data }) => [name, data])),
          unit,
        });
        const place = placeOf(unit, layer.outputShape);
        const params = { pass: seen.pass, layer: layer.index, unit: place };
        const { explanation } = await ask(session, 'explain', params);
        const steps = tell(explanation, network, layer, unit);
        const last = steps[steps.length - 1];
        const where = `${layer.name} ${unit}`;
        assert.ok('result' in last, where);
        assert.ok(
          Math.abs(last.result - expected) < 2e-5 * Math.max(1, Math.abs(expected)),
          `${where}: ${last.result}, ${expected}`,
        );
        checkSteps(steps, where);
        compared += 1;
      }
    }
    assert.ok(compared > 100);
  });

  test('belongs to one pass; a later one makes it stale', async () => {
    const { seen } = await build(zoo);
    await ask(session, 'observe', { image, training: false });
    const unit = { channel: 0, y: 0, x: 0 };
    await assert.rejects(ask(session, 'explain', { pass: seen.pass, layer: 0, unit }), {
      code: 'Stale',
    });
  });
});

/**
 * What stands between the engine's numbers adds up too.
 *
 * @param {import('../../web/app/look/story.js').Step[]} steps
 * @param {string} where
 */
function checkSteps(steps, where) {
  const close = (/** @type {number} */ a, /** @type {number} */ b) =>
    assert.ok(Math.abs(a - b) < 2e-5 * Math.max(1, Math.abs(b)), `${where}: ${a}, ${b}`);
  const sums = [];
  for (const step of steps) {
    if (step.kind === 'window') {
      const { height, width, data } = step.products;
      assert.equal(height * width, data.length, where);
      assert.equal(step.values.data.length, data.length, where);
      sums.push(step.values.data.reduce((sum, value, i) => sum + value * step.weights.data[i], 0));
      close(step.sum, sums[sums.length - 1]);
    }
    if (step.kind === 'weights') {
      sums.push(step.values.reduce((sum, value, i) => sum + value * step.weights[i], 0));
    }
    if (step.kind === 'sum') {
      close(
        step.sum,
        sums.reduce((sum, value) => sum + value, 0),
      );
      close(step.sum + step.bias, step.result);
    }
    if (step.kind === 'maximum') {
      assert.equal(step.values.data[step.winner], Math.max(...step.values.data), where);
    }
    if (step.kind === 'mean') {
      close(step.values.data.reduce((sum, value) => sum + value, 0) / step.divisor, step.result);
    }
    if (step.kind === 'add') {
      close(
        step.terms.reduce((sum, { value }) => sum + value, 0),
        step.result,
      );
    }
  }
  const norms = steps.filter((step) => step.kind === 'norm');
  norms.forEach((step, i) => {
    if (i > 0) assert.equal(step.from, norms[i - 1].result, where);
  });
  checkShares(steps, close);
}

/**
 * Softmax and LogSoftmax: e to each value less the largest, their sum, and what comes of it.
 *
 * @param {import('../../web/app/look/story.js').Step[]} steps
 * @param {(a: number, b: number) => void} close
 */
function checkShares([first, last], close) {
  if (first.kind !== 'powers') return;
  const values = first.powers.map(({ value }) => value);
  const powers = values.map((value) => Math.exp(value - Math.max(...values)));
  first.powers.forEach(({ power }, i) => {
    close(power, powers[i]);
  });
  const sum = powers.reduce((all, power) => all + power, 0);
  close(first.sum, sum);
  const share = powers[first.at] / sum;
  if (last.kind === 'share') close(last.power / last.sum, share);
  else if (last.kind === 'logShare') close(last.below - last.logarithm, Math.log(share));
  else assert.fail(last.kind);
}

describe('the field of a value', () => {
  /** By layer and unit, the pixels that move it. @type {Set<number>[][]} */
  let moved;
  /** @type {Network} */
  let network;
  /** @type {number} */
  let pass;

  before(async () => {
    const built = await build(open);
    network = built.network;
    pass = built.seen.pass;
    const engine = await loadEngine();
    const twin = engine.createNetwork(open, { maxBatch: 1, seed: 5 });
    twin.loadWeights(await session.saveWeights());
    const still = Float32Array.from(image, (value) => value / 255);
    const all = () => network.layers.map(({ index }) => twin.activation(index));
    twin.setInput(still);
    twin.forward();
    const base = all();
    moved = base.map((values) => Array.from(values, () => new Set()));
    for (let pixel = 0; pixel < SIZE; ++pixel) {
      for (const push of [-4000, 4000, -3, 3]) {
        const input = still.slice();
        input[pixel] += push;
        twin.setInput(input);
        twin.forward();
        all().forEach((values, layer) => {
          values.forEach((value, unit) => {
            if (value !== base[layer][unit]) moved[layer][unit].add(pixel);
          });
        });
      }
    }
    twin.dispose();
    engine.dispose();
  });

  test('is the set of pixels that move it, for 50 random values', async () => {
    for (let n = 0; n < 50; ++n) {
      const { index, name, outputShape } = network.layers[n % network.layers.length];
      const unit = Math.floor(draw() * sizeOf(outputShape));
      const params = { pass, layer: index, unit: placeOf(unit, outputShape) };
      const { traces } = await ask(session, 'explain', params);
      const found = Array.from(traces[0].marks.keys()).filter((i) => traces[0].marks[i] === 1);
      assert.deepEqual(
        found,
        [...moved[index][unit]].sort((a, b) => a - b),
        `${name} ${unit}`,
      );
    }
  });

  test('and the other way round, a pixel reaches what it moves', async () => {
    for (let n = 0; n < 10; ++n) {
      const pixel = Math.floor(draw() * SIZE);
      const traces = await ask(session, 'reach', { unit: placeOf(pixel, network.input) });
      for (const { index, name } of network.layers) {
        const { marks } = traces[index + 1];
        const reached = Array.from(marks.keys()).filter((i) => marks[i] === 1);
        const expected = moved[index].flatMap((pixels, unit) => (pixels.has(pixel) ? [unit] : []));
        assert.deepEqual(reached, expected, `${name} ${pixel}`);
      }
    }
  });
});
