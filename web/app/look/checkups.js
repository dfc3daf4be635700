import { listen } from '../state/listen.js';
import { ask } from './ask.js';

/** The check-ups of the layers: the latest, and how some figures went; only while they are shown. */

/** @typedef {import('../worker/health.js').Checkup} Checkup */

/** Points kept of the course of a training. */
const MOST = 200;

export class Checkups extends EventTarget {
  /** @param {import('./observer.js').Observer} observer */
  constructor(observer) {
    super();
    this.observer = observer;
    this.open = false;
    this.asking = false;
    /** @type {Checkup[]} */
    this.course = [];
    /** Which network the course belongs to. @type {unknown} */
    this.network = null;
    const { session } = observer;
    listen(session, 'extra', ({ part, data }) => {
      if (part === 'health') this.take(data);
    });
    // A new worker knows nothing of what the old one watched.
    listen(session, 'restart', () => this.watch());
  }

  get latest() {
    return this.network === this.observer.network ? this.course.at(-1) : undefined;
  }

  /** @param {boolean} open */
  show(open) {
    if (open !== this.open) {
      this.open = open;
      this.watch();
    } else if (open && !this.latest) {
      this.refresh();
    }
  }

  watch() {
    const { session } = this.observer;
    ask(session, 'watchHealth', { on: this.open }).catch(() => undefined);
    if (this.open) this.refresh();
  }

  /** Once more, when no step of a training tells. */
  async refresh() {
    const { session, playground } = this.observer;
    if (!this.open || this.asking || !playground.state.data?.trainImages) return;
    this.asking = true;
    try {
      this.take(await ask(session, 'checkUp', {}));
    } catch (error) {
      playground.notices.report(error);
    } finally {
      this.asking = false;
    }
  }

  /** @param {Checkup} checkup */
  take(checkup) {
    const { network } = this.observer;
    if (network?.layers.length !== checkup.layers.length) return;
    const earlier = this.network === network ? this.course : [];
    this.network = network;
    // Training from the start again, or going back to a checkpoint, rewinds the course.
    this.course = [...earlier.filter(({ step }) => step < checkup.step), checkup].slice(-MOST);
    this.dispatchEvent(new Event('change'));
  }
}
