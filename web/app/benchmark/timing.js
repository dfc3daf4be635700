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

/** @param {Task} task @param {number} seconds */
export function imagesPerSecond(task, seconds) {
  const begin = performance.now();
  let images = 0;
  let elapsedMs = 0;
  do {
    images += task.run();
    elapsedMs = performance.now() - begin;
  } while (elapsedMs < Math.max(GROUP_MS, 1000 * seconds));
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
    const begin = performance.now();
    let calls = 0;
    do {
      task.run();
      ++calls;
    } while (performance.now() - begin < GROUP_MS);
    values.push((1000 * (performance.now() - begin)) / calls);
  } while (performance.now() < end);
  return median(values);
}
