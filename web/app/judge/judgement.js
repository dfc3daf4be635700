import { listen } from '../state/listen.js';
import { isStop, judgeAll, throwIfStopped, withSnapshot } from './slices.js';

/** Judging as the view sees it: what was measured, what is being measured, and whether it still holds. */

/** @typedef {import('../worker/judging.js').Judged} Judged */
/** @typedef {{degrees: number, right: number, down: number}} Place */
/** @typedef {{place: Place, accuracy: number}} Point */

/** How far images are moved and turned. */
const MOST_PIXELS = 4;
const MOST_DEGREES = 45;
const DEGREE_STEP = 5;

/** @param {number} most @param {number} step */
const symmetric = (most, step) =>
  Array.from({ length: (2 * most) / step + 1 }, (_, i) => i * step - most);

export const pixels = symmetric(MOST_PIXELS, 1);
export const degrees = symmetric(MOST_DEGREES, DEGREE_STEP);

/** The middle first, so that the picture grows outwards. @returns {Place[]} */
function places() {
  const moves = pixels.flatMap((down) => pixels.map((right) => ({ degrees: 0, right, down })));
  const far = (/** @type {Place} */ { right, down }) => right * right + down * down;
  const turns = degrees.map((angle) => ({ degrees: angle, right: 0, down: 0 }));
  return [
    ...moves.sort((a, b) => far(a) - far(b)),
    ...turns.sort((a, b) => Math.abs(a.degrees) - Math.abs(b.degrees)),
  ];
}

export class Judgement extends EventTarget {
  /**
   * @param {import('../state/playground.js').Playground} playground
   * @param {import('../state/types.js').Session} session
   */
  constructor(playground, session) {
    super();
    this.playground = playground;
    this.session = session;
    /** @type {Judged | null} */
    this.judged = null;
    /** @type {Point[]} */
    this.points = [];
    /** Test images that the tolerance is measured on. */
    this.sample = 1000;
    this.classes = 10;
    this.dataset = '';
    /** @type {{what: 'all' | 'tolerance', share: number, abort: AbortController} | null} */
    this.busy = null;
    /** Grows with every change of the weights. */
    this.revision = 0;
    this.judgedAt = -1;
    this.measuredAt = -1;
    this.followWeights();
  }

  followWeights() {
    let step = this.playground.state.progress.step;
    const changed = () => {
      this.revision += 1;
      this.tell();
    };
    // New weights are announced by the state 'idle'.
    listen(this.session, 'state', ({ state }) => {
      if (state === 'idle') changed();
    });
    this.playground.store.subscribe(['progress'], () => {
      const now = this.playground.state.progress.step;
      if (now !== step) changed();
      step = now;
    });
  }

  get stale() {
    return this.judged !== null && this.judgedAt !== this.revision;
  }

  get pointsStale() {
    return this.points.length > 0 && this.measuredAt !== this.revision;
  }

  tell() {
    this.dispatchEvent(new Event('change'));
  }

  stop() {
    this.busy?.abort.abort();
  }

  /** In hundredths: the view is large, and there are many slices. @param {number} share */
  progress(share) {
    const hundredths = Math.floor(share * 100) / 100;
    if (!this.busy || this.busy.share === hundredths) return;
    this.busy.share = hundredths;
    this.tell();
  }

  /**
   * One thing at a time; errors become notices.
   *
   * @param {'all' | 'tolerance'} what
   * @param {(signal: AbortSignal) => Promise<void>} work
   */
  async run(what, work) {
    if (this.busy) return;
    const abort = new AbortController();
    this.busy = { what, share: 0, abort };
    this.tell();
    try {
      await work(abort.signal);
    } catch (error) {
      if (!isStop(error)) this.playground.notices.report(error);
    } finally {
      this.busy = null;
      this.tell();
    }
  }

  judge() {
    return this.run('all', (signal) =>
      withSnapshot(this.session, async ({ snapshot, testImages: total }) => {
        const { revision } = this;
        const dataset = this.playground.state.dataset.id;
        const classes = this.session.info?.classes ?? 10;
        const onProgress = (/** @type {number} */ done) => this.progress(done / total);
        this.judged = await judgeAll(this.session, { snapshot, total, signal, onProgress });
        this.classes = classes;
        this.dataset = dataset;
        this.judgedAt = revision;
      }),
    );
  }

  measure() {
    return this.run('tolerance', (signal) =>
      withSnapshot(this.session, async ({ snapshot, testImages }) => {
        const total = Math.min(this.sample, testImages);
        const all = places();
        this.points = [];
        this.measuredAt = this.revision;
        for (const [index, place] of all.entries()) {
          throwIfStopped(signal);
          const judged = await judgeAll(this.session, {
            snapshot,
            total,
            signal,
            placement: place,
            onProgress: (done) => this.progress((index + done / total) / all.length),
          });
          const right = judged.labels.filter((label, i) => label === judged.predictions[i]).length;
          this.points.push({ place, accuracy: right / total });
        }
      }),
    );
  }

  /** @param {Partial<Place>} place @returns {number | undefined} accuracy there, if it was measured */
  accuracyAt({ degrees: angle = 0, right = 0, down = 0 }) {
    return this.points.find(
      ({ place }) => place.degrees === angle && place.right === right && place.down === down,
    )?.accuracy;
  }
}
