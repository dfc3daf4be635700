import { parseCurves } from 'convscope/elements';
import { forgetNetwork, loadNetwork, saveNetwork } from './storage.js';

/** Keeps the trained network in the browser, and brings it back at the next visit. */

/** Milliseconds between two saves while training: with the time they take, a reload loses two seconds at most. */
const SAVE_EVERY = 1500;

export class Keeper {
  /**
   * @param {import('./store.js').Store} store
   * @param {import('./types.js').Session} session
   * @param {import('./training.js').Training} training
   * @param {import('./notices.js').Notices} notices
   */
  constructor(store, session, training, notices) {
    this.store = store;
    this.session = session;
    this.training = training;
    this.notices = notices;
    this.saving = false;
    /** The weights have changed since the save under way began. */
    this.again = false;
    this.generation = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.timer = undefined;
    /** Called for a network that is back. @type {(saved: import('./storage.js').SavedNetwork) => void} */
    this.onTake = () => undefined;
    store.subscribe(['trainingState'], () => this.follow());
  }

  /** Saves regularly while weights change, and once when they come to rest. */
  follow() {
    const { trainingState } = this.store.state;
    clearInterval(this.timer);
    if (trainingState === 'running') this.timer = setInterval(() => this.save(), SAVE_EVERY);
    else if (trainingState === 'paused' || trainingState === 'finished') this.save();
  }

  /** Only what was trained is worth keeping; pretrained weights come with the page. */
  async save() {
    const { model, network } = this.store.state;
    if (!network || model.kind === 'none' || model.kind === 'pretrained') return;
    this.again = this.saving;
    if (this.saving) return;
    this.saving = true;
    const { generation } = this;
    try {
      const weights = await this.session.saveWeights();
      if (generation === this.generation) await this.put(weights);
    } catch (error) {
      this.notices.report(error);
    } finally {
      this.saving = false;
      if (this.again) this.save();
    }
  }

  /** @param {ArrayBuffer | Uint8Array} weights */
  async put(weights) {
    const { progress, model, curves, description, runId } = this.store.state;
    const kept = await saveNetwork({
      description,
      weights,
      savedAt: Date.now(),
      kind: model.kind,
      step: progress.step,
      epoch: progress.epoch,
      accuracy: model.accuracy,
      curves,
      run: runId,
      seed: this.session.info?.seed,
    });
    if (!kept) this.notices.add({ id: 'not-saved', kind: 'warning', key: 'errors.notSaved' });
  }

  /** Whether a network of an earlier visit is now the current one. */
  async restore() {
    const saved = await loadNetwork();
    if (!saved) return null;
    try {
      const network = await this.session.build(saved.description, { seed: saved.seed ?? 1 });
      await this.session.loadWeights(saved.weights);
      this.take(saved, network);
      return saved;
    } catch (error) {
      const detail = /** @type {Error} */ (error).message;
      this.notices.add({ id: 'restored', kind: 'warning', key: 'errors.restored', detail });
      await this.forget();
      return null;
    }
  }

  /** @param {import('./storage.js').SavedNetwork} saved @param {import('./types.js').Network} network */
  take(saved, network) {
    const { step, epoch, accuracy, kind, description } = saved;
    this.training.before = { step, epoch };
    this.store.set({
      network,
      description,
      model: { kind, accuracy },
      curves: parseCurves(saved.curves),
      progress: { ...this.store.state.progress, step, epoch },
    });
    this.onTake(saved);
  }

  /** The saved network gives way to another one. */
  async forget() {
    this.generation += 1;
    await forgetNetwork();
  }
}
