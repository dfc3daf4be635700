import { Latest } from '../state/latest.js';
import { ask } from './ask.js';
import { Task } from './task.js';

/** Why the shown image is taken for a class: gradient, Grad-CAM, and what covering a part of it costs. */

/** @typedef {import('../worker/reasoning.js').Reasons} Reasons */
/** @typedef {{pass: number, output: number, side: number}} Key */

/** Covered pixels in a slice. */
const SLICE = 64;

export class Why {
  /** @param {import('./observer.js').Observer} observer */
  constructor(observer) {
    this.observer = observer;
    this.task = new Task(observer.playground.notices);
    /** The class asked about; null for the network's own answer. @type {number | null} */
    this.wanted = null;
    /** The layer for Grad-CAM; null for the last one with maps. @type {number | null} */
    this.layer = null;
    this.side = 5;
    /** @type {Reasons | null} */
    this.reasons = null;
    /** Probability of the class with each pixel's neighbourhood covered. @type {Float32Array | null} */
    this.covered = null;
    /** How much less sure the network is without each part. @type {Float32Array | null} */
    this.losses = null;
    this.askedFor = '';
    this.coveredFor = '';
    /** @type {Latest<void>} */
    this.questions = new Latest(() => this.ask());
  }

  /** The class in question. */
  get output() {
    const { seen } = this.observer;
    if (this.wanted !== null || !seen) return this.wanted ?? 0;
    return seen.probabilities.indexOf(Math.max(...seen.probabilities));
  }

  /** Layers with maps, for Grad-CAM. */
  get layers() {
    return (
      this.observer.network?.layers.filter(({ outputShape }) => outputShape.length === 3) ?? []
    );
  }

  get camLayer() {
    const { layers } = this;
    const chosen = layers.find(({ index }) => index === this.layer);
    return (chosen ?? layers[layers.length - 1])?.index ?? null;
  }

  get stale() {
    return this.covered !== null && this.coveredFor !== this.key;
  }

  get key() {
    return JSON.stringify([this.observer.seen?.pass, this.output, this.side]);
  }

  /** @param {Partial<Pick<Why, 'wanted' | 'layer' | 'side'>>} choice */
  choose(choice) {
    Object.assign(this, choice);
    this.refresh();
  }

  /** Answers again when the image, the weights or the question changed. */
  refresh() {
    if (!this.observer.seen || !this.observer.image) return;
    const asked = JSON.stringify([this.key, this.camLayer]);
    if (asked === this.askedFor) return;
    this.askedFor = asked;
    this.questions.ask();
  }

  async ask() {
    const { image, session, playground } = this.observer;
    if (!image) return;
    const { output, camLayer: layer } = this;
    try {
      this.reasons = await ask(session, 'reasons', { image, output, layer });
    } catch (error) {
      playground.notices.report(error);
    }
    this.task.tell();
    // While the weights change, covering everything again and again would slow the training down.
    if (playground.state.trainingState !== 'running' && this.coveredFor !== this.key) this.cover();
  }

  cover() {
    const { image, session } = this.observer;
    if (!image) return undefined;
    const { key, output, side } = this;
    const { info } = session;
    return this.task.run(async (tick) => {
      const found = new Float32Array(image.length);
      for (let first = 0; first < image.length; first += SLICE) {
        const count = Math.min(SLICE, image.length - first);
        const params = { image, output, side, first, count };
        found.set(await ask(session, 'occlude', params), first);
        if (session.info !== info) return;
        tick((first + count) / image.length);
      }
      const before = this.reasons?.probabilities[output] ?? 0;
      this.covered = found;
      this.losses = found.map((value) => before - value);
      this.coveredFor = key;
    });
  }
}
