/**
 * Watches training from inside the worker: figures between two steps, for a share of the time, and
 * the conditions that end it at exactly the step they name. Loaded at first use.
 */

/** @typedef {import('../../module/worker/workbench.js').Workbench} Workbench */

/**
 * When training pauses by itself, counted from the call; null: never.
 *
 * @typedef {{steps: number | null, seconds: number | null}} Limits
 */

/** @typedef {{layer: number, norm: number}} LayerNorm */

/**
 * @typedef {object} Figures
 * @property {number} step steps since the weights were new
 * @property {number} learningRate of that step
 * @property {LayerNorm[]} gradientNorms of layers that have parameters, in that step
 * @property {number} steps since the limits were set
 * @property {number} seconds since the limits were set
 */

/** @typedef {{kind: 'figures', figures: Figures} | {kind: 'stopped', by: 'steps' | 'seconds'}} WatchingEvent */

/** @typedef {{target: number, slice: number}} TargetParams share of right answers; images at once */
/** @typedef {{loss: number, accuracy: number, count: number, step: number}} Judged */
/** @typedef {Judged & {reached: boolean}} Confirmed */

/**
 * What this part can be asked for.
 *
 * @typedef {object} Watching
 * @property {(params: {limits: Limits | null}) => void} follow limits hold from now on; null keeps those there are
 * @property {(params: {}) => void} taken the page is ready for more figures
 * @property {(params: {slice: number}) => Promise<Judged | null>} judge
 * @property {(params: TargetParams) => Promise<Confirmed | null>} confirm
 */

/** Share of the time that figures may take. */
const SHARE = 0.03;
/** Milliseconds between two sets of figures, at least. */
const PAUSE = 200;

/** @type {WeakMap<Workbench, Watcher>} */
const watchers = new WeakMap();

class Watcher {
  /** @param {Workbench} workbench */
  constructor(workbench) {
    this.workbench = workbench;
    this.ready = true;
    this.due = 0;
    /** @type {Limits} */
    this.limits = { steps: null, seconds: null };
    this.steps = 0;
    this.seconds = 0;
    /** When the step before ended; null after a pause. @type {number | null} */
    this.last = null;
    workbench.observers.add(() => this.observe());
  }

  /** @param {Limits} limits */
  limit(limits) {
    this.limits = limits;
    this.steps = 0;
    this.seconds = 0;
    this.last = performance.now();
  }

  observe() {
    const now = performance.now();
    if (this.last !== null) this.seconds += (now - this.last) / 1000;
    this.last = now;
    this.steps += 1;
    if (this.ready && now >= this.due) this.report(now);
    this.checkLimits();
  }

  /** @param {number} start */
  report(start) {
    const { workbench, steps, seconds } = this;
    const { network, run, position } = workbench;
    const learning = network.info.layers.filter(({ parameterCount }) => parameterCount > 0);
    const gradientNorms = learning.map(({ index }) => ({
      layer: index,
      norm: network.inspect.parameterGradientNorm(index),
    }));
    const learningRate = run?.learningRate ?? 0;
    this.ready = false;
    this.tell({
      kind: 'figures',
      figures: { step: position.step, learningRate, gradientNorms, steps, seconds },
    });
    const spent = performance.now() - start;
    this.due = start + Math.max(PAUSE, spent / SHARE);
  }

  checkLimits() {
    const { steps, seconds } = this.limits;
    if (steps !== null && this.steps >= steps) this.stop('steps');
    else if (seconds !== null && this.seconds >= seconds) this.stop('seconds');
  }

  /** @param {'steps' | 'seconds'} by */
  stop(by) {
    this.limits = { steps: null, seconds: null };
    this.workbench.pause();
    this.tell({ kind: 'stopped', by });
  }

  /** @param {WatchingEvent} data */
  tell(data) {
    this.workbench.emit('extra', { part: 'watching', data });
  }
}

/** @param {Workbench} workbench */
function watcherOf(workbench) {
  const watcher = watchers.get(workbench) ?? new Watcher(workbench);
  watchers.set(workbench, watcher);
  return watcher;
}

/** @param {Workbench} workbench @param {{limits: Limits | null}} params */
function follow(workbench, { limits }) {
  const watcher = watcherOf(workbench);
  watcher.ready = true;
  if (limits) watcher.limit(limits);
}

/** @param {Workbench} workbench */
function taken(workbench) {
  watcherOf(workbench).ready = true;
}

/**
 * All test images, in slices; null when something else happened to a training that rests.
 *
 * @param {Workbench} workbench
 * @param {{slice: number}} params
 * @returns {Promise<Judged | null>}
 */
async function judge(workbench, { slice }) {
  const { test } = workbench.datasets;
  if (!test || workbench.state === 'running') return null;
  const { network, run, position } = workbench;
  const undisturbed = () =>
    workbench.state !== 'running' &&
    workbench.run === run &&
    workbench.network === network &&
    workbench.position === position;
  let [loss, correct] = [0, 0];
  for (let first = 0; first < test.size; first += slice) {
    const count = Math.min(slice, test.size - first);
    const part = workbench.engine.evaluate(network, test, first, count);
    loss += part.loss;
    correct += part.correct;
    await new Promise((resolve) => setTimeout(resolve));
    if (!undisturbed()) return null;
  }
  const count = test.size;
  return { loss: loss / count, accuracy: correct / count, count, step: position.step };
}

/**
 * Training rests while all test images are looked at, and goes on unless enough of them are right.
 * Null when something else happened to it meanwhile.
 *
 * @param {Workbench} workbench
 * @param {TargetParams} params
 * @returns {Promise<Confirmed | null>}
 */
async function confirm(workbench, { target, slice }) {
  if (workbench.state !== 'running' || !workbench.datasets.test) return null;
  workbench.pause();
  const judged = await judge(workbench, { slice });
  if (!judged) return null;
  const reached = judged.accuracy >= target;
  if (!reached) workbench.resume();
  return { ...judged, reached };
}

/** @type {{[C in keyof Watching]: (workbench: Workbench, params: any) => ReturnType<Watching[C]>}} */
export const watching = { follow, taken, judge, confirm };
