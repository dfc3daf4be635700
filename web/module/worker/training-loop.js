/**
 * Drives a run in slices of about 10 ms. Between slices the thread takes messages, so pausing, new
 * settings and predictions act between two steps.
 */

import { ConvscopeError, isFatal, toConvscopeError } from '../errors.js';
import { ProgressMeter } from './progress-meter.js';

/** @typedef {import('./clock.js').Clock} Clock */
/** @typedef {import('./evaluation.js').Evaluation} Evaluation */
/** @typedef {import('./evaluation.js').EvaluationResult} EvaluationResult */
/** @typedef {import('./run.js').Run} Run */

/**
 * 'waiting': for training images that are still to come. 'failed': see the reason; the weights are
 * sound, and `resume` tries again.
 *
 * @typedef {'idle' | 'running' | 'paused' | 'waiting' | 'finished' | 'failed'} TrainingState
 */

/** @typedef {{code: string, message: string}} Reason */

/**
 * @typedef {object} Progress
 * @property {number} step steps since the weights were new
 * @property {number} epoch the present pass, from 1
 * @property {number} epochProgress 0 to 1
 * @property {number} epochs the pass after which the run ends
 * @property {number} loss mean since the last report
 * @property {number} accuracy 0 to 1, since the last report
 * @property {number} learningRate of the last step
 * @property {number} imagesPerSecond since the last report
 */

/**
 * @typedef {object} LoopHooks
 * @property {(run: Run) => boolean} attach gives the run its trainer; false while data is missing
 * @property {() => Reason | undefined} dataProblem why no more images are coming
 * @property {(full: boolean) => Evaluation | null} createEvaluation null without test images
 * @property {(state: TrainingState, reason?: Reason) => void} onState
 * @property {(progress: Progress) => void} onProgress
 * @property {(result: EvaluationResult & {step: number, epoch: number}) => void} onEvaluation
 * @property {() => void} onStepped weights changed
 * @property {() => void} onCheckpoint time to save the run
 * @property {(error: ConvscopeError) => void} onError
 * @property {(error: unknown) => void} onFatal the engine is broken
 */

const SLICE_MS = 10;
const CHECKPOINT_EVERY_MS = 1500;

/** A quick look at part of the test images is worth a few per cent of the time. */
const EVALUATE_EVERY_IMAGES = 8192;

export class TrainingLoop {
  #clock;
  #hooks;
  #meter = new ProgressMeter();
  /** @type {Run | null} */
  #run = null;
  /** @type {TrainingState} */
  #state = 'idle';
  /** @type {Reason | undefined} */
  #reason;
  /** @type {Evaluation | null} */
  #evaluation = null;
  #scheduled = false;
  #accountedUntil = 0;
  #lastCheckpoint = 0;
  #imagesSinceEvaluation = 0;

  /**
   * @param {Clock} clock
   * @param {LoopHooks} hooks
   */
  constructor(clock, hooks) {
    this.#clock = clock;
    this.#hooks = hooks;
  }

  get state() {
    return this.#state;
  }

  get reason() {
    return this.#reason;
  }

  get run() {
    return this.#run;
  }

  /**
   * Takes up a run, which may have been restored.
   *
   * @param {Run} run
   * @param {'running' | 'paused' | 'finished'} state
   */
  start(run, state) {
    this.#drop();
    this.#run = run;
    this.#lastCheckpoint = this.#clock.now();
    this.#imagesSinceEvaluation = 0;
    this.#meter = new ProgressMeter();
    this.#setState(state);
    if (state === 'running') this.#begin();
  }

  /** Ends the run without a trace. */
  clear() {
    this.#drop();
    this.#setState('idle');
  }

