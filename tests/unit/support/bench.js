/** A workbench on the real engine whose turns and time are in the hands of the test. */

import { Workbench } from '../../../web/module/worker/workbench.js';
import { memoryCache } from './memory-cache.js';

/** @typedef {import('../../../web/module/protocol.js').WorkerEvents} WorkerEvents */
/** @typedef {import('../../../web/module/protocol.js').WorkerEvent} WorkerEvent */

/**
 * Every look at the clock takes `tick` milliseconds, so slices have the same length on any machine.
 *
 * @param {number} tick
 */
function createManualClock(tick) {
  let time = 0;
  /** @type {(() => void)[]} */
  const tasks = [];
  return {
    now() {
      time += tick;
      return time;
    },
    /** @param {() => void} task */
    defer(task) {
      tasks.push(task);
    },
    close() {
      tasks.length = 0;
    },
    /** Runs the next slice; false if there is none. */
    turn() {
      const task = tasks.shift();
      task?.();
      return task !== undefined;
    },
  };
}

/**
 * @param {import('../../../web/module/engine/engine.js').Engine} engine
 * @param {{tick?: number, net?: import('../../../web/module/data/download.js').Net}} [options]
 */
export function createBench(engine, { tick = 1, net } = {}) {
  const clock = createManualClock(tick);
  /** @type {{event: WorkerEvent, data: any}[]} */
  const log = [];
  /** @type {((event: WorkerEvent, data: any) => void)[]} */
  const listeners = [];
  const workbench = new Workbench({
    engine,
    clock,
    cache: memoryCache(),
    net,
    emit(event, data) {
      log.push({ event, data });
      for (const listener of listeners) listener(event, data);
    },
    onFatal: (error) => {
      throw error;
    },
  });
  return {
    workbench,
    clock,
    /** Everything that was emitted. */
    log,
    /** @param {(event: WorkerEvent, data: any) => void} listener */
    listen: (listener) => listeners.push(listener),
    /**
     * What was emitted as one event.
     *
     * @template {WorkerEvent} E
     * @param {E} name
     * @returns {WorkerEvents[E][]}
     */
    of: (name) => log.filter(({ event }) => event === name).map(({ data }) => data),
    /** @returns {string[]} */
    states: () => log.filter(({ event }) => event === 'state').map(({ data }) => data.state),
    /** @param {() => boolean} [done] */
    runUntil(done = () => false) {
      for (let turns = 0; turns < 10_000; ++turns) if (done() || !clock.turn()) return;
      throw new Error('the loop does not come to rest');
    },
  };
}
