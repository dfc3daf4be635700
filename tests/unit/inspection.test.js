import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadEngine } from '../../web/module/index.js';
import { losses, training } from '../../web/module/schemas.js';

const engine = await loadEngine();
const network = engine.createNetwork(
  {
    input: [1, 6, 6],
    layers: [
      { type: 'Conv2d', name: 'conv', out_channels: 2, kernel_size: 3, padding: 1 },
      { type: 'ReLU', name: 'relu' },
      { type: 'Add', name: 'sum', inputs: ['conv', 'relu'] },
      { type: 'Dropout', name: 'drop', p: 0.5, axis: [0, 1] },
      { type: 'MaxPool2d', name: 'pool', kernel_size: 2 },
      { type: 'Flatten', name: 'flat' },
      { type: 'Linear', name: 'fc', out_features: 3 },
    ],
  },
  { maxBatch: 2, seed: 4 },
);
const input = Float32Array.from({ length: 72 }, (_, i) => Math.sin(i * 1.7));
network.setInput(input);
network.forward(2);

after(() => {
  network.dispose();
  engine.dispose();
  assert.equal(engine.liveObjects(), 0);
});

test('the terms of a pixel are its window, and add up to it', () => {
  const { rule, terms, bias, result } = network.inspect.explain(0, { channel: 1, y: 2, x: 3 }, 1);
  assert.equal(rule, 'weighted_sum');
  assert.equal(terms.length, 9);
  const [weights] = network.parameters(0);
  terms.forEach(({ index, value, weight }, i) => {
    assert.equal(index, (1 + Math.floor(i / 3)) * 6 + 2 + (i % 3));
    assert.equal(value, input[36 + index]);
    assert.equal(weight, weights?.data[9 + i]);
  });
  const sum = terms.reduce((total, { value, weight }) => total + value * weight, bias);
  assert.ok(Math.abs(sum - result) < 1e-6);
  assert.equal(result, network.activation(0, 1)[36 + 2 * 6 + 3]);
  assert.equal(network.inspect.explain(0, { channel: 0, y: 0, x: 0 }).terms.length, 4);
});

test('a place outside the layer is refused', () => {
  assert.throws(() => network.inspect.explain(0, { channel: 2 }), { code: 'OutOfRange' });
  assert.throws(() => network.inspect.explain(9, { channel: 0 }), { code: 'OutOfRange' });
  assert.throws(() => network.inspect.explain(0, { channel: 0 }, 2), { code: 'InvalidArgument' });
  assert.throws(() => network.inspect.propagateScore(3), { code: 'InvalidArgument' });
  assert.throws(() => network.inspect.mask(0), { code: 'InvalidArgument' });
});

test('receptive fields and traces say how far a unit sees', () => {
  assert.deepEqual(network.info.layers[4]?.receptiveField, {
    size: [4, 4],
    jump: [2, 2],
    start: [-1, -1],
  });
  const traces = network.inspect.traceSources(4, { channel: 0, y: 1, x: 1 });
  assert.deepEqual(traces[0]?.box, [
    [0, 0],
    [1, 4],
    [1, 4],
  ]);
  assert.equal(
    traces[0]?.marks.reduce((total, mark) => total + mark, 0),
    16,
  );
  const reach = network.inspect.traceReach({ channel: 0, y: 0, x: 0 });
  assert.equal(
    reach[1]?.marks.reduce((total, mark) => total + mark, 0),
    8,
  );
});

test('statistics, scores and Grad-CAM come from the last pass', () => {
  network.inspect.propagateScore(2);
  assert.ok(network.inputGradient(0).some((value) => value !== 0));
  const { activation, gradient, units } = network.inspect.statistics(1, 8);
  assert.equal(units, 72);
  assert.equal(activation.counts.length, 8);
  assert.equal(
    activation.counts.reduce((total, count) => total + count, 0),
    144,
  );
  assert.equal(activation.minimum, 0);
  assert.ok(gradient.norm > 0);
  const { shape, values } = network.inspect.gradCam(1, 2);
  assert.deepEqual(shape, [6, 6]);
  assert.ok(values.every((value) => value >= 0));
});

test('masks can be read, and kept for a second pass', () => {
  network.forward(2, { training: true });
  const mask = network.inspect.mask(3, 1);
  assert.equal(new Set(mask.subarray(0, 36)).size, 1, 'one mask for a channel');
  const before = network.activation(3, 1);
  network.forward(2, { training: true, keepMasks: true });
  assert.deepEqual(network.activation(3, 1), before);
  network.forward(2);
});

test('targets lead a network whose loss takes them', () => {
  const line = engine.createNetwork({
    input: [2],
    layers: [{ type: 'Linear', name: 'fc', out_features: 1 }],
    loss: 'MSELoss',
  });
  line.setInput([1, 2]);
  line.setTargets([10]);
  line.forward(1);
  const miss = (line.activation(0)[0] ?? 0) - 10;
  assert.ok(Math.abs(line.backward().loss - miss * miss) < 1e-3);
  assert.deepEqual(line.info.loss, { type: 'MSELoss', options: {} });
  line.dispose();
});

test('losses and schedules have schemas like the layers', () => {
  const types = losses.map(({ type }) => type);
  assert.deepEqual(types, ['CrossEntropyLoss', 'MSELoss', 'BCEWithLogitsLoss']);
  assert.ok(training.some(({ type }) => type === 'schedule'));
});
