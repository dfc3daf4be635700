import { listen } from '../state/listen.js';

/** One step in three presses: forward, backward, update. */

/** @typedef {import('../worker/phases.js').Phases} Phases */
/** @typedef {'forward' | 'backward' | 'update'} Phase */

/** @type {readonly Phase[]} */
export const PHASES = ['forward', 'backward', 'update'];

export class StepPhases extends EventTarget {
  /** @param {import('../state/playground.js').Playground} playground */
  constructor(playground) {
    super();
    this.playground = playground;
    /** How far the step is told; null before the first. @type {Phase | null} */
    this.phase = null;
    /** @type {Phases | null} */
    this.seen = null;
    this.busy = false;
    const { engine: session, store } = playground;
    listen(session, 'extra', ({ part, data }) => {
      if (part === 'past' && data.kind === 'returned') this.finish();
    });
    listen(session, 'restart', () => this.forget());
    store.subscribe(['network', 'runId'], () => this.follow());
    this.network = store.state.network;
  }

  /** The next press. @returns {Phase} */
  get next() {
    const at = this.phase ? PHASES.indexOf(this.phase) : PHASES.length - 1;
    return PHASES[(at + 1) % PHASES.length];
  }

  tell() {
    this.dispatchEvent(new Event('change'));
  }

  /** Another network has no such step. */
  follow() {
    const { network, runId } = this.playground.state;
    if (network === this.network && runId !== null) return;
    this.network = network;
    this.forget();
  }

  forget() {
    this.phase = null;
    this.seen = null;
    this.tell();
  }

  /** Whatever goes on with the newest weights ends the step. */
  finish() {
    if (!this.seen) return;
    this.phase = 'update';
    this.tell();
  }

  async press() {
    if (this.busy) return;
    this.busy = true;
    const { next } = this;
    try {
      if (next === 'forward') await this.begin();
      else if (next === 'backward') this.phase = 'backward';
      else await this.update();
    } catch (error) {
      this.playground.notices.report(error);
    } finally {
      this.busy = false;
      this.tell();
    }
  }

  async begin() {
    const { training, engine } = this.playground;
    if (!training) return;
    const params = await training.beforeStep();
    if (!params) return;
    const found = await engine.request('extra', { part: 'phases', call: 'step', params });
    this.seen = found;
    this.phase = found ? 'forward' : null;
    this.playground.onNewWeights();
  }

  async update() {
    const { engine } = this.playground;
    await engine.request('extra', { part: 'past', call: 'giveBack', params: {} });
    this.phase = 'update';
    this.playground.refreshViews();
  }
}
