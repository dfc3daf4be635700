import { css, html, LitElement } from 'lit';
import { scaleOf } from './core/color.js';
import { drawNextFrame } from './core/frame.js';
import { Localized, t } from './core/localize.js';
import { shared } from './core/styles.js';
import { onThemeChange } from './core/theme-watch.js';

/**
 * Draws grey values (0 paper, 255 ink) one to one.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Uint8Array} image
 * @param {{width: number, height: number, ink: Uint32Array}} options
 */
export function drawPixels(ctx, image, { width, height, ink }) {
  const picture = ctx.createImageData(width, height);
  const pixels = new Uint32Array(picture.data.buffer);
  for (let i = 0; i < image.length; i++) pixels[i] = ink[image[i]];
  ctx.putImageData(picture, 0, 0);
}

/** A small grey image, such as the 28 x 28 pixels that the network sees. */
export class ConvPixels extends LitElement {
  /** @override */
  static properties = {
    image: { attribute: false },
    width: { type: Number },
    height: { type: Number },
    label: {},
    hideLabel: { type: Boolean, attribute: 'hide-label' },
  };

  constructor() {
    super();
    /** @type {Uint8Array | null} */
    this.image = null;
    this.width = 28;
    this.height = 28;
    this.label = '';
    /** The image only repeats what a text beside it says. */
    this.hideLabel = false;
    new Localized(this);
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.stopTheme = onThemeChange(() => this.requestUpdate());
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopTheme?.();
  }

  /** @override */
  updated() {
    drawNextFrame(this, () => {
      const canvas = /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector('canvas'));
      const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      if (!this.image) ctx.clearRect(0, 0, this.width, this.height);
      else drawPixels(ctx, this.image, { ...this.size(), ink: scaleOf(this).ink });
    });
  }

  size() {
    return { width: this.width, height: this.height };
  }

  /** @override */
  render() {
    const { width, height } = this;
    if (this.hideLabel)
      return html`<canvas width=${width} height=${height} aria-hidden="true"></canvas>`;
    const label = this.label || t('pixels.label', { width, height });
    return html`<canvas width=${width} height=${height} role="img" aria-label=${label}></canvas>`;
  }

  /** @override */
  static styles = [
    shared,
    css`
      canvas {
        width: 100%;
        height: auto;
        aspect-ratio: 1;
        background: var(--conv-paper, light-dark(#fff, #070d0b));
      }
    `,
  ];
}
