/** How long training still takes, from how it went in the last seconds: looks at the test images and pauses of the machine included. */

/** @typedef {{time: number, passes: number, steps: number}} Mark time in seconds */
/** @typedef {{passes: number, steps: number, seconds: number}} Left what is left of each limit; Infinity: no limit */

/** Seconds that count. */
const WINDOW = 10;

export class Pace {
  constructor() {
    /** @type {Mark[]} */
    this.marks = [];
  }

  restart() {
    this.marks = [];
  }

  /** @param {Mark} mark */
  add(mark) {
    this.marks.push(mark);
    while (this.marks.length > 2 && mark.time - this.marks[1].time >= WINDOW) this.marks.shift();
  }

  /** Seconds until the first limit is reached; null while there is nothing to go by. @param {Left} left */
  left({ passes, steps, seconds }) {
    const [first] = this.marks;
    const last = this.marks.at(-1);
    if (!last || last.time <= first.time || last.steps <= first.steps) return null;
    const time = last.time - first.time;
    const forPasses = (passes * time) / (last.passes - first.passes);
    const forSteps = (steps * time) / (last.steps - first.steps);
    const shortest = Math.min(forPasses, forSteps, seconds);
    return Number.isFinite(shortest) ? Math.max(0, shortest) : null;
  }
}
