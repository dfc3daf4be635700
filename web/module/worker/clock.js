/** Time and turns for the training loop. */

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds
 * @property {(task: () => void) => void} defer runs the task after the messages that are waiting
 * @property {() => void} close
 */

/**
 * Gives up the thread by a message to itself: a timer would be held back to 4 ms and more.
 *
 * @returns {Clock}
 */
export function createClock() {
  const { port1, port2 } = new MessageChannel();
  /** @type {(() => void)[]} */
  const tasks = [];
  port1.onmessage = () => tasks.shift()?.();
  return {
    now: () => performance.now(),
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
