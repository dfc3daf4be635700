import { isStop, throwIfStopped } from '../judge/slices.js';

/** Work in slices that shows how far it is and can be given up; a newer run ends the one before. */
export class Task extends EventTarget {
  /** @param {import('../state/notices.js').Notices} notices */
  constructor(notices) {
    super();
    this.notices = notices;
    /** @type {{share: number, abort: AbortController} | null} */
    this.busy = null;
  }

  tell() {
    this.dispatchEvent(new Event('change'));
  }

  stop() {
    this.busy?.abort.abort();
  }

  /** @param {(tick: (share: number) => void) => Promise<void>} work calls `tick` between slices */
  async run(work) {
    this.stop();
    const abort = new AbortController();
    const mine = { share: 0, abort };
    this.busy = mine;
    this.tell();
    const tick = (/** @type {number} */ share) => {
      throwIfStopped(abort.signal);
      mine.share = share;
      this.tell();
    };
    try {
      await work(tick);
    } catch (error) {
      if (!isStop(error)) this.notices.report(error);
    } finally {
      if (this.busy === mine) this.busy = null;
      this.tell();
    }
  }
}
