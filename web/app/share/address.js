import { ownDataOf, SERVED } from '../own-data/own-data.js';
import { recall, remember } from '../state/storage.js';
import { knownView } from '../views/views.js';
import { bringBack, discard, offerBack, putAside } from './earlier-work.js';
import { fromFragment, toFragment } from './link.js';

/**
 * The address of the page says what the page shows: opening it elsewhere gives the same network with
 * the same settings, and the same training. It does not hold weights.
 *
 * @typedef {import('../state/playground.js').Playground} Playground
 * @typedef {import('./link.js').PlaygroundState} PlaygroundState
 */

/** Milliseconds until the address follows a change; browsers allow few changes a second. */
const PAUSE = 400;

/** Bytes that a network out of a link may take: whoever made it does not know this device. */
const LINK_MEMORY = 256 * 2 ** 20;

/** Marks an entry of the history that this page has written or read already. */
const SEEN = { convscope: 'seen' };

/** What a link to the present state has. @param {Playground} playground @returns {PlaygroundState} */
export function stateOf({ state, session }) {
  const { description, settings, model, view, dataset } = state;
  return {
    description,
    training: settings,
    seed: session?.info?.seed ?? settings.seed,
    start: model.kind === 'pretrained' ? 'pretrained' : undefined,
    view,
    dataset: SERVED.includes(dataset.id) ? dataset.id : undefined,
  };
}

export class Address {
  /** @param {Playground} playground whose engine has started */
  constructor(playground) {
    this.playground = playground;
    this.shown = '';
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  get fragment() {
    return toFragment(stateOf(this.playground));
  }

  get link() {
    return new URL(this.fragment, location.href).href;
  }

  /** Opens what the address holds, unless this is a reload, and follows the page from then on. */
  async begin() {
    const { store } = this.playground;
    const seen = history.state?.convscope === SEEN.convscope;
    await this.open(location.hash, seen);
    await offerBack(this.playground, (work) => this.takeBack(work));
    this.shown = this.fragment;
    window.addEventListener('hashchange', () => this.open(location.hash));
    store.subscribe(['description', 'settings', 'network', 'model', 'view', 'dataset'], () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.follow(), PAUSE);
    });
  }

  follow() {
    const { fragment } = this;
    if (fragment === this.shown) return;
    this.shown = fragment;
    history.replaceState(SEEN, '', fragment);
  }

  /** @param {string} hash @param {boolean} [seen] the network of the last visit may be this one */
  async open(hash, seen = false) {
    const read = fromFragment(hash);
    if (!read || hash === this.shown) return;
    const { notices, state } = this.playground;
    if ('problem' in read) {
      notices.add({ id: 'link', kind: 'warning', key: `share.${read.problem}` });
      return;
    }
    notices.dismiss('link');
    const same = JSON.stringify(read.state.description) === JSON.stringify(state.description);
    if (seen && same) return;
    const opened = await this.take(seen ? withOwn(read.state) : read.state);
    if (!opened) return;
    this.shown = hash;
    history.replaceState(SEEN, '', hash);
  }

  /** @param {PlaygroundState} state @returns {Promise<boolean>} whether the network could be built */
  async take(state) {
    const { playground } = this;
    await playground.training?.pause();
    const aside = await putAside(playground);
    try {
      await this.chooseDataset(state.dataset ?? 'mnist');
      this.takeSettings(state);
      await this.takeNetwork(state);
    } catch (error) {
      const detail = /** @type {Error} */ (error).message;
      playground.notices.add({ id: 'link', kind: 'warning', key: 'share.refused', detail });
      if (aside) await this.takeBack(aside);
      return false;
    }
    await this.checkSettings();
    if (state.view) playground.store.set({ view: knownView(state.view) });
    if (aside) await offerBack(playground, (work) => this.takeBack(work));
    return true;
  }

  /** @param {string} id */
  async chooseDataset(id) {
    const { store, state } = this.playground;
    if (!SERVED.includes(id) || state.dataset.id === id) return;
    if (state.status === 'ready') return ownDataOf(this.playground).use(id);
    const dataset = { id, names: null };
    store.set({ dataset });
    remember('dataset', dataset);
  }

  /** Settings of the same kinds as the page's own. @param {PlaygroundState} state */
  takeSettings({ training = {}, seed }) {
    const { store, state } = this.playground;
    this.earlierSettings = state.settings;
    const given = /** @type {Record<string, unknown>} */ (training);
    const usable = Object.entries(state.settings).filter(
      ([name, value]) => given[name] !== null && typeof given[name] === typeof value,
    );
    const taken = Object.fromEntries(usable.map(([name]) => [name, given[name]]));
    const settings = { ...state.settings, ...(seed === undefined ? {} : { seed }), ...taken };
    store.set({ settings });
  }

  /** The engine knows which settings can be. */
  async checkSettings() {
    const { playground, earlierSettings = playground.state.settings } = this;
    try {
      await playground.engine.setTraining(playground.training?.options ?? {});
    } catch (error) {
      playground.store.set({ settings: earlierSettings });
      const detail = /** @type {Error} */ (error).message;
      playground.notices.add({ id: 'link', kind: 'warning', key: 'share.settings', detail });
    }
    remember('settings', playground.state.settings);
  }

  /** @param {PlaygroundState} state */
  async takeNetwork({ description, seed, start }) {
    const { playground } = this;
    const { settings } = playground.state;
    playground.notices.dismiss('restored');
    if (start === 'pretrained') {
      await playground.toPretrained();
      if (JSON.stringify(playground.state.description) === JSON.stringify(description)) return;
    }
    const network = await playground.engine.build(description, {
      seed: seed ?? settings.seed,
      memoryLimit: LINK_MEMORY,
    });
    playground.training?.forget();
    playground.store.set({ network, description, model: { kind: 'random', accuracy: null } });
    playground.onNewWeights();
  }

  /** @param {import('./earlier-work.js').Work} work */
  async takeBack(work) {
    const { playground } = this;
    await playground.training?.pause();
    await this.chooseDataset(work.dataset);
    await bringBack(playground, work);
    await discard(playground);
  }
}

/** After a reload: what was changed last may not have reached the address. @param {PlaygroundState} state */
function withOwn(state) {
  const view = recall('view') ?? state.view;
  return { ...state, view, training: recall('settings') ?? state.training };
}

/** @type {WeakMap<Playground, Address>} */
const made = new WeakMap();

/** @param {Playground} playground whose engine has started */
export function addressOf(playground) {
  const address = made.get(playground) ?? new Address(playground);
  made.set(playground, address);
  return address;
}
