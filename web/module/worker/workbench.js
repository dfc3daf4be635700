/** All that one worker holds: an engine, a network, images, a training run and a live view. */

import { ConvscopeError } from '../errors.js';
import { Datasets } from './datasets.js';
import { Evaluation } from './evaluation.js';
import { FrameFeed } from './frame-feed.js';
import { inspect } from './inspection.js';
import { Model } from './model.js';
import { Run, START } from './run.js';
import { TrainingLoop } from './training-loop.js';
import {
  DEFAULT_SETTINGS,
  mergeLiveSettings,
  mergeSettings,
  toTrainerOptions,
} from './training-options.js';

/** @typedef {import('../engine/engine.js').Engine} Engine */
/** @typedef {import('../engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../engine/network.js').NetworkSummary} NetworkSummary */
/** @typedef {import('./run.js').Position} Position */
/** @typedef {import('./run.js').SavedRun} SavedRun */
/** @typedef {import('./training-loop.js').TrainingState} TrainingState */
/** @typedef {import('./training-options.js').TrainingOptions} TrainingOptions */
/** @typedef {import('./training-options.js').TrainingSettings} TrainingSettings */
/** @typedef {import('./frame-feed.js').WatchOptions} WatchOptions */

/** @typedef {NetworkSummary & {generation: number}} NetworkInfo */

/**
 * All that was made in a worker, to be taken up by another one.
 *
 * @typedef {object} Checkpoint
 * @property {NetworkDescription} description
 * @property {number} seed
 * @property {Uint8Array<ArrayBuffer> | null} weights null: those that the seed gives
 * @property {Position} position
 * @property {TrainingSettings} settings
 * @property {SavedRun | null} run
 * @property {TrainingState} state
 */

/**
 * @typedef {object} WorkbenchOptions
 * @property {Engine} engine
 * @property {import('./clock.js').Clock} clock
 * @property {import('../data/part-cache.js').PartCache} [cache]
 * @property {import('../data/download.js').Net} [net]
 * @property {import('../protocol.js').Emit} emit
 * @property {(error: unknown) => void} onFatal
 */

/** Images of a quick evaluation. */
const QUICK_EVALUATION = 1000;

export class Workbench {
  #options;
  /** @type {Model | null} */
  #model = null;
  /** @type {TrainingSettings} */
  #settings = DEFAULT_SETTINGS;
  /** @type {Position} */
  #position = START;
  #loop;
  #feed;
  generation = 0;
  /** Called after each training step, between two steps. @type {Set<() => void>} */
  observers = new Set();

