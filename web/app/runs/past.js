import { Latest } from '../state/latest.js';
import { listen } from '../state/listen.js';
import { dropCheckpoints, keepCheckpoints, readCheckpoints } from './shelf.js';
import { parseCheckpoints, withCheckpoint } from './thinning.js';

/** The way of the present weights: its checkpoints, and the one that is looked at. */

/** @typedef {import('../worker/past.js').PastPart} PastPart */
/** @typedef {import('../worker/past.js').PastEvent} PastEvent */
/** @typedef {import('./run.js').Run} Run */

/** Milliseconds between two savings while training goes on: they are larger than the run itself. */
const SAVE_EVERY = 10_000;
/** Bytes of checkpoints in the browser's storage, over all runs; those of the oldest runs go first. */
const MOST_KEPT = 96 * 2 ** 20;

export class Past {
  /** @param {import('../state/playground.js').Playground} playground @param {import('./recorder.js').Recorder} recorder */
  constructor(playground, recorder) {
    this.playground = playground;
    this.store = playground.store;
    this.session = playground.engine;
    this.recorder = recorder;
    this.savedAt = 0;
    /** Done when the place where training rests is kept. @type {Promise<void>} */
    this.resting = Promise.resolve();
    /** @type {Latest<number | null>} */
    this.requests = new Latest((index) => this.send(index));
    listen(this.session, 'extra', ({ part, data }) => {
      if (part === 'past') this.onEvent(data);
    });
    listen(this.session, 'restart', () => this.returned());
    this.store.subscribe(['trainingState'], () => this.onState());
    this.store.subscribe(['runId'], () => this.onRun());
    /** The run whose checkpoints these are. @type {string | null} */
    this.runId = null;
  }

  get state() {
    return this.store.state;
  }

  get before() {
    return this.playground.training?.before.step ?? 0;
  }

  /**
   * @template {keyof PastPart} C
   * @param {C} call
   * @param {Parameters<PastPart[C]>[0]} params
   */
  ask(call, params) {
    return this.session.request('extra', { part: 'past', call, params });
  }

  /** Before training begins or goes on: its beginning is the first checkpoint. */
  async follow() {
    const { checkpoints, progress } = this.state;
    await this.returnNewest();
    if (checkpoints.length === 0) await this.addNewest();
    await this.ask('follow', { step: progress.step - this.before });
  }

  async addNewest() {
    const { step } = this.state.progress;
    const { generation } = this;
    const weights = await this.session.saveWeights();
    if (generation === this.generation) this.add(step, weights);
  }

  /** Changes with the weights. */
  get generation() {
    return this.session.info?.generation;
  }

  /** @param {number} step of the page @param {Uint8Array<ArrayBuffer>} weights */
  add(step, weights) {
    this.store.set({ checkpoints: withCheckpoint(this.state.checkpoints, { step, weights }) });
    if (performance.now() - this.savedAt >= SAVE_EVERY) this.save();
  }

  /** @param {PastEvent} event */
  onEvent(event) {
    if (event.kind === 'returned') this.returned();
    else this.add(this.before + event.step, event.weights);
  }

  onState() {
    const { trainingState } = this.state;
    if (trainingState !== 'paused' && trainingState !== 'finished') return;
    this.resting = this.rest().then(() => this.save());
  }

  /** Where training rests is a checkpoint. */
  async rest() {
    const { checkpoints, progress, runId } = this.state;
    if (!runId || checkpoints.at(-1)?.step === progress.step) return;
    try {
      await this.addNewest();
    } catch (error) {
      this.playground.notices.report(error);
    }
  }

  /** Another run has another way; that of an earlier visit comes back with its run. */
  async onRun() {
    const { runId, checkpoints } = this.state;
    const earlier = this.runId;
    this.runId = runId;
    if (runId === earlier && runId !== null) return;
    if (earlier === null && runId !== null && checkpoints.length > 0) return;
    if (earlier !== null) this.save(earlier, checkpoints);
    this.clear();
    if (!runId) return;
    const kept = parseCheckpoints(await readCheckpoints(runId));
    const { step } = this.state.progress;
    const early = kept.filter((checkpoint) => checkpoint.step <= step);
    const merged = this.state.checkpoints.reduce(withCheckpoint, early);
    if (this.runId === runId) this.store.set({ checkpoints: merged });
  }

  clear() {
    this.store.set({ checkpoints: [], lookingAt: null });
    this.playground.notices.dismiss('past');
  }

  async save(runId = this.state.runId, checkpoints = this.state.checkpoints) {
    const run = this.state.runs.find(({ id }) => id === runId);
    if (!run || checkpoints.length === 0) return;
    this.savedAt = performance.now();
    run.checkpointBytes = checkpoints.reduce((sum, { weights }) => sum + weights.byteLength, 0);
    await this.makeRoom(run);
    const kept = await keepCheckpoints(run.id, checkpoints);
    if (kept) await this.recorder.put(run);
    else this.recorder.notKept();
  }

  /** @param {Run} newest */
  async makeRoom(newest) {
    let bytes = newest.checkpointBytes ?? 0;
    for (const run of [...this.state.runs].reverse()) {
      if (run === newest || !run.checkpointBytes) continue;
      bytes += run.checkpointBytes;
      if (bytes <= MOST_KEPT) continue;
      bytes -= run.checkpointBytes;
      run.checkpointBytes = 0;
      await dropCheckpoints(run.id);
      await this.recorder.put(run);
    }
  }

  /** @param {number} index of a checkpoint; the last one is the newest */
  look(index) {
    if (this.playground.training?.busy) return;
    const { checkpoints, progress } = this.state;
    const checkpoint = checkpoints[index];
    if (!checkpoint) return;
    const newest = checkpoint.step >= progress.step;
    this.store.set({ lookingAt: newest ? null : checkpoint.step });
    this.requests.ask(newest ? null : index);
  }

  /** @param {number | null} index null for the newest weights */
  async send(index) {
    const checkpoint = index === null ? null : this.state.checkpoints[index];
    try {
      if (checkpoint) {
        await this.ask('show', { weights: checkpoint.weights });
        this.say(checkpoint.step);
      } else await this.ask('giveBack', {});
      this.playground.refreshViews();
    } catch (error) {
      this.returned();
      this.playground.notices.report(error);
    }
  }

  /** @param {number} step */
  say(step) {
    if (this.state.lookingAt === null) return;
    this.playground.notices.add({
      id: 'past',
      kind: 'info',
      key: 'runs.past.looking',
      values: { step, newest: this.state.progress.step },
      actions: [{ key: 'runs.past.back', run: () => this.returnNewest() }],
    });
  }

  async returnNewest() {
    if (this.state.lookingAt === null) return;
    this.store.set({ lookingAt: null });
    await this.ask('giveBack', {});
    this.playground.refreshViews();
  }

  /** The newest weights are in place, whoever wanted it. */
  returned() {
    const { lookingAt } = this.state;
    this.playground.notices.dismiss('past');
    if (lookingAt === null) return;
    this.store.set({ lookingAt: null });
    this.playground.refreshViews();
  }
}
