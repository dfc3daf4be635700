import { listen } from '../state/listen.js';
import { trainingOperations } from './operations.js';
import { Pace } from './pace.js';
import { addValues, emptySeries } from './series.js';
import { askWatcher } from './watching.js';

/** Figures of the training that goes on, and what makes it stop by itself. */

/** @typedef {import('../state/types.js').Live} Live */
/** @typedef {import('../worker/watching.js').WatchingEvent} WatchingEvent */

/** Test images that are looked at between two messages. */
const SLICE = 250;

/** @returns {Live} */
export const noFigures = () => ({
  learningRate: null,
  gflops: null,
  secondsLeft: null,
  rates: emptySeries(),
  norms: emptySeries(),
});

export class Watcher {
  /**
   * @param {import('../state/store.js').Store} store
   * @param {import('../state/types.js').Session} session
   * @param {import('../state/training.js').Training} training
   * @param {import('../state/notices.js').Notices} notices
   */
  constructor(store, session, training, notices) {
    this.store = store;
    this.session = session;
    this.training = training;
    this.notices = notices;
    this.pace = new Pace();
    /** Steps and seconds since training was started or went on. */
    this.steps = 0;
    this.seconds = 0;
    /** How much easier the first test images are than all of them, once both are known. */
    this.bias = 0;
    /** @type {Promise<unknown> | null} */
    this.confirming = null;
    /** Called when all test images were looked at. @type {() => void} */
    this.onJudged = () => undefined;
    listen(session, 'extra', ({ part, data }) => {
      if (part === 'watching') this.onReport(data);
    });
    listen(session, 'progress', (progress) => this.onProgress(progress));
    listen(session, 'evaluation', (evaluation) => this.onEvaluation(evaluation));
    listen(session, 'restart', () => this.follow(null));
    store.subscribe(['trainingState'], () => this.onState());
  }

  get settings() {
    return this.store.state.settings;
  }

  /** Limits count from now on. */
  async arm() {
    const { stopSteps, stopSeconds } = this.settings;
    this.steps = 0;
    this.seconds = 0;
    this.pace.restart();
    this.notices.dismiss('stopped');
    await askWatcher(this.session, 'follow', {
      limits: { steps: stopSteps || null, seconds: stopSeconds || null },
    });
  }

  /** @param {import('../worker/watching.js').Limits | null} limits */
  async follow(limits) {
    try {
      await askWatcher(this.session, 'follow', { limits });
    } catch (error) {
      this.notices.report(error);
    }
  }

  /** @param {WatchingEvent} event */
  onReport(event) {
    if (event.kind === 'stopped') {
      this.stopped(event.by);
      this.judge();
      return;
    }
    const { step, learningRate, gradientNorms, steps, seconds } = event.figures;
    const { live, network } = this.store.state;
    const names = network?.layers ?? [];
    const norms = Object.fromEntries(
      gradientNorms.map(({ layer, norm }) => [names[layer]?.name ?? String(layer), norm]),
    );
    this.steps = steps;
    this.seconds = seconds;
    this.store.set({
      live: {
        ...live,
        learningRate,
        norms: addValues(live.norms, this.training.before.step + step, norms),
      },
    });
    askWatcher(this.session, 'taken', {}).catch(() => undefined);
  }

  /** @param {import('../state/types.js').Events['progress']} progress */
  onProgress({ step, epoch, epochProgress, epochs, learningRate, imagesPerSecond }) {
    const { live, network } = this.store.state;
    const gflops = (imagesPerSecond * trainingOperations(network?.layers ?? [])) / 1e9;
    const passes = epoch - 1 + epochProgress;
    this.pace.add({ time: performance.now() / 1000, passes, steps: step });
    const { stopSteps, stopSeconds } = this.settings;
    const secondsLeft = this.pace.left({
      passes: epochs - passes,
      steps: stopSteps ? stopSteps - this.steps : Number.POSITIVE_INFINITY,
      seconds: stopSeconds ? stopSeconds - this.seconds : Number.POSITIVE_INFINITY,
    });
    const values = { learningRate, imagesPerSecond, gflops };
    const rates = addValues(live.rates, this.training.before.step + step, values);
    this.store.set({ live: { ...live, learningRate, gflops, secondsLeft, rates } });
  }

  onState() {
    if (this.store.state.trainingState === 'running') return;
    this.pace.restart();
    this.store.set({ live: { ...this.store.state.live, secondsLeft: null } });
  }

  /** @param {import('../state/types.js').Events['evaluation']} evaluation */
  async onEvaluation({ accuracy, full }) {
    const { stopAccuracy: target } = this.settings;
    if (!target || this.confirming) return;
    if (full && accuracy >= target) {
      await this.training.pause();
      this.stopped('accuracy');
    } else if (!full && accuracy - this.bias >= target) {
      this.confirming = this.confirm(target, accuracy);
      await this.confirming;
      this.confirming = null;
    }
  }

  /** Some test images speak for the target; do all of them? @param {number} target @param {number} quick */
  async confirm(target, quick) {
    try {
      const found = await askWatcher(this.session, 'confirm', { target, slice: SLICE });
      if (!found) return;
      this.training.onEvaluation({ ...found, full: true });
      this.onJudged();
      this.bias = Math.max(0, quick - found.accuracy);
      if (found.reached) this.stopped('accuracy');
    } catch (error) {
      this.notices.report(error);
    }
  }

  /** What came of it, on all test images. */
  async judge() {
    try {
      const found = await askWatcher(this.session, 'judge', { slice: SLICE });
      if (found) this.training.onEvaluation({ ...found, full: true });
      if (found) this.onJudged();
    } catch (error) {
      this.notices.report(error);
    }
  }

  /** @param {'steps' | 'seconds' | 'accuracy'} by */
  stopped(by) {
    const { stopSteps, stopSeconds, stopAccuracy } = this.settings;
    const values = {
      steps: stopSteps,
      seconds: stopSeconds,
      percent: `${Number((stopAccuracy * 100).toFixed(2))} %`,
    };
    this.notices.add({ id: 'stopped', kind: 'info', key: `runs.stopped.${by}`, values });
  }
}
