import { Latest } from '../state/latest.js';
import { listen } from '../state/listen.js';
import { ask } from './ask.js';
import { placeOf } from './story.js';

/** What the view "Take apart" knows: a pass of the shown image, a chosen value and how it came about. */

/** @typedef {import('../worker/looking.js').Observation} Observation */
/** @typedef {import('../../module/engine/inspection.js').Explanation} Explanation */
/** @typedef {import('../../module/engine/inspection.js').Trace} Trace */

/** A value of a layer, or of the input for layer -1. @typedef {{layer: number, unit: number}} Chosen */

/** Milliseconds between two passes while drawing. */
const PAUSE = 100;

/** While training, this many times what a pass took, but no longer than people wait. */
const SHARE = 25;
const LONGEST = 4000;

export class Observer extends EventTarget {
  /**
   * @param {import('../state/playground.js').Playground} playground
   * @param {import('../state/types.js').Session} session
   */
  constructor(playground, session) {
    super();
    this.playground = playground;
    this.session = session;
    this.open = false;
    this.training = false;
    this.redraw = false;
    /** @type {Observation | null} */
    this.seen = null;
    /** The image that was seen. @type {Uint8Array | null} */
    this.seenImage = null;
    /** The network that was seen. @type {import('../state/types.js').Network | null} */
    this.network = null;
    /** @type {Chosen | null} */
    this.chosen = null;
    /** @type {{explanation: Explanation, at: Chosen} | null} */
    this.answer = null;
    /** @type {Trace[]} */
    this.traces = [];
    /** An image that is shown beside the present one. @type {Uint8Array | null} */
    this.pinned = null;
    /** @type {Observation | null} */
    this.pinnedSeen = null;
    /** Shown: the pinned values, or how much the present ones are above them. @type {'pinned' | 'difference'} */
    this.beside = 'pinned';
    /** What each layer shows beside. @type {Map<number, Float32Array>} */
    this.besides = new Map();
    /** The image as the network takes it. @type {Float32Array | null} */
    this.pixels = null;
    /** Grows with every change of the weights. */
    this.revision = 0;
    /** @type {Latest<void>} */
    this.passes = new Latest(() => this.observe(), { pause: PAUSE });
    /** @type {Latest<Chosen | null>} */
    this.questions = new Latest((chosen) => this.explain(chosen));
    this.follow();
  }

  follow() {
    const { store } = this.playground;
    let { step } = store.state.progress;
    const changed = () => {
      this.revision += 1;
      this.refresh();
    };
    // New weights are announced by the state 'idle'.
    listen(this.session, 'state', ({ state }) => {
      if (state === 'idle') changed();
    });
    store.subscribe(['progress'], () => {
      const now = store.state.progress.step;
      if (now !== step) changed();
      step = now;
    });
    store.subscribe(['reading', 'network'], () => this.refresh());
  }

  get image() {
    return this.playground.state.reading.image;
  }

  tell() {
    this.dispatchEvent(new Event('change'));
  }

  /** @param {boolean} open only an open view costs anything */
  show(open) {
    if (open === this.open) return;
    this.open = open;
    this.refresh();
  }

  /** @param {boolean} training */
  setTraining(training) {
    this.training = training;
    this.refresh();
  }

  /** Lets Dropout draw again. */
  drawMasks() {
    this.redraw = true;
    this.refresh();
  }

  refresh() {
    if (this.open && this.playground.state.status === 'ready') this.passes.ask();
  }

  async observe() {
    const { image, training, redraw } = this;
    const { info } = this.session;
    if (!image) {
      this.forget();
      return;
    }
    this.redraw = false;
    const start = performance.now();
    try {
      this.seen = await ask(this.session, 'observe', { image, training, redraw });
      await this.observePinned();
      this.seenImage = image;
      this.pixels = Float32Array.from(image, (value) => value / 255);
    } catch (error) {
      this.playground.notices.report(error);
      return;
    }
    if (info !== this.network) this.use(info);
    const spent = performance.now() - start;
    const running = this.playground.state.trainingState === 'running';
    this.passes.pause = running ? Math.min(LONGEST, Math.max(PAUSE, SHARE * spent)) : PAUSE;
    this.tell();
    if (this.chosen) this.questions.ask(this.chosen);
  }

