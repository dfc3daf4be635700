import { Latest } from '../state/latest.js';
import { isEdited } from '../state/sound.js';
import { inTab, recall, remember } from '../state/storage.js';
import { askDrafts } from './ask-drafts.js';
import { named, same } from './description.js';
import { History } from './history.js';

/**
 * The network that is being edited. A draft that the engine accepts takes the place of the network at
 * once; with one that it refuses, the network before stays at work. Weights that were left behind come
 * back when the change is taken back; the list of changes outlives a reload, those weights do not.
 *
 * @typedef {import('../state/types.js').Description} Description
 * @typedef {import('../state/types.js').PageState} PageState
 * @typedef {import('../state/playground.js').Playground} Playground
 * @typedef {import('../worker/drafts.js').Finding} Finding
 * @typedef {import('../state/types.js').Settings} Settings
 *
 * @typedef {Pick<PageState, 'model' | 'progress' | 'curves' | 'evaluation' | 'best'>} Learnt
 * @typedef {Learnt & {weights: Uint8Array, seed: number, savedAt: number, run: string | null}} Snapshot
 */

/** The name of the kept history. */
const HISTORY = 'edits';

/** What other pages of this origin, or people, have spoilt is no history. @returns {Description[]} */
function keptHistory() {
  const kept = recall(HISTORY, inTab);
  return Array.isArray(kept) && kept.every(isEdited) ? kept : [];
}

/** Megabytes of weights that wait to be brought back. */
const MOST_BYTES = 256e6;

export class Editor extends EventTarget {
  /**
   * @param {Playground} playground
   * @param {import('../state/types.js').Session} session
   */
  constructor(playground, session) {
    super();
    this.playground = playground;
    this.session = session;
    this.live = named(playground.state.description);
    this.history = new History(this.live);
    this.history.restore(keptHistory(), same);
    /** What the engine says about `draft`. @type {(Finding & {draft: Description}) | null} */
    this.finding = null;
    /** What it said about the last draft that fits. @type {Finding['info']} */
    this.fitting = null;
    /** What the last change did to the weights. @type {{kept: number, layers: number} | 'back' | null} */
    this.outcome = null;
    /** Drafts with weights of their own, and settings that suit them. @type {WeakMap<Description, Partial<Settings>>} */
    this.beginnings = new WeakMap();
    /** @type {Map<Description, Snapshot>} */
    this.snapshots = new Map();
    /** @type {Latest<Description>} */
    this.checks = new Latest((draft) => this.check(draft), { onIdle: () => this.tell() });
    playground.store.subscribe(['description'], () => this.follow());
    playground.store.subscribe(['dataset', 'settings'], () => this.checks.ask(this.draft));
    session.addEventListener('restart', () => this.checks.ask(this.draft));
    this.checks.ask(this.draft);
  }

  get draft() {
    return this.history.present;
  }

  /** The draft is not yet judged, or not yet at work. */
  get busy() {
    return this.checks.busy;
  }

  tell() {
    this.dispatchEvent(new Event('change'));
  }

  /** @param {Description} draft @param {string} [mark] what is changed; see History */
  edit(draft, mark) {
    if (same(draft, this.draft)) return;
    this.history.push(draft, mark);
    this.changed();
  }

  /**
   * Another network altogether.
   *
   * @param {Description} draft
   * @param {Partial<Settings>} training settings that suit it
   */
  begin(draft, training) {
    const own = { ...draft };
    this.beginnings.set(own, training);
    this.history.push(own);
    this.changed();
  }

  undo() {
    if (this.history.undo()) this.changed();
  }

  redo() {
    if (this.history.redo()) this.changed();
  }

  changed() {
    remember(HISTORY, this.history.entries, inTab);
    this.checks.ask(this.draft);
    this.tell();
  }

  /** Another part of the page has put a network in place. */
  follow() {
    const { description } = this.playground.state;
    if (description === this.live) return;
    const draft = named(description);
    this.live = draft;
    this.outcome = null;
    if (same(draft, this.draft)) this.history.replace(draft);
    else this.history.push(draft);
    this.changed();
  }

