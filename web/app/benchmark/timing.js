import { median } from './statistics.js';

/**
 * Work that can be repeated without an end.
 *
 * @typedef {object} Task
 * @property {() => number} run gives how many images it took
 * @property {() => void} dispose
 */

/** Browsers round their clock to as much as 0.1 ms: single calls can be too short for it. */
const GROUP_MS = 5;

/** Reading the clock takes as long as a hundredth of the shortest calls. */
const CLOCK_MS = 0.5;

/**
 * @param {Task} task
 * @param {number} ms at least so long, and longer by one call or CLOCK_MS
 */
function repeat(task, ms) {
  const begin = performance.now();
  let images = 0;
  let calls = 0;
  let elapsedMs = 0;
  let more = 1;
  do {
    for (let i = 0; i < more; ++i) images += task.run();
    calls += more;
    elapsedMs = performance.now() - begin;
    // A coarse clock may still stand.
    more = elapsedMs > 0 ? Math.max(1, Math.floor((CLOCK_MS * calls) / elapsedMs)) : calls;
  } while (elapsedMs < ms);
  return { images, calls, elapsedMs };
}

/** @param {Task} task @param {number} seconds */
export function imagesPerSecond(task, seconds) {
  const { images, elapsedMs } = repeat(task, Math.max(GROUP_MS, 1000 * seconds));
  return (1000 * images) / elapsedMs;
}

/**
 * @param {Task} task
 * @param {number} seconds
 * @returns {number} microseconds of a call, the median over groups of calls
 */
export function latencyUs(task, seconds) {
  const end = performance.now() + 1000 * seconds;
  const values = [];
  do {
    const { calls, elapsedMs } = repeat(task, GROUP_MS);
    values.push((1000 * elapsedMs) / calls);
  } while (performance.now() < end);
  return median(values);
}
