import { checkSupport, createSession, presets } from 'convscope';
import { emptyCurves } from 'convscope/elements';
import { ownDataOf, rememberedDataset } from '../own-data/own-data.js';
import { Past } from '../runs/past.js';
import { StepPhases } from '../runs/phases.js';
import { Recorder } from '../runs/recorder.js';
import { noFigures, Watcher } from '../runs/watcher.js';
import { addressOf } from '../share/address.js';
import { knownView } from '../views/views.js';
import { createPageWorker } from '../worker/create-page-worker.js';
import { Input } from './input.js';
import { Inside } from './inside.js';
import { Keeper } from './keeper.js';
import { listen } from './listen.js';
import { Notices } from './notices.js';
import { recall } from './storage.js';
import { Store } from './store.js';
import { noProgress, Training } from './training.js';
import { noExtras } from './training-settings.js';

/** The page as a whole: starts the engine, connects the parts, answers the buttons. */

/** Relative to the page, so that it also works in a sub-folder of a server. @param {string} name */
const dataUrl = (name) => new URL(`data/${name}/`, document.baseURI).href;

/** @returns {import('./types.js').Settings} */
function initialSettings() {
  const defaults = { ...noExtras, ...presets.digits.training };
  const kept = recall('settings') ?? {};
  const usable = Object.entries(defaults).map(([name, value]) => {
    const sameKind = typeof kept[name] === typeof value && kept[name] !== null;
    return [name, sameKind ? kept[name] : value];
  });
  return Object.fromEntries(usable);
}

/** The page begins with the pretrained network, and with pictures of what is to be learnt. */
const SESSION = { createWorker: createPageWorker, pretrained: true, training: true };

/** @returns {import('./types.js').PageState} */
const initialState = () => ({
  status: 'starting',
  view: knownView(recall('view')),
  source: 'drawing',
  picture: null,
  reading: { empty: true, image: null, probabilities: null },
  pending: false,
  testImage: null,
  thumbnails: [],
  network: null,
  description: presets.digits.description,
  model: { kind: 'none', accuracy: null },
  trainingState: 'idle',
  settings: initialSettings(),
  progress: noProgress,
  evaluation: null,
  best: null,
  curves: emptyCurves(),
  live: noFigures(),
  runs: [],
  runId: null,
  checkpoints: [],
  lookingAt: null,
  dataset: rememberedDataset(),
  data: null,
  dataFailed: false,
  variant: null,
  notices: [],
});

export class Playground {
  constructor() {
    this.store = new Store(initialState());
    this.notices = new Notices(this.store);
    /** @type {import('./types.js').Session | null} */
    this.session = null;
    /** @type {Input | null} */
    this.input = null;
    /** @type {Inside | null} */
    this.inside = null;
    /** @type {Training | null} */
    this.training = null;
  }

  get state() {
    return this.store.state;
  }

  get engine() {
    if (!this.session) throw new Error('the engine has not been started');
    return this.session;
  }

  async start() {
    const { ok, missing } = checkSupport();
    if (!ok) {
      this.store.set({ status: 'unsupported' });
      const values = { missing: missing.join(', ') };
      this.notices.add({ id: 'unsupported', kind: 'error', key: 'errors.unsupported', values });
      return;
    }
    try {
      this.connect(await createSession(SESSION));
    } catch (error) {
      this.fail(error);
      return;
    }
    await this.firstNetwork();
    await addressOf(this).begin();
    this.store.set({ status: 'ready' });
    this.input?.refresh();
    this.loadData();
  }

  /** @param {unknown} error */
  fail(error) {
    this.store.set({ status: 'failed' });
    const detail = /** @type {Error} */ (error).message;
    this.notices.add({ id: 'engine', kind: 'error', key: 'errors.engine', detail });
  }

  /** @param {import('./types.js').Session} session */
  connect(session) {
    const { store, notices } = this;
    this.session = session;
    store.set({ variant: session.variant });
    this.inside = new Inside(store, session, notices);
    this.input = new Input(store, session, this.inside, notices);
    this.training = new Training(store, session, notices);
    this.keeper = new Keeper(store, session, this.training, notices);
    this.watcher = new Watcher(store, session, this.training, notices);
    this.recorder = new Recorder(store, session, this.training, notices);
    this.past = new Past(this, this.recorder);
    this.phases = new StepPhases(this);
    this.training.onStep = () => this.past?.follow() ?? Promise.resolve();
    this.training.onStart = async () => {
      await this.past?.follow();
      await this.watcher?.arm();
    };
    this.watcher.onJudged = () => this.recorder?.onEvaluation();
    this.keeper.onTake = (saved) => this.recorder?.resume(saved.run ?? null);
    this.training.onSound = () => this.onNewWeights();
    store.subscribe(['trainingState'], () => this.followTraining());
    listen(session, 'data', (data) => this.onData(data));
    listen(session, 'error', (error) => this.onError(error));
    listen(session, 'restart', (detail) => this.onRestart(detail));
  }

