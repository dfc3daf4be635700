import assert from 'node:assert/strict';
import test from 'node:test';
import {
  DEFAULT_SETTINGS,
  mergeLiveSettings,
  mergeSettings,
  toTrainerOptions,
} from '../../web/module/worker/training-options.js';

test('what is left out stays as it was', () => {
  const settings = mergeSettings(DEFAULT_SETTINGS, { learningRate: 0.5, momentum: undefined });
  assert.deepEqual(settings, { ...DEFAULT_SETTINGS, learningRate: 0.5 });
});

test('unknown names and impossible counts are refused', () => {
  const wrong = [
    /** @type {any} */ ({ learningrate: 1 }),
    { epochs: 0 },
    { epochs: 1.5 },
    { batchSize: 0 },
    { batchSize: Number.NaN },
  ];
  for (const options of wrong) {
    assert.throws(() => mergeSettings(DEFAULT_SETTINGS, options), { code: 'InvalidOption' });
  }
});

test('the batch size belongs to the whole run', () => {
  assert.throws(() => mergeLiveSettings(DEFAULT_SETTINGS, { batchSize: 8 }), {
    code: 'InvalidOption',
  });
  assert.equal(mergeLiveSettings(DEFAULT_SETTINGS, { epochs: 3 }).epochs, 3);
});

test('the engine gets its own names', () => {
  const settings = mergeSettings(DEFAULT_SETTINGS, {
    learningRate: 0.25,
    weightDecay: 0.125,
    augment: { shift_pixels: 2 },
  });
  assert.deepEqual(toTrainerOptions(settings, 1000), {
    batch_size: 64,
    optimizer: 'Adam',
    lr: 0.25,
    schedule: { type: 'constant', total_steps: 16 },
    momentum: 0.9,
    weight_decay: 0.125,
    seed: 1,
    augment: { shift_pixels: 2 },
  });
});

test('a schedule goes over all passes of a run', () => {
  const settings = mergeSettings(DEFAULT_SETTINGS, { schedule: 'one_cycle', epochs: 3 });
  const { schedule } = toTrainerOptions(settings, 60_000);
  assert.equal(schedule?.type, 'one_cycle');
  assert.equal(schedule?.total_steps, 3 * 938);
});
