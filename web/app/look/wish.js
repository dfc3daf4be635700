import { ask } from './ask.js';
import { Task } from './task.js';

/** What a channel or class looks for: an image made for it, and the test images that excite it most. */

/** @typedef {import('../worker/reasoning.js').Dream} Dream */
/** @typedef {{index: number, value: number, image: Uint8Array}} Found */

/** Steps of a whole dream, and of one request. */
const STEPS = 160;
const SLICE = 4;

/** An image without anything, but not so dark that nothing could fade. */
const DIM = 0.1;

/** Test images shown, and looked at in one request. */
const SHOWN = 12;
const IMAGES = 128;

export class Wish {
  /** @param {import('./observer.js').Observer} observer */
  constructor(observer) {
    this.observer = observer;
    const { notices } = observer.playground;
    this.dreaming = new Task(notices);
    this.searching = new Task(notices);
    /** Null for the last layer. @type {number | null} */
    this.layer = null;
    this.channel = 0;
    /** @type {'empty' | 'image'} */
    this.start = 'empty';
    this.rate = 0.04;
    this.decay = 0.01;
    this.blur = 0.1;
    /** @type {Dream | null} */
    this.dreamt = null;
    /** @type {Found[]} */
    this.found = [];
    /** What the results belong to. */
    this.dreamtFor = '';
    this.foundFor = '';
  }

  get target() {
    const { network } = this.observer;
    if (!network) return null;
    return network.layers[this.layer ?? network.layers.length - 1] ?? null;
  }

  get key() {
    return JSON.stringify([this.target?.index, this.channel]);
  }

  /** @param {Partial<Pick<Wish, 'layer' | 'channel' | 'start' | 'rate' | 'decay' | 'blur'>>} choice */
  choose(choice) {
    Object.assign(this, choice);
    const most = (this.target?.outputShape[0] ?? 1) - 1;
    this.channel = Math.max(0, Math.min(most, Math.round(this.channel)));
    this.dreaming.tell();
  }

  /** Where a dream begins. */
  get beginning() {
    const { image, network } = this.observer;
    const size = network?.input.reduce((product, side) => product * side, 1) ?? 0;
    if (this.start === 'image' && image) return Float32Array.from(image, (value) => value / 255);
    return new Float32Array(size).fill(DIM);
  }

  dream() {
    const { session } = this.observer;
    const { target, key, channel } = this;
    if (!target) return undefined;
    const { info } = session;
    let input = this.beginning;
    return this.dreaming.run(async (tick) => {
      for (let done = 0; done < STEPS; done += SLICE) {
        const { rate, decay, blur } = this;
        const how = { steps: SLICE, rate, decay, blur };
        const params = { layer: target.index, channel, ...how, input, begin: done === 0 };
        const dreamt = await ask(session, 'dream', params);
        if (session.info !== info) return;
        this.dreamt = dreamt;
        this.dreamtFor = key;
        input = dreamt.input;
        tick((done + SLICE) / STEPS);
      }
    });
  }

  search() {
    const { session, playground } = this.observer;
    const { target, key, channel } = this;
    const total = playground.state.data?.testImages ?? 0;
    if (!target || total === 0) return undefined;
    const { info } = session;
    return this.searching.run(async (tick) => {
      const values = new Float32Array(total);
      for (let first = 0; first < total; first += IMAGES) {
        const count = Math.min(IMAGES, total - first);
        const params = { layer: target.index, channel, first, count };
        values.set(await ask(session, 'exciting', params), first);
        if (session.info !== info) return;
        tick((first + count) / total);
      }
      const order = [...values.keys()].sort((a, b) => values[b] - values[a]).slice(0, SHOWN);
      const images = await Promise.all(order.map((index) => session.testImage(index)));
      this.found = order.map((index, i) => ({
        index,
        value: values[index],
        image: images[i].image,
      }));
      this.foundFor = key;
    });
  }
}