  /** @param {WorkbenchOptions} options */
  constructor(options) {
    this.#options = options;
    const { clock, engine, cache, net, emit } = options;
    this.datasets = new Datasets({
      engine,
      cache,
      net,
      onProgress: (progress) => emit('data', progress),
      onTrainImages: () => this.#loop.dataArrived(),
      onReplace: () => this.#endRun(),
    });
    this.#feed = new FrameFeed(clock.now, (watched) => this.#sendFrame(watched));
    this.#loop = new TrainingLoop(clock, {
      attach: (run) => this.#attach(run),
      dataProblem: () => this.datasets.failure ?? undefined,
      createEvaluation: (full) => this.#createEvaluation(full),
      onState: (state, reason) =>
        emit('state', {
          state,
          ...(reason ? { reason: { code: reason.code, message: reason.message } } : {}),
        }),
      onProgress: (progress) => emit('progress', progress),
      onEvaluation: (result) => emit('evaluation', result),
      onStepped: () => {
        this.#feed.invalidate();
        for (const observe of this.observers) observe();
      },
      onCheckpoint: () => this.#sendCheckpoint(),
      onError: (error) => this.reportError(error),
      onFatal: options.onFatal,
    });
  }

  get emit() {
    return this.#options.emit;
  }

  get engine() {
    return this.#options.engine;
  }

  get network() {
    return this.#requireModel().network;
  }

  /** What the network was built from. @returns {{description: NetworkDescription, seed: number}} */
  get origin() {
    return this.#requireModel();
  }

  /** @returns {NetworkInfo} */
  get info() {
    return { ...this.network.info, generation: this.generation };
  }

  get state() {
    return this.#loop.state;
  }

  get run() {
    return this.#loop.run;
  }

  get position() {
    return this.run?.position ?? this.#position;
  }

  #requireModel() {
    if (!this.#model) throw new ConvscopeError('NoNetwork', 'no network has been built');
    return this.#model;
  }

  /** For parts that are loaded later. @param {string} code @param {string} message @returns {never} */
  refuse(code, message) {
    throw new ConvscopeError(code, message);
  }

  /** @param {ConvscopeError} error */
  reportError({ code, message, layer }) {
    this.#options.emit('error', { code, message, layer });
  }

  /**
   * Builds another network in place of the present one; if that fails nothing changes but the
   * generation.
   *
   * @param {NetworkDescription} description
   * @param {{seed: number, generation: number} & import('../protocol.js').BuildExtras} options
   */
  build(description, { seed, generation, weights, memoryLimit }) {
    this.generation = generation;
    const model = this.#makeModel(description, seed, { weights, memoryLimit });
    this.#feed.watch(null);
    this.#loop.clear();
    this.#model?.dispose();
    this.#model = model;
    // Writing them anew takes a part of the engine that pages which only predict do not have.
    this.#weightsAreNew(weights?.slice() ?? null);
    return this.info;
  }

  /**
   * @param {NetworkDescription} description
   * @param {number} seed
   * @param {import('../protocol.js').BuildExtras} extras
   */
  #makeModel(description, seed, extras) {
    try {
      return new Model(this.engine, description, seed, extras);
    } catch (error) {
      this.#loop.announce();
      throw error;
    }
  }

  /** @param {number} seed */
  reset(seed) {
    const model = this.#requireModel();
    model.reinitialize(seed);
    this.#loop.clear();
    this.#weightsAreNew();
    return this.info;
  }

  /** @param {Uint8Array} bytes */
  loadWeights(bytes) {
    this.network.loadWeights(bytes);
    this.#loop.clear();
    this.#weightsAreNew(bytes.slice());
    return this.info;
  }

  /** @param {Uint8Array<ArrayBuffer> | null} [weights] if it is known what they are */
  #weightsAreNew(weights) {
    this.#position = START;
    this.#loop.announce();
    this.#sendCheckpoint(weights);
    this.#feed.invalidate();
  }

  /** The images are about to go, and a run cannot go on without them. */
  #endRun() {
    this.#position = this.position;
    if (!this.#loop.run) return;
    this.#loop.clear();
    this.#sendCheckpoint();
  }

  /**
   * Begins a run with the present weights.
   *
   * @param {TrainingOptions} options
   * @param {'running' | 'paused'} [state]
   */
  train(options, state = 'running') {
    const model = this.#requireModel();
    const settings = mergeSettings(this.#settings, options);
    if (!this.datasets.requested) {
      throw new ConvscopeError('NoDataset', 'training needs a data set: call loadDataset first');
    }
    this.#tryOut(settings);
    const base = this.position;
    model.ensureBatch(settings.batchSize);
    this.#settings = settings;
    this.#loop.start(new Run(settings, base), state);
    this.#sendCheckpoint();
    return { state: this.state, info: this.info };
  }

  /**
   * Lets the engine check the settings before anything is given up for them.
   *
   * @param {TrainingSettings} settings
   */
  #tryOut(settings) {
    const options = toTrainerOptions(settings, 1);
    this.engine.checkTrainerOptions(options);
    const dataset = this.datasets.train ?? this.#emptyDataset();
    try {
      // The network may not yet have room for such a batch.
      const trial = { ...options, batch_size: 1 };
      this.engine.createTrainer(this.network, dataset, trial).dispose();
    } finally {
      if (dataset !== this.datasets.train) dataset.dispose();
    }
  }

  /** Stands in while the images are on their way. */
  #emptyDataset() {
    const { input: shape, classes } = this.network.info;
    return this.engine.createDataset({ shape, classes, expected: 1 });
  }

  pause() {
    this.#loop.pause();
    return { state: this.state };
  }

  resume() {
    this.#loop.resume();
    return { state: this.state };
  }

  /** @param {TrainingOptions} options for the run, if there is none yet */
  stepOnce(options) {
    if (!this.#loop.run) this.train(options, 'paused');
    this.#loop.stepOnce();
    return { state: this.state, ...this.position };
  }

  /** @param {TrainingOptions} options */
  setTraining(options) {
    const { run } = this.#loop;
    const settings = run
      ? mergeLiveSettings(run.settings, options)
      : mergeSettings(this.#settings, options);
    if (this.#model && !run?.attached) this.#tryOut(settings);
    run?.update(settings);
    this.#settings = settings;
    if (run && this.state !== 'running') this.#sendCheckpoint();
    return settings;
  }

  /** @param {Run} run */
  #attach(run) {
    const { train } = this.datasets;
    if (!train || train.size < run.imagesNeeded) return false;
    const options = toTrainerOptions(run.settings, train.expected);
    run.attach(this.engine.createTrainer(this.network, train, options), train.expected);
    return true;
  }

  /** @param {boolean} full */
  #createEvaluation(full) {
    const { test } = this.datasets;
    if (!test || test.size === 0) return null;
    const total = full ? test.size : Math.min(QUICK_EVALUATION, test.size);
    const { network, engine } = this;
    return new Evaluation({
      evaluate: (first, count) => engine.evaluate(network, test, first, count),
      now: this.#options.clock.now,
      total,
      full: total === test.expected,
    });
  }

  /** @param {string} url */
  async loadDataset(url) {
    try {
      return await this.datasets.load(url);
    } catch (error) {
      this.#loop.dataFailed();
      throw error;
    }
  }

  /** @param {WatchOptions | null} options */
  watch(options) {
    this.#feed.watch(options);
  }

  giveCredit() {
    this.#feed.giveCredit();
  }

  /** @param {WatchOptions} watched */
  #sendFrame({ image, layers, parameters = [] }) {
    const { network } = this;
    this.#options.emit('frame', {
      step: this.position.step,
      ...inspect(network, { image, layers }),
      parameters: parameters.map((layer) => ({ layer, tensors: network.learnt(layer) })),
    });
  }

  /** @param {Uint8Array<ArrayBuffer> | null} [weights] the present ones, as in Checkpoint */
  #sendCheckpoint(weights = this.network.saveWeights()) {
    const { description, seed } = this.#requireModel();
    const { run } = this.#loop;
    this.#options.emit('checkpoint', {
      description,
      seed,
      weights,
      position: this.position,
      settings: this.#settings,
      run: run?.save(this.datasets.train?.size ?? 0) ?? null,
      state: this.state,
    });
  }

  /**
   * Takes up what another worker left.
   *
   * @param {Checkpoint} checkpoint
   * @param {number} generation
   */
  restore(checkpoint, generation) {
    const { description, seed, weights, run } = checkpoint;
    this.build(description, { seed, generation, weights: weights ?? undefined });
    this.#position = checkpoint.position;
    this.#settings = checkpoint.settings;
    if (run) {
      this.#requireModel().ensureBatch(run.settings.batchSize);
      const state = checkpoint.state === 'finished' ? 'finished' : 'paused';
      this.#loop.start(Run.from(run), state);
    }
    this.#sendCheckpoint();
    return this.info;
  }

  dispose() {
    this.#feed.watch(null);
    this.#loop.clear();
    this.datasets.dispose();
    this.#model?.dispose();
    this.#model = null;
    this.engine.dispose();
    this.#options.clock.close();
  }
}
