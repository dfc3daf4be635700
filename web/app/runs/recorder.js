import { curvesUntil } from 'convscope/elements';
import { listen } from '../state/listen.js';
import { betterEvaluation, parseRun } from './run.js';
import { dropRun, keepRun, readRuns } from './shelf.js';

/** Writes down what becomes of each set of weights, and brings the runs of earlier visits back. */

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('../state/types.js').Settings} Settings */

/** Runs that are kept; the oldest go first. */
const MOST_RUNS = 40;
/** Milliseconds between two savings of a run that goes on. */
const SAVE_EVERY = 2000;

export class Recorder {
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
    /** @type {Run['origin']} */
    this.origin = 'trained';
    this.savedAt = 0;
    /** When the last progress came; null while nothing runs. @type {number | null} */
    this.last = null;
    training.onForget = () => this.end();
    training.onChange = (patch) => this.onChange(patch);
    listen(session, 'progress', () => this.onProgress());
    listen(session, 'evaluation', () => this.onEvaluation());
    listen(session, 'restart', ({ step }) => this.onRestart(step));
    store.subscribe(['trainingState'], () => this.onState());
    store.subscribe(['model'], () => this.onModel());
    this.ready = this.load();
  }

  async load() {
    const found = (await readRuns()).map(parseRun).filter((run) => run !== null);
    const here = this.store.state.runs;
    const runs = [...found.filter(({ id }) => here.every((run) => run.id !== id)), ...here];
    this.store.set({ runs: runs.sort((a, b) => a.startedAt - b.startedAt) });
  }

  /** @returns {Run | null} */
  get current() {
    const { runs, runId } = this.store.state;
    return runs.find(({ id }) => id === runId) ?? null;
  }

  onModel() {
    const { kind } = this.store.state.model;
    if (kind === 'random' || kind === 'pretrained') this.origin = kind;
  }

  /** Other weights: the next step begins another run. */
  end() {
    this.save();
    this.origin = 'trained';
    this.last = null;
    this.store.set({ runId: null });
  }

  /** The run of a network that is back. @param {string | null} id */
  async resume(id) {
    await this.ready;
    const run = this.store.state.runs.find((each) => each.id === id);
    if (!run) return;
    const { live } = this.store.state;
    this.store.set({ runId: id, live: { ...live, rates: run.rates, norms: run.norms } });
  }

  begin() {
    const { description, settings, dataset, network, runs } = this.store.state;
    const now = Date.now();
    /** @type {Run} */
    const run = {
      id: `${now.toString(36)}-${Math.random().toString(36).slice(2, 8)}`,
      number: 1 + Math.max(0, ...runs.map(({ number }) => number)),
      name: '',
      startedAt: now,
      savedAt: now,
      description,
      parameters: network?.parameterCount ?? 0,
      layers: network?.layers.length ?? 0,
      origin: this.origin,
      seed: this.session.info?.seed ?? settings.seed,
      dataset: dataset.id,
      settings,
      changes: [],
      ...this.figures(),
      evaluation: null,
      seconds: 0,
    };
    this.store.set({ runs: [...runs, run], runId: run.id });
    this.makeRoom();
    return run;
  }

  /** What the page shows of the training, which the run takes down. */
  figures() {
    const { curves, live, progress } = this.store.state;
    const { step, epoch } = progress;
    return { curves, rates: live.rates, norms: live.norms, step, epoch };
  }

  onProgress() {
    const run = this.current ?? this.begin();
    const now = performance.now();
    const spent = this.last === null ? 0 : (now - this.last) / 1000;
    this.last = now;
    Object.assign(run, this.figures(), { seconds: run.seconds + spent });
    if (now - this.savedAt >= SAVE_EVERY) this.save();
  }

  onEvaluation() {
    const { current } = this;
    if (!current) return;
    Object.assign(current, this.figures(), {
      evaluation: betterEvaluation(current.evaluation, this.store.state.evaluation),
    });
    if (this.store.state.trainingState !== 'running') this.save();
  }

  /** @param {Partial<Settings>} settings */
  onChange(settings) {
    const { current } = this;
    if (!current || this.store.state.trainingState === 'idle') return;
    const { step } = this.store.state.progress;
    const last = current.changes.at(-1);
    if (last?.step === step) Object.assign(last.settings, settings);
    else current.changes.push({ step, settings });
  }

  onState() {
    const { trainingState } = this.store.state;
    this.last = trainingState === 'running' ? performance.now() : null;
    if (trainingState !== 'running') this.save();
  }

  /** The worker goes on from before its end, and so do the curves. @param {number} steps */
  onRestart(steps) {
    const step = this.training.before.step + steps;
    this.store.set({ curves: curvesUntil(this.store.state.curves, step) });
    if (this.current) Object.assign(this.current, { ...this.figures(), step });
    this.save();
  }

  /** @returns {Promise<void>} */
  async save() {
    const { current } = this;
    if (!current) return;
    this.savedAt = performance.now();
    current.savedAt = Date.now();
    this.store.set({ runs: [...this.store.state.runs] });
    await this.put(current);
  }

  /** @param {Run} run */
  async put(run) {
    if (!(await keepRun(run))) this.notKept();
  }

  notKept() {
    this.notices.add({ id: 'runs-not-kept', kind: 'warning', key: 'runs.notKept' });
  }

  /** @param {string} id @param {string} name */
  async rename(id, name) {
    const run = this.store.state.runs.find((each) => each.id === id);
    if (!run) return;
    run.name = name.trim();
    this.store.set({ runs: [...this.store.state.runs] });
    await this.put(run);
  }

  /** @param {string} id */
  async remove(id) {
    const { runs, runId } = this.store.state;
    this.store.set({
      runs: runs.filter((run) => run.id !== id),
      runId: runId === id ? null : runId,
    });
    await dropRun(id);
  }

  makeRoom() {
    const { runs, runId } = this.store.state;
    const [oldest] = runs.filter(({ id }) => id !== runId);
    if (runs.length > MOST_RUNS && oldest) this.remove(oldest.id);
  }
}
