import { html } from 'lit';

/** @typedef {import('lit').ReactiveController} ReactiveController */

/**
 * Small test images that show themselves in all other views when they are clicked. What the host
 * has rendered is fetched afterwards.
 *
 * @implements {ReactiveController}
 */
export class TestThumbs {
  /** @param {import('../panels/panel.js').Panel} host */
  constructor(host) {
    this.host = host;
    /** By the number of the image. @type {Map<number, Uint8Array>} */
    this.pictures = new Map();
    this.fetching = false;
    host.addController(this);
  }

  /** The images of another data set have the same numbers. */
  forget() {
    this.pictures = new Map();
  }

  /** @param {number} index @param {string} label */
  thumb(index, label) {
    return html`<button
      type="button"
      class="thumb"
      data-index=${index}
      aria-label=${label}
      title=${label}
      @click=${() => this.open(index)}
    ><conv-pixels .image=${this.pictures.get(index) ?? null} hide-label></conv-pixels></button>`;
  }

  /** @param {number} index */
  open(index) {
    const { store, input } = this.host.playground;
    store.set({ source: 'test' });
    input?.showTestImage(index);
  }

  async hostUpdated() {
    const { host, pictures } = this;
    const { session } = host.playground;
    /** @type {NodeListOf<HTMLElement>} */
    const shown = host.querySelectorAll('.thumb');
    const wanted = new Set(Array.from(shown, ({ dataset }) => Number(dataset.index)));
    const missing = [...wanted].filter((index) => !pictures.has(index));
    if (missing.length === 0 || !session || this.fetching) return;
    this.fetching = true;
    try {
      const images = await Promise.all(missing.map((index) => session.testImage(index)));
      missing.forEach((index, i) => {
        pictures.set(index, images[i].image);
      });
      if (pictures === this.pictures) host.requestUpdate();
    } catch {
      // The images went with their data set; the view is about to show others.
    } finally {
      this.fetching = false;
    }
  }
}
