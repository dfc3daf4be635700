import { Latest } from './latest.js';

/** What the network is given to read: the drawing, a test image or a picture; and what it reads in it. */

/** @typedef {{ink: Uint8Array, width: number, height: number, empty: boolean}} Drawing */

/** Thumbnails in the strip. */
export const STRIP_LENGTH = 8;

const nothing = { empty: true, image: null, probabilities: null };

export class Input {
  /**
   * @param {import('./store.js').Store} store
   * @param {import('./types.js').Session} session
   * @param {import('./inside.js').Inside} inside
   * @param {import('./notices.js').Notices} notices
   */
  constructor(store, session, inside, notices) {
    this.store = store;
    this.session = session;
    this.inside = inside;
    this.notices = notices;
    /** @type {Drawing | null} */
    this.drawing = null;
    this.stripStart = -1;
    /** @type {Latest<void>} */
    this.readings = new Latest(() => this.read(), {
      onIdle: () => this.store.set({ pending: false }),
    });
  }

  /** @param {Drawing} drawing */
  draw(drawing) {
    this.drawing = drawing;
    if (this.store.state.source === 'drawing') this.refresh();
  }

  /** @param {import('./types.js').Source} source */
  async choose(source) {
    this.store.set({ source });
    if (source === 'test' && !this.store.state.testImage) await this.showTestImage(0);
    else this.refresh();
  }

  /** Reads the input again, as after a change of the weights. */
  refresh() {
    if (this.store.state.status !== 'ready') return;
    this.store.set({ pending: true });
    this.readings.ask();
  }

  async read() {
    try {
      const { source, testImage, picture } = this.store.state;
      if (source === 'drawing') await this.readDrawing();
      else if (source === 'picture') await this.readPicture(picture);
      else if (testImage) await this.readImage(testImage.image, source);
    } catch (error) {
      this.notices.report(error);
    }
  }

  async readDrawing() {
    const { drawing } = this;
    if (!drawing || drawing.empty) return this.show('drawing', nothing);
    return this.readInk(drawing, 'drawing');
  }

  /** @param {{ink: Uint8Array, width: number, height: number}} drawn @param {import('./types.js').Source} source */
  async readInk({ ink, width, height }, source) {
    const result = await this.session.predictDrawing({ ink: ink.slice(), width, height });
    const reading = result.empty ? nothing : { ...result, empty: false };
    return this.show(source, reading);
  }

  /** @param {import('./types.js').Picture | null} picture */
  async readPicture(picture) {
    if (!picture) return this.show('picture', nothing);
    const { ink, side, image, centred } = picture;
    if (centred) return this.readInk({ ink, width: side, height: side }, 'picture');
    return this.readImage(image, 'picture');
  }

  /** @param {Uint8Array} image @param {import('./types.js').Source} source */
  async readImage(image, source) {
    const { probabilities } = await this.session.predictImage({ image });
    this.show(source, { empty: false, image, probabilities });
  }

  /** Reads a picture, shown in all views. @param {import('./types.js').Picture} picture */
  usePicture(picture) {
    this.store.set({ picture, source: 'picture' });
    this.refresh();
  }

  /**
   * @param {import('./types.js').Source} source an answer for the other source comes too late
   * @param {import('./types.js').Reading} reading
   */
  show(source, reading) {
    if (this.store.state.source !== source) return;
    this.store.set({ reading });
    this.inside.refresh({ parameters: false });
  }

  get testCount() {
    return this.store.state.data?.testImages ?? 0;
  }

  /** @param {number} index wraps around at both ends */
  async showTestImage(index) {
    const count = this.testCount;
    if (count === 0) return;
    try {
      const wrapped = ((index % count) + count) % count;
      const { image, label } = await this.session.testImage(wrapped);
      this.store.set({ testImage: { index: wrapped, image, label } });
      this.refresh();
      await this.fillStrip(wrapped);
    } catch (error) {
      this.notices.report(error);
    }
  }

  /** @param {number} index shown within the strip */
  async fillStrip(index) {
    const start = index - (index % STRIP_LENGTH);
    if (start === this.stripStart) return;
    this.stripStart = start;
    const indices = Array.from({ length: STRIP_LENGTH }, (_, i) => start + i);
    const existing = indices.filter((i) => i < this.testCount);
    const thumbnails = await Promise.all(
      existing.map(async (i) => ({ index: i, ...(await this.session.testImage(i)) })),
    );
    if (start === this.stripStart) this.store.set({ thumbnails });
  }

  /** The first test images have come. */
  dataArrived() {
    if (this.testCount === 0 || this.stripStart >= 0) return;
    if (this.store.state.source === 'test') this.showTestImage(0);
  }
}
