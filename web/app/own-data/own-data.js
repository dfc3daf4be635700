import { classNames } from '../state/classes.js';
import { recall, remember } from '../state/storage.js';
import { emptyCollection, repeated, split, withImage } from './collection.js';
import { shelve, shelved } from './networks.js';
import { dropCollection, keepCollection, readCollections } from './shelf.js';

/** The collections of the page, and which images the network learns. */

/** @typedef {import('./collection.js').Collection} Collection */
/** @typedef {import('../state/playground.js').Playground} Playground */

/** Data sets that come with the page, in folders of their names. */
export const SERVED = ['mnist', 'fashion'];

/** How drawings of one's own are varied when they are learnt. */
const VARIED = {
  rotate_degrees: 12,
  shift_pixels: 2,
  scale: 0.15,
  shear_degrees: 8,
  elastic: 0.5,
  thickness: 0.4,
};

export class OwnData extends EventTarget {
  /** @param {Playground} playground */
  constructor(playground) {
    super();
    this.playground = playground;
    /** @type {Map<string, Collection>} */
    this.collections = new Map();
    /** The collection as it was before the last removal. @type {Collection | null} */
    this.earlier = null;
    this.ready = readCollections().then((kept) => {
      for (const one of kept) this.collections.set(one.id, one);
      this.tell();
    });
    /** What the worker has of the present data set. @type {Collection | null} */
    this.handed = null;
    playground.session?.addEventListener('restart', () => this.onRestart());
    if (playground.training) playground.training.prepare = () => this.prepare();
  }

  tell() {
    this.dispatchEvent(new Event('change'));
  }

  /** That of the present data set. @returns {Collection} */
  get current() {
    const { dataset } = this.playground.state;
    return (
      this.collections.get(dataset.id) ??
      emptyCollection(dataset.id, dataset.id, classNames(this.playground.state))
    );
  }

  /** @returns {Collection[]} */
  get own() {
    return [...this.collections.values()].filter(({ id }) => !SERVED.includes(id));
  }

  /** @param {Collection} collection @param {{undoable?: boolean}} [options] */
  async put(collection, { undoable = false } = {}) {
    await this.ready;
    this.earlier = undoable ? (this.collections.get(collection.id) ?? null) : null;
    this.collections.set(collection.id, collection);
    this.tell();
    if (await keepCollection(collection)) return;
    this.playground.notices.add({ id: 'collection', kind: 'warning', key: 'own.notKept' });
  }

  async undo() {
    if (this.earlier) await this.put(this.earlier);
  }

  /** Keeps what is on the pad under a label. @param {number} label */
  async add(label) {
    const { image } = this.playground.state.reading;
    if (image) await this.put(withImage(this.current, image.slice(), label));
  }

  /** @param {string} title @param {string[]} classes */
  async create(title, classes) {
    const collection = emptyCollection(`own-${Date.now().toString(36)}`, title, classes);
    await this.put(collection);
    await this.use(collection.id);
  }

  /** @param {string} id */
  async remove(id) {
    this.collections.delete(id);
    this.tell();
    await dropCollection(id);
    if (this.playground.state.dataset.id === id) await this.use('mnist');
  }

  /**
   * Lets the network learn other images. The one that was trained on them before comes back;
   * otherwise the layers stay, with an output for each class.
   *
   * @param {string} id
   * @param {{pretrained?: boolean}} [options] pretrained: whatever was trained on them before
   */
  async use(id, { pretrained = false } = {}) {
    const { playground } = this;
    const collection = SERVED.includes(id) ? null : this.collections.get(id);
    if (collection === undefined) return;
    const dataset = collection
      ? { id, names: collection.classes, augment: VARIED }
      : { id, names: null };
    await playground.training?.pause();
    await this.shelveNetwork();
    playground.store.set({ dataset, source: 'drawing', testImage: null, thumbnails: [] });
    if (playground.input) playground.input.stripStart = -1;
    remember('dataset', dataset);
    const back = !pretrained && (await this.oldNetwork(id));
    if (!back) await this.freshNetwork(id, collection?.classes.length ?? 10);
    await this.load();
    this.tell();
  }

  async shelveNetwork() {
    const { dataset, model, description, progress, curves, runId } = this.playground.state;
    if (model.kind !== 'trained') return;
    const kept = await shelve(dataset.id, {
      description,
      weights: await this.playground.engine.saveWeights(),
      savedAt: Date.now(),
      kind: model.kind,
      step: progress.step,
      epoch: progress.epoch,
      accuracy: model.accuracy,
      curves,
      run: runId,
    });
    if (!kept)
      this.playground.notices.add({ id: 'not-saved', kind: 'warning', key: 'errors.notSaved' });
  }