  /** The network of the last visit, or the pretrained one, or a random one. */
  async firstNetwork() {
    const saved = await this.keeper?.restore();
    if (!saved) return this.loadPretrained();
    this.notices.add({
      id: 'restored',
      kind: 'info',
      key: 'notices.restored',
      values: { when: saved.savedAt, steps: saved.step },
      actions: [{ key: 'notices.toPretrained', run: () => this.toPretrained() }],
    });
  }

  async loadPretrained() {
    try {
      const { record, ...network } = await this.engine.loadPretrained();
      this.store.set({
        network,
        description: record.description,
        model: { kind: 'pretrained', accuracy: record.testAccuracy },
      });
    } catch (error) {
      const detail = /** @type {Error} */ (error).message;
      this.notices.add({ id: 'model', kind: 'error', key: 'errors.model', detail });
      await this.buildDefault();
    }
  }

  async buildDefault() {
    const { description } = presets.digits;
    const { seed } = this.state.settings;
    try {
      const network = await this.engine.build(description, { seed });
      this.store.set({ network, description, model: { kind: 'random', accuracy: null } });
    } catch (error) {
      this.fail(error);
    }
  }

  async toPretrained() {
    if (this.state.dataset.id !== 'mnist') {
      return ownDataOf(this).use('mnist', { pretrained: true });
    }
    this.notices.dismiss('restored');
    await this.keeper?.forget();
    this.training?.forget();
    await this.loadPretrained();
    this.refreshViews();
  }

  async toRandom() {
    this.notices.dismiss('restored');
    this.notices.dismiss('diverged');
    await this.keeper?.forget();
    const done = await this.training?.attempt(() =>
      this.engine.reset({ seed: this.state.settings.seed }),
    );
    if (!done) return;
    this.training?.forget();
    this.store.set({ model: { kind: 'random', accuracy: null } });
    this.onNewWeights();
  }

  /** A single step changes the weights, but not always the state. */
  async step() {
    await this.training?.step();
    this.onNewWeights();
  }

  onNewWeights() {
    this.keeper?.save();
    this.recorder?.save();
    this.past?.rest();
    this.refreshViews();
  }

  /** Everything shown depends on the weights. */
  refreshViews() {
    this.input?.refresh();
    this.inside?.refresh({ parameters: true });
  }

  followTraining() {
    if (this.state.trainingState === 'running') {
      this.inside?.watch();
    } else {
      this.inside?.unwatch();
      this.refreshViews();
    }
  }

  /** Loads the data, or what is missing of them after a failure. */
  async loadData() {
    await ownDataOf(this).load();
  }

  /** @param {string} name of a data set that comes with the page */
  async loadServed(name) {
    this.notices.dismiss('data');
    this.store.set({ dataFailed: false });
    try {
      await this.engine.loadDataset({ url: dataUrl(name) });
    } catch (error) {
      this.onDataFailure(error);
    }
  }

  /** @param {import('./types.js').Events['data']} data */
  onData(data) {
    this.store.set({ data });
    this.input?.dataArrived();
  }

  /** @param {any} error */
  onDataFailure(error) {
    if (this.state.data?.done || error.code === 'WorkerLost') return;
    this.store.set({ dataFailed: true });
    const damaged = ['InvalidData', 'LabelOutOfRange', 'ShapeMismatch'].includes(error.code);
    this.notices.add({
      id: 'data',
      kind: 'error',
      key: damaged ? 'errors.InvalidData' : 'errors.DownloadFailed',
      detail: error.message,
      actions: [{ key: 'data.retry', run: () => this.loadData() }],
    });
  }

  /** @param {any} error */
  onError(error) {
    if (['DownloadFailed', 'InvalidData'].includes(error.code)) this.onDataFailure(error);
    else if (error.code === 'WorkerLost') this.onWorkerGone(error);
    else if (error.code !== 'Diverged') this.notices.report(error);
  }

  /** The session has given up on its worker. @param {any} error */
  onWorkerGone(error) {
    const restart = async () => {
      this.notices.dismiss('worker');
      await this.engine.restart().catch(() => undefined);
    };
    this.notices.add({
      id: 'worker',
      kind: 'error',
      key: 'errors.WorkerLost',
      detail: error.message,
      actions: [{ key: 'notices.restartEngine', run: restart }],
    });
  }

  /** @param {{message: string, step: number}} detail */
  onRestart({ message, step: steps }) {
    const { progress } = this.state;
    const step = (this.training?.before.step ?? 0) + steps;
    this.store.set({ progress: { ...progress, step }, variant: this.engine.variant });
    this.notices.add({
      id: 'restart',
      kind: 'warning',
      key: 'errors.restart',
      values: { step },
      detail: message,
    });
    this.refreshViews();
  }
}

/** The one playground of the page. */
export const playground = new Playground();