  async observePinned() {
    const { pinned: image, training, session } = this;
    this.besides.clear();
    this.pinnedSeen = image && (await ask(session, 'observe', { image, training, pinned: true }));
  }

  /** @param {boolean} on */
  pin(on) {
    this.pinned = on ? (this.image?.slice() ?? null) : null;
    this.refresh();
  }

  /** @param {'pinned' | 'difference'} beside */
  showBeside(beside) {
    this.beside = beside;
    this.besides.clear();
    this.tell();
  }

  /** What stands beside the values of a layer; null without a pinned image. @param {number} layer */
  besideOf(layer) {
    const { pinnedSeen, pinned, besides } = this;
    if (!pinnedSeen || !pinned) return null;
    const known = besides.get(layer);
    if (known) return known;
    const pixels = () => Float32Array.from(pinned, (value) => value / 255);
    const values = layer < 0 ? pixels() : pinnedSeen.layers[layer]?.data;
    const now = this.valuesOf(layer);
    if (!values || values.length !== now?.length) return null;
    const shown = this.beside === 'pinned' ? values : now.map((value, i) => value - values[i]);
    besides.set(layer, shown);
    return shown;
  }

  forget() {
    this.seen = null;
    this.answer = null;
    this.tell();
  }

  /** Another network has other layers. @param {import('../state/types.js').Network | null} info */
  use(info) {
    const layers = (/** @type {typeof info} */ network) =>
      JSON.stringify(
        network?.layers.map(({ name, type, outputShape }) => [name, type, outputShape]),
      );
    const same = layers(info) === layers(this.network);
    this.network = info;
    if (same) return;
    this.chosen = null;
    this.answer = null;
    this.traces = [];
  }

  /** @param {Chosen | null} chosen */
  choose(chosen) {
    // What was found for another layer would be taken for what this one depends on.
    if (chosen?.layer !== this.chosen?.layer) this.traces = [];
    this.chosen = chosen;
    this.tell();
    this.questions.ask(chosen);
  }

  /** @param {Chosen | null} chosen */
  async explain(chosen) {
    const { seen, network } = this;
    if (!chosen || !seen || !network) {
      this.answer = null;
      this.traces = [];
      this.tell();
      return;
    }
    const { layer, unit: index } = chosen;
    const unit = placeOf(index, layer < 0 ? network.input : network.layers[layer].outputShape);
    try {
      if (layer < 0) await this.reach(unit);
      else await this.ask(chosen, unit, seen.pass);
    } catch (error) {
      const { code } = /** @type {{code?: string}} */ (error);
      // A newer pass brings its own question.
      if (code !== 'Stale' && code !== 'OutOfRange') this.playground.notices.report(error);
    }
    this.tell();
  }

  /** @param {Chosen} at @param {{channel: number, y: number, x: number}} unit @param {number} pass */
  async ask(at, unit, pass) {
    const params = { pass, layer: at.layer, unit };
    const { explanation, traces } = await ask(this.session, 'explain', params);
    this.answer = { explanation, at };
    this.traces = traces;
  }

  /** @param {{channel: number, y: number, x: number}} unit */
  async reach(unit) {
    this.traces = await ask(this.session, 'reach', { unit });
    this.answer = null;
  }

  /** Values of a layer, or the pixels as the network takes them. @param {number} layer */
  valuesOf(layer) {
    if (layer < 0) return this.pixels;
    return this.seen?.layers[layer]?.data ?? null;
  }

  /** What Dropout let through, in a training pass. @param {number} layer */
  maskOf(layer) {
    return this.seen?.masks.find((mask) => mask.layer === layer)?.data ?? null;
  }

  /** What a trace found in a layer; null when there is none. @param {number} layer */
  marksOf(layer) {
    const { chosen } = this;
    if (!chosen) return null;
    const within = chosen.layer < 0 ? layer >= 0 : layer < chosen.layer;
    return within ? (this.traces[layer + 1]?.marks ?? null) : null;
  }
}