  /** @param {Description} draft */
  async check(draft) {
    try {
      const { network, settings } = this.playground.state;
      const image = network?.input ?? draft.input;
      const batch = Math.max(1, settings.batchSize);
      const classes = this.classes;
      const finding = await askDrafts(this.session, 'describe', {
        description: draft,
        batch,
        image,
        classes,
      });
      if (draft !== this.draft) return;
      this.finding = { ...finding, draft };
      this.fitting = finding.info ?? this.fitting;
      if (finding.info && !same(draft, this.live)) await this.adopt(draft);
    } catch (error) {
      this.playground.notices.report(error);
    }
  }

  get classes() {
    return this.playground.state.dataset.names?.length ?? 10;
  }

  /** The draft takes the network's place. @param {Description} draft */
  async adopt(draft) {
    const { playground, session } = this;
    await playground.training?.pause();
    this.keep(this.live, await this.takeSnapshot());
    const kept = this.snapshots.get(draft);
    const seed = kept?.seed ?? playground.state.settings.seed;
    const heir = kept ? null : await this.inherit(draft, seed);
    const weights = kept?.weights ?? heir?.weights;
    const network = await session.build(draft, { seed });
    if (weights) await session.loadWeights(weights);
    this.live = draft;
    this.outcome = kept ? 'back' : heir;
    playground.training?.forget();
    if (kept) {
      const { step, epoch } = kept.progress;
      const { kind, accuracy } = kept.model;
      playground.keeper?.take(
        { ...kept, description: draft, step, epoch, kind, accuracy },
        network,
      );
      playground.store.set({ evaluation: kept.evaluation, best: kept.best });
    } else {
      const kind = heir?.weights ? 'edited' : 'random';
      playground.store.set({ network, description: draft, model: { kind, accuracy: null } });
      await playground.training?.change(this.beginnings.get(draft) ?? {});
    }
    if (playground.state.model.kind === 'pretrained') await playground.keeper?.forget();
    playground.notices.dismiss('restored');
    playground.onNewWeights();
  }

  /**
   * The weights that the draft takes over.
   *
   * @param {Description} draft
   * @param {number} seed
   * @returns {Promise<{kept: number, layers: number, weights?: Uint8Array}>}
   */
  async inherit(draft, seed) {
    if (this.beginnings.has(draft)) return { kept: 0, layers: 0 };
    const { weights, kept, layers } = await askDrafts(this.session, 'inherit', {
      description: draft,
      seed,
    });
    return kept > 0 ? { kept, layers, weights } : { kept, layers };
  }

  /** @returns {Promise<Snapshot>} */
  async takeSnapshot() {
    const weights = await this.session.saveWeights();
    const { model, progress, curves, evaluation, best, settings, runId } = this.playground.state;
    const seed = this.session.info?.seed ?? settings.seed;
    const learnt = { model, progress, curves, evaluation, best };
    return { ...learnt, weights, seed, savedAt: Date.now(), run: runId };
  }

  /** The oldest go when they become too many. @param {Description} draft @param {Snapshot} snapshot */
  keep(draft, snapshot) {
    this.snapshots.delete(draft);
    this.snapshots.set(draft, snapshot);
    let bytes = 0;
    for (const [key, { weights }] of [...this.snapshots].reverse()) {
      bytes += weights.byteLength;
      if (bytes > MOST_BYTES || !this.history.has(key)) this.snapshots.delete(key);
    }
  }
}

/** @type {WeakMap<Playground, Editor>} */
const made = new WeakMap();

/** The one editor of a page. @param {Playground} playground @returns {Editor | null} */
export function editorOf(playground) {
  const { session } = playground;
  if (!session || playground.state.status !== 'ready') return null;
  const editor = made.get(playground) ?? new Editor(playground, session);
  made.set(playground, editor);
  return editor;
}