  #drop() {
    this.#run?.dispose();
    this.#run = null;
    this.#evaluation = null;
  }

  pause() {
    if (this.#state !== 'running' && this.#state !== 'waiting') return;
    this.#settle('paused');
  }

  resume() {
    this.#requireRun();
    const more = this.#state === 'finished' && !this.#run?.finished;
    if (more || this.#state === 'paused' || this.#state === 'failed') this.#begin();
  }

  /** Makes exactly one step and pauses. */
  stepOnce() {
    const run = this.#requireRun();
    if (this.#state === 'finished') throw invalidState('the training run is finished');
    this.#evaluation = null;
    this.#accountedUntil = this.#clock.now();
    if (this.#state !== 'paused') this.#setState('running');
    const trained = this.#guarded(() => this.#step(run));
    if (trained === 'failed') return;
    if (trained === 'starved') {
      this.#settle('paused');
      throw new ConvscopeError('DataPending', 'the next training images are not here yet');
    }
    if (run.finished) this.#begin();
    else this.#settle('paused');
  }

  /** More images came in. */
  dataArrived() {
    const run = this.#run;
    if (!run || this.#state !== 'waiting') return;
    const ready = run.attached || this.#guarded(() => this.#hooks.attach(run));
    if (ready === true) this.#begin();
  }

  /** The images that are waited for will not come by themselves. */
  dataFailed() {
    if (this.#state === 'waiting') this.#setState('waiting', this.#hooks.dataProblem());
  }

  /** Says the present state again. */
  announce() {
    this.#hooks.onState(this.#state, this.#reason);
  }

  #requireRun() {
    if (!this.#run) throw invalidState('no training run has been started');
    return this.#run;
  }

  /**
   * @param {TrainingState} state
   * @param {Reason} [reason]
   */
  #setState(state, reason) {
    const same = state === this.#state && reason?.message === this.#reason?.message;
    this.#state = state;
    this.#reason = reason;
    if (!same) this.announce();
  }

  #begin() {
    if (!this.#evaluation && this.#run?.position.step === 0) {
      this.#evaluation = this.#hooks.createEvaluation(false);
    }
    this.#accountedUntil = this.#clock.now();
    this.#setState('running');
    this.#schedule();
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.defer(() => {
      this.#scheduled = false;
      if (this.#state !== 'running') return;
      this.#guarded(() => this.#slice());
      if (this.#state === 'running') this.#schedule();
    });
  }

  /**
   * @template T
   * @param {() => T} work
   * @returns {T | 'failed'}
   */
  #guarded(work) {
    try {
      return work();
    } catch (thrown) {
      if (isFatal(thrown)) this.#hooks.onFatal(thrown);
      else this.#fail(toConvscopeError(thrown));
      return 'failed';
    }
  }

  /** @param {ConvscopeError} error */
  #fail(error) {
    this.#settle('failed', { code: error.code, message: error.message });
    this.#hooks.onError(error);
  }

  #slice() {
    const run = this.#requireRun();
    const end = this.#clock.now() + SLICE_MS;
    do {
      if (this.#evaluation) this.#advanceEvaluation(this.#evaluation, run);
      else if (run.finished) this.#settle('finished');
      else if (this.#step(run) === 'starved') this.#settle('waiting', this.#hooks.dataProblem());
    } while (this.#state === 'running' && this.#clock.now() < end);
    this.#report();
  }

  /**
   * @param {Run} run
   * @returns {'ok' | 'starved'}
   */
  #step(run) {
    if (!run.attached && !this.#hooks.attach(run)) return 'starved';
    const result = run.step();
    if (result.status === 'starved') return 'starved';
    if (result.status === 'diverged') throw diverged(run, result.reason);
    const now = this.#clock.now();
    this.#meter.add(result, now - this.#accountedUntil);
    this.#accountedUntil = now;
    this.#imagesSinceEvaluation += result.count;
    this.#planEvaluation(run);
    this.#hooks.onStepped();
    return 'ok';
  }

  /** @param {Run} run */
  #planEvaluation(run) {
    if (!run.epochEnded && this.#imagesSinceEvaluation < EVALUATE_EVERY_IMAGES) return;
    this.#imagesSinceEvaluation = 0;
    this.#evaluation = this.#hooks.createEvaluation(run.epochEnded);
  }

  /**
   * @param {Evaluation} evaluation
   * @param {Run} run
   */
  #advanceEvaluation(evaluation, run) {
    const result = evaluation.advance();
    if (result) {
      this.#evaluation = null;
      this.#hooks.onEvaluation({ ...result, ...shownPosition(run) });
    }
    this.#accountedUntil = this.#clock.now();
  }

  /** What is due between two slices. */
  #report() {
    const now = this.#clock.now();
    if (this.#meter.isDue(now)) this.#flushProgress();
    if (this.#state === 'running' && now - this.#lastCheckpoint >= CHECKPOINT_EVERY_MS) {
      this.#checkpoint();
    }
  }

  #checkpoint() {
    this.#lastCheckpoint = this.#clock.now();
    this.#hooks.onCheckpoint();
  }

  #flushProgress() {
    const run = this.#run;
    const averages = this.#meter.take(this.#clock.now());
    if (!run || !averages) return;
    this.#hooks.onProgress({
      ...shownPosition(run),
      epochProgress: run.epochEnded ? 1 : run.position.epochProgress,
      epochs: run.lastEpoch,
      learningRate: run.learningRate,
      ...averages,
    });
  }

  /**
   * Comes to rest: nothing that was learnt or measured is left unsaid.
   *
   * @param {TrainingState} state
   * @param {Reason} [reason]
   */
  #settle(state, reason) {
    this.#flushProgress();
    this.#setState(state, reason);
    this.#checkpoint();
  }
}

/**
 * Step and pass as people count them: the first pass is pass 1, also when it has just ended.
 *
 * @param {Run} run
 */
function shownPosition(run) {
  const { step, epoch } = run.position;
  return { step, epoch: run.epochEnded ? epoch : epoch + 1 };
}

/** @param {string} message */
const invalidState = (message) => new ConvscopeError('InvalidState', message);

/** @param {Run} run @param {string} [reason] what was not finite, and in which layer */
function diverged(run, reason = '') {
  const { step } = run.position;
  const rate = run.settings.learningRate;
  return new ConvscopeError(
    'Diverged',
    `the loss became infinite or NaN after step ${step}; a learning rate below ${rate} or new ` +
      `weights may help. The weights are those from before that step. ${reason}`.trim(),
  );
}
