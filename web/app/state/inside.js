import { Latest } from './latest.js';
import { listen } from './listen.js';

/**
 * Feeds the views of the layers: for the shown input with single requests, and while the network is
 * trained with frames that come as fast as the views take them. Only layers on screen are asked for.
 */

/** @typedef {import('convscope/elements').ConvLayer} ConvLayer */

/** Views are refreshed at most this often while training. */
const FRAMES_PER_SECOND = 5;

/** Milliseconds between two requests while drawing. */
const PAUSE = 60;

export class Inside {
  /**
   * @param {import('./store.js').Store} store
   * @param {import('./types.js').Session} session
   * @param {import('./notices.js').Notices} notices
   */
  constructor(store, session, notices) {
    this.store = store;
    this.session = session;
    this.notices = notices;
    /** @type {Map<number, ConvLayer>} */
    this.views = new Map();
    /** @type {Set<number>} */
    this.visible = new Set();
    this.watching = false;
    /** @type {Latest<{parameters: boolean}>} */
    this.requests = new Latest((what) => this.fetch(what), { pause: PAUSE });
    listen(session, 'frame', (frame) => this.onFrame(frame));
  }

  /** The 28 x 28 image that the views show. */
  get image() {
    return this.store.state.reading.image;
  }

  /** @param {number} index @param {ConvLayer} view */
  register(index, view) {
    this.views.set(index, view);
  }

  /** @param {number} index @param {boolean} visible */
  see(index, visible) {
    if (visible) this.visible.add(index);
    else this.visible.delete(index);
    this.refresh({ parameters: visible });
  }

  forgetViews() {
    this.views.clear();
    this.visible.clear();
  }

  get layers() {
    return [...this.visible].filter((index) => this.views.has(index)).sort((a, b) => a - b);
  }

  get parameterLayers() {
    return this.layers.filter((index) => this.views.get(index)?.wantsParameters);
  }

  /** @param {{parameters: boolean}} what */
  refresh(what) {
    if (this.store.state.status !== 'ready') return;
    if (this.watching) this.watch();
    this.requests.ask({
      parameters: what.parameters || this.requests.waiting?.value.parameters === true,
    });
  }

  /** @param {{parameters: boolean}} what */
  async fetch({ parameters }) {
    try {
      await this.fetchActivations();
      if (parameters) await this.fetchParameters();
    } catch (error) {
      this.notices.report(error);
    }
  }

  async fetchActivations() {
    const { image, layers } = this;
    if (!image) {
      for (const view of this.views.values()) view.showActivation(null);
      return;
    }
    if (layers.length === 0) return;
    this.showActivations(await this.session.inspect({ image, layers }));
  }

  async fetchParameters() {
    for (const index of this.parameterLayers) {
      this.views.get(index)?.showParameters(await this.session.parameters(index));
    }
  }

  /** @param {{layer: number, data: Float32Array}[]} layers */
  showActivations(layers) {
    if (!this.image) return;
    for (const { layer, data } of layers) this.views.get(layer)?.showActivation(data);
  }

  /** Follows the training from now on. */
  watch() {
    this.watching = true;
    const { image, layers, parameterLayers: parameters } = this;
    const wanted = image ?? new Uint8Array(784);
    this.session.watch({ image: wanted, layers, parameters, maxPerSecond: FRAMES_PER_SECOND });
  }

  unwatch() {
    if (!this.watching) return;
    this.watching = false;
    this.session.watch(null);
  }

  /** @param {import('./types.js').Events['frame']} frame */
  onFrame({ layers, parameters, probabilities }) {
    if (!this.watching) return;
    this.showActivations(layers);
    for (const { layer, tensors } of parameters) this.views.get(layer)?.showParameters(tensors);
    const { reading } = this.store.state;
    if (reading.image && probabilities) this.store.set({ reading: { ...reading, probabilities } });
  }
}
