/** Keeps the way of the weights, and shows an earlier place on it. Loaded at first use. */

import { giveBack, lend } from './loan.js';

/** @typedef {import('../../module/worker/workbench.js').Workbench} Workbench */

/** @typedef {{kind: 'checkpoint', step: number, weights: Uint8Array<ArrayBuffer>} | {kind: 'returned'}} PastEvent */

/**
 * What this part can be asked for.
 *
 * @typedef {object} PastPart
 * @property {(params: {step: number}) => void} follow from now on; the last checkpoint was at this step
 * @property {(params: {weights: Uint8Array}) => void} show for a while
 * @property {(params: {}) => void} giveBack
 */

/** Checkpoints come at growing distances, but one after so many milliseconds at the latest. */
const GROWTH = 1.5;
const LONGEST = 3000;
/** Share of the time that they may take, after some milliseconds for the first ones. */
const SHARE = 0.02;
const GRACE = 40;

/** @type {WeakMap<Workbench, Scribe>} */
const scribes = new WeakMap();

class Scribe {
  /** @param {Workbench} workbench */
  constructor(workbench) {
    this.workbench = workbench;
    this.step = 0;
    this.time = 0;
    /** Milliseconds that they took, since when. */
    this.spent = 0;
    this.start = performance.now();
    workbench.observers.add(() => this.observe());
  }

  /** @param {number} step */
  follow(step) {
    this.step = step;
    this.time = performance.now();
  }

  observe() {
    const { step } = this.workbench.position;
    const now = performance.now();
    const far = step >= GROWTH * this.step || now - this.time >= LONGEST;
    if (!far || this.spent > GRACE + SHARE * (now - this.start)) return;
    this.follow(step);
    const weights = this.workbench.network.saveWeights();
    this.workbench.emit('extra', { part: 'past', data: { kind: 'checkpoint', step, weights } });
    this.spent += performance.now() - now;
  }
}

/** @param {Workbench} workbench @param {{step: number}} params */
function follow(workbench, { step }) {
  const scribe = scribes.get(workbench) ?? new Scribe(workbench);
  scribes.set(workbench, scribe);
  scribe.follow(step);
}

/** @type {{[C in keyof PastPart]: (workbench: Workbench, params: any) => ReturnType<PastPart[C]>}} */
export const past = {
  follow,
  show: (workbench, { weights }) => lend(workbench, weights),
  giveBack,
};
