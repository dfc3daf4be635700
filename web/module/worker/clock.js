/** Time and turns for the training loop. */

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds
 * @property {(task: () => void) => void} defer runs the task after the messages that are waiting
 * @property {() => void} close
 */

/**
 * In browsers a message to oneself: a timer would be held back to 4 ms and more.
 *
 * @returns {Pick<Clock, 'defer' | 'close'>}
 */
function messageTurns() {
  const { port1, port2 } = new MessageChannel();
  /** @type {(() => void)[]} */
  const tasks = [];
  port1.onmessage = () => tasks.shift()?.();
  return {
    defer(task) {
      tasks.push(task);
      port2.postMessage(null);
    },
    close() {
      tasks.length = 0;
      port1.close();
      port2.close();
    },
  };
}

/**
 * Node takes up to a thousand messages of one port before it looks at another, so there it is the
 * next turn of the event loop.
 *
 * @returns {Pick<Clock, 'defer' | 'close'>}
 */
function immediateTurns() {
  /** @type {NodeJS.Immediate | undefined} */
  let next;
  return {
    defer(task) {
      next = setImmediate(task);
    },
    close: () => clearImmediate(next),
  };
}

/** @returns {Clock} */
export function createClock() {
  const turns = typeof setImmediate === 'function' ? immediateTurns() : messageTurns();
  return { now: () => performance.now(), ...turns };
}
