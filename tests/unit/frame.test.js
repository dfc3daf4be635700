import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancelDraw, drawNextFrame } from '../../web/module/elements/core/frame.js';

/** @param {import('node:test').TestContext} t */
function framesOf(t) {
  /** @type {(() => void)[]} */
  let asked = [];
  let nowMs = 0;
  t.mock.method(performance, 'now', () => nowMs);
  const page = /** @type {any} */ (globalThis);
  page.requestAnimationFrame = (/** @type {() => void} */ run) => asked.push(run);
  t.after(() => {
    delete page.requestAnimationFrame;
  });
  /** @type {string[]} */
  const drawn = [];
  const keys = new Map();
  const key = (/** @type {string} */ name) => keys.get(name) ?? keys.set(name, { name }).get(name);
  return {
    /** @param {string} name @param {{takesMs?: number, alone?: boolean}} [how] */
    ask(name, { takesMs = 1, alone } = {}) {
      const draw = () => {
        nowMs += takesMs;
        drawn.push(name);
      };
      drawNextFrame(key(name), draw, { alone });
    },
    cancel: (/** @type {string} */ name) => cancelDraw(key(name)),
    /** What the next frame draws; null when none was asked for. */
    next() {
      assert.ok(asked.length <= 1, 'one frame is asked for at a time');
      const run = asked.pop();
      asked = [];
      if (!run) return null;
      drawn.length = 0;
      run();
      return drawn.join(' ');
    },
  };
}

test('what is asked for between two frames is drawn once, until the time of a frame is used', (t) => {
  const frames = framesOf(t);
  for (const name of ['a', 'b', 'a', 'c', 'd']) frames.ask(name, { takesMs: 3 });
  frames.cancel('b');
  assert.equal(frames.next(), 'a c d');
  assert.equal(frames.next(), null);
  for (const name of ['a', 'b', 'c']) frames.ask(name, { takesMs: 9 });
  assert.deepEqual([frames.next(), frames.next(), frames.next()], ['a', 'b', 'c']);
  assert.equal(frames.next(), null);
});

test('of those that want to be alone one is drawn in a frame, and the others do not wait for them', (t) => {
  const frames = framesOf(t);
  for (const name of ['A', 'B', 'C']) frames.ask(name, { alone: true });
  frames.ask('small');
  assert.equal(frames.next(), 'A small');
  frames.ask('small');
  frames.ask('A', { alone: true });
  assert.deepEqual([frames.next(), frames.next(), frames.next()], ['B small', 'C', 'A']);
  assert.equal(frames.next(), null);
});