  /** @param {string} id @returns {Promise<boolean>} whether there was one */
  async oldNetwork(id) {
    const { playground } = this;
    const saved = await shelved(id);
    if (!saved) return false;
    try {
      const network = await playground.engine.build(saved.description, { seed: 1 });
      await playground.engine.loadWeights(saved.weights);
      playground.training?.forget();
      playground.keeper?.take(saved, network);
      playground.onNewWeights();
      return true;
    } catch (error) {
      playground.notices.report(error);
      return false;
    }
  }

  /** @param {string} id @param {number} classes */
  async freshNetwork(id, classes) {
    const { playground } = this;
    if (id === 'mnist') return playground.toPretrained();
    const description = withClasses(playground.state.description, classes);
    await playground.keeper?.forget();
    try {
      const { seed } = playground.state.settings;
      const network = await playground.engine.build(description, { seed });
      playground.training?.forget();
      playground.store.set({ network, description, model: { kind: 'random', accuracy: null } });
      playground.onNewWeights();
    } catch (error) {
      playground.notices.report(error);
    }
  }

  /** Brings the images of the present data set to the engine. */
  async load() {
    const { id } = this.playground.state.dataset;
    if (SERVED.includes(id)) return this.playground.loadServed(id);
    await this.ready;
    const collection = this.collections.get(id);
    if (!collection) return this.use('mnist');
    await this.hand(collection);
  }

  /** @param {Collection} collection */
  async hand(collection) {
    this.handed = collection;
    const { train, test } = split(collection);
    if (train.labels.length === 0) {
      this.playground.store.set({ data: null });
      return;
    }
    const many = repeated(train);
    const as = (/** @type {import('./collection.js').Labelled} */ { pixels, labels }) => ({
      images: pixels,
      labels,
    });
    try {
      await this.playground.engine.request('useImages', {
        train: as(many),
        ...(test ? { test: as(test) } : {}),
      });
      this.playground.store.set({
        data: progressOf(train.labels.length, test?.labels.length ?? 0),
      });
    } catch (error) {
      this.playground.notices.report(error);
    }
  }

  /** Before a run: the collection as it is now. @returns {Promise<boolean>} whether it can be learnt */
  async prepare() {
    const { current } = this;
    if (SERVED.includes(current.id)) return true;
    const filled = new Set(current.labels).size === current.classes.length;
    if (!filled) {
      this.playground.notices.add({ id: 'own-empty', kind: 'info', key: 'own.notEnough' });
      return false;
    }
    this.playground.notices.dismiss('own-empty');
    if (this.handed !== current) await this.hand(current);
    return true;
  }

  /** Trains on the collection as it is now. */
  train() {
    return this.playground.training?.startFresh();
  }

  onRestart() {
    this.handed = null;
    if (!SERVED.includes(this.playground.state.dataset.id)) this.load();
  }
}

/** @param {number} trainImages @param {number} testImages */
const progressOf = (trainImages, testImages) => ({
  loadedBytes: 1,
  totalBytes: 1,
  trainImages,
  testImages,
  trainCount: trainImages,
  testCount: testImages,
  fromCache: false,
  done: true,
});

/**
 * The same layers, with as many outputs as there are classes.
 *
 * @param {import('../state/types.js').Description} description
 * @param {number} classes
 * @returns {import('../state/types.js').Description}
 */
function withClasses(description, classes) {
  const last = description.layers.findLastIndex(({ type }) => type === 'Linear');
  const layers = description.layers.map((layer, index) =>
    index === last ? { ...layer, out_features: classes } : layer,
  );
  return { ...description, layers };
}

/** The data set of the last visit. @returns {import('../state/types.js').ChosenDataset} */
export function rememberedDataset() {
  const kept = recall('dataset');
  const names = Array.isArray(kept?.names) ? kept.names.map(String) : null;
  const usable = typeof kept?.id === 'string' && (SERVED.includes(kept.id) || names);
  return usable
    ? { id: kept.id, names, ...(names ? { augment: VARIED } : {}) }
    : { id: 'mnist', names: null };
}

/** @type {WeakMap<Playground, OwnData>} */
const made = new WeakMap();

/** @param {Playground} playground whose engine has started */
export function ownDataOf(playground) {
  const own = made.get(playground) ?? new OwnData(playground);
  made.set(playground, own);
  return own;
}
