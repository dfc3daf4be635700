import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imagesPerSecond, latencyUs } from '../../web/app/benchmark/timing.js';

/**
 * A clock that only a task's calls move, and that shows whole tenths of a millisecond.
 *
 * @param {import('node:test').TestContext} t
 * @param {number} callMs
 * @param {number} images of a call
 */
function clocked(t, callMs, images) {
  let nowMs = 0;
  const read = t.mock.method(performance, 'now', () => Math.floor(nowMs * 10) / 10).mock;
  const task = {
    calls: 0,
    run() {
      nowMs += callMs;
      ++this.calls;
      return images;
    },
    dispose: () => undefined,
  };
  return { task, reads: () => read.callCount() };
}

test('images a second are those of the calls, whatever the clock rounds', (t) => {
  const { task, reads } = clocked(t, 0.01, 3);
  const rate = imagesPerSecond(task, 0.1);
  assert.ok(Math.abs(rate / 300_000 - 1) < 0.002, `${rate}`);
  // 10,000 calls of 0.01 ms.
  assert.ok(task.calls >= 10_000 && task.calls < 10_100, `${task.calls}`);
  assert.ok(reads() < 250, `the clock was read ${reads()} times`);
});

test('a call longer than the time given is made once', (t) => {
  const { task } = clocked(t, 700, 1024);
  const rate = imagesPerSecond(task, 0.5);
  assert.equal(task.calls, 1);
  assert.ok(Math.abs(rate / (1024 / 0.7) - 1) < 0.001, `${rate}`);
});

test('a latency is that of a call, whatever the clock rounds', (t) => {
  for (const callMs of [0.005, 0.03, 2, 40]) {
    const { task } = clocked(t, callMs, 1);
    const us = latencyUs(task, 0.2);
    assert.ok(Math.abs(us / (1000 * callMs) - 1) < 0.03, `${us} for ${callMs} ms`);
    t.mock.restoreAll();
  }
});
