import { addPoint, curvesUntil, emptyCurves } from 'convscope/elements';
import { noFigures } from '../runs/watcher.js';
import { listen } from './listen.js';
import { remember } from './storage.js';
import { isLive, toOptions } from './training-settings.js';

/** Training as the page sees it: commands to the session, and what its events say. */

/** @typedef {import('./types.js').Settings} Settings */

/** Milliseconds within which changes belong together, as those of a slider that is being moved. */
const SAME_CHANGE = 1000;

export const noProgress = {
  step: 0,
  epoch: 0,
  epochProgress: 0,
  loss: null,
  accuracy: null,
  imagesPerSecond: 0,
};

export class Training {
  /**
   * @param {import('./store.js').Store} store
   * @param {import('./types.js').Session} session
   * @param {import('./notices.js').Notices} notices
   */
  constructor(store, session, notices) {
    this.store = store;
    this.session = session;
    this.notices = notices;
    /** Steps and epochs of the weights before this visit. */
    this.before = { step: 0, epoch: 0 };
    /** The weights before the last start or change, in case it makes the training diverge. */
    this.sound = { weights: new Uint8Array(0), step: 0, epoch: 0 };
    /** When a setting was last changed. */
    this.changedAt = -SAME_CHANGE;
    /** Called when those weights are in place again. @type {() => void} */
    this.onSound = () => undefined;
    /** Makes the images ready; whether a run can begin. @type {() => Promise<boolean>} */
    this.prepare = async () => true;
    /** Called before training begins or goes on. @type {() => Promise<void>} */
    this.onStart = async () => undefined;
    /** Called before a single step. @type {() => Promise<void>} */
    this.onStep = async () => undefined;
    /** Called when the weights are about to be others. @type {() => void} */
    this.onForget = () => undefined;
    /** Called for settings that changed. @type {(patch: Partial<Settings>) => void} */
    this.onChange = () => undefined;
    /** Settings that the present run cannot take over. @type {string | null} */
    this.runKey = null;
    listen(session, 'state', (detail) => this.onState(detail));
    listen(session, 'progress', (detail) => this.onProgress(detail));
    listen(session, 'evaluation', (detail) => this.onEvaluation(detail));
  }

  get state() {
    return this.store.state.trainingState;
  }

  get settings() {
    return this.store.state.settings;
  }

  get busy() {
    return this.state === 'running' || this.state === 'waiting';
  }

  /** Starts, or goes on when the present run fits the settings. */
  train() {
    this.notices.dismiss('diverged');
    const goesOn = ['paused', 'failed'].includes(this.state) && this.runKey === this.key;
    return this.attempt(async () => {
      await this.keepSound();
      await this.onStart();
      await (goesOn ? this.session.resume() : this.startRun());
    });
  }

  get key() {
    const { batchSize, seed, vary } = this.settings;
    return `${batchSize}/${seed}/${vary}`;
  }

  get options() {
    return toOptions(this.settings, this.store.state.dataset);
  }

  /** A new run, with images that may have changed. */
  startFresh() {
    this.notices.dismiss('diverged');
    return this.attempt(async () => {
      await this.keepSound();
      await this.onStart();
      await this.startRun();
    });
  }

  async startRun() {
    if (!(await this.prepare())) return { state: this.state };
    this.runKey = this.key;
    return this.session.train(this.options);
  }

  pause() {
    return this.attempt(() => this.session.pause());
  }

  step() {
    return this.attempt(async () => {
      const params = await this.beforeStep();
      if (params) await this.session.stepOnce(params.options);
    });
  }

  /** Gets ready for a single step. @returns {Promise<{options: ReturnType<typeof toOptions>} | null>} null without images */
  async beforeStep() {
    if (this.state === 'idle' && !(await this.prepare())) return null;
    if (this.state === 'idle') this.runKey = this.key;
    await this.onStep();
    return { options: this.options };
  }

  /** @param {Partial<Settings>} patch */
  async change(patch) {
    const earlier = this.settings;
    this.store.set({ settings: { ...earlier, ...patch } });
    remember('settings', this.settings);
    this.onChange(patch);
    const all = Object.entries(toOptions(this.settings, this.store.state.dataset));
    const live = Object.fromEntries(all.filter(([name]) => name in patch && isLive(name)));
    if (this.state === 'idle' || Object.keys(live).length === 0) return;
    const good = await this.attempt(async () => {
      const before = this.keepSound();
      this.changedAt = performance.now();
      await before;
      await this.session.setTraining(live);
    });
    if (!good) this.store.set({ settings: earlier });
  }

  /** Copies the weights, unless a change of a moment ago may be at work in them already. */
  async keepSound() {
    if (performance.now() - this.changedAt < SAME_CHANGE) return;
    const { step, epoch } = this.store.state.progress;
    this.sound = { weights: await this.session.saveWeights(), step, epoch };
  }

  /** Back to the weights before the start or change that made the training diverge. */
  async backToSound() {
    const { weights, step, epoch } = this.sound;
    if (!(await this.attempt(() => this.session.loadWeights(weights)))) return;
    this.before = { step, epoch };
    this.runKey = null;
    const { curves } = this.store.state;
    this.store.set({
      curves: curvesUntil(curves, step),
      progress: { ...noProgress, step, epoch },
    });
    this.onSound();
  }

  /** @param {() => Promise<unknown>} action */
  async attempt(action) {
    try {
      await action();
      return true;
    } catch (error) {
      this.notices.report(error);
      return false;
    }
  }

  /** The weights are new: nothing learnt, nothing measured. */
  forget() {
    this.onForget();
    this.before = { step: 0, epoch: 0 };
    this.runKey = null;
    this.changedAt = -SAME_CHANGE;
    this.store.set({
      progress: noProgress,
      evaluation: null,
      best: null,
      curves: emptyCurves(),
      live: noFigures(),
    });
  }

  /** @param {import('./types.js').Events['state']} detail */
  onState({ state, reason }) {
    this.store.set({ trainingState: state });
    if (state !== 'failed') return;
    if (reason?.code === 'Diverged') {
      this.notices.add({
        id: 'diverged',
        kind: 'error',
        key: 'errors.diverged',
        detail: reason.message,
      });
      this.backToSound();
    } else if (reason) this.notices.report(reason);
  }

  /** @param {import('./types.js').Events['progress']} detail */
  onProgress({ step, epoch, epochProgress, loss, accuracy, imagesPerSecond }) {
    const { curves, model } = this.store.state;
    const progress = {
      step: this.before.step + step,
      epoch: this.before.epoch + epoch,
      epochProgress,
      loss,
      accuracy,
      imagesPerSecond,
    };
    addPoint(curves.train, progress);
    if (model.kind !== 'trained') this.store.set({ model: { kind: 'trained', accuracy: null } });
    this.store.set({ progress, curves });
  }

  /** @param {Omit<import('./types.js').Events['evaluation'], 'epoch'>} detail */
  onEvaluation({ step, loss, accuracy, count, full }) {
    const { curves, best, model } = this.store.state;
    const evaluation = { step: this.before.step + step, loss, accuracy, count, full };
    addPoint(curves.test, evaluation);
    const better =
      !best || (full && !best.full) || (full === best.full && accuracy > best.accuracy);
    this.store.set({
      curves,
      evaluation,
      best: better ? evaluation : best,
      model: { ...model, accuracy: full ? accuracy : model.accuracy },
    });
  }
}
