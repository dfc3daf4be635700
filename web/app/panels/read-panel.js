import { formatCount, formatPercent, icons, parseStrokes, strongest } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { className, classNames } from '../state/classes.js';
import { recall, remember } from '../state/storage.js';
import { Panel } from './panel.js';

/** Places on the page, as the short navigation of narrow screens names them. */
const parts = [
  ['read', 'read'],
  ['train-panel', 'train'],
  ['network', 'network'],
];

/** The input and what the network reads in it. */
export class ReadPanel extends Panel {
  constructor() {
    super(['status', 'source', 'reading', 'pending', 'testImage', 'thumbnails', 'data', 'dataset']);
    const width = recall('strokeWidth');
    this.strokeWidth = typeof width === 'number' && width > 0 && width < 1 ? width : 0.075;
  }

  get input() {
    return this.playground.input;
  }

  /** @override The drawing of the last visit is read like a new one. */
  async firstUpdated() {
    const pad = /** @type {import('convscope/elements').ConvDigitPad} */ (
      this.querySelector('conv-digit-pad')
    );
    pad.strokes = parseStrokes(recall('strokes'));
    await pad.updateComplete;
    this.playground.store.subscribe(['status'], () => this.input?.draw(pad.drawing));
    this.input?.draw(pad.drawing);
  }

  /** @override */
  render() {
    const { source } = this.page;
    return html`
      <h2 class="sr-only">${t('read.title')}</h2>
      <fieldset class="segments wide">
        <legend class="sr-only">${t('read.source')}</legend>
        ${this.sourceChoice('drawing', icons.pen)} ${this.sourceChoice('test', icons.image)}
        ${this.sourceChoice('picture', icons.upload)}
      </fieldset>
      <conv-digit-pad
        ?hidden=${source !== 'drawing'}
        .width=${this.strokeWidth}
        @ink=${this.onInk}
        @strokes=${this.onStrokes}
        @stroke-width=${this.onWidth}
      ></conv-digit-pad>
      ${source === 'test' ? this.testImages() : nothing}
      ${source === 'picture' ? html`<picture-input></picture-input>` : nothing} ${this.reading()}
    `;
  }

  /** @param {import('../state/types.js').Source} source @param {unknown} icon */
  sourceChoice(source, icon) {
    return html`<label>
      <input
        type="radio"
        name="source"
        value=${source}
        .checked=${this.page.source === source}
        @change=${() => this.input?.choose(source)}
      />
      <span>${icon} ${t(`read.${source}`)}</span>
    </label>`;
  }

  /** @param {CustomEvent} event */
  onInk(event) {
    this.input?.draw(event.detail);
  }

  /** @param {CustomEvent} event */
  onStrokes(event) {
    remember('strokes', event.detail.strokes);
  }

  /** @param {CustomEvent} event */
  onWidth(event) {
    this.strokeWidth = event.detail.width;
    remember('strokeWidth', this.strokeWidth);
  }

  testImages() {
    const { testImage, data } = this.page;
    if (!testImage) return html`<p class="test-image waiting">${t('read.waiting')}</p>`;
    const { index, label, image } = testImage;
    const count = data?.testImages ?? 0;
    const name = className(this.page, label);
    return html`
      <conv-pixels
        class="test-image"
        .image=${image}
        .label=${t('read.testImage', { index, label: name })}
      ></conv-pixels>
      <div class="test-tools">
        ${this.stepButton(index - 1, 'previous')} ${this.stepButton(index + 1, 'next')}
        <button
          type="button"
          class="button icon"
          aria-label=${t('read.random')}
          title=${t('read.random')}
          @click=${() => this.input?.showTestImage(Math.floor(Math.random() * count))}
        >
          ${icons.dice}
        </button>
        <p>
          ${t('read.truth', { label: name })}
          <small>${t('read.position', { index: formatCount(index), count: formatCount(count) })}</small>
        </p>
      </div>
      ${this.strip(index)}
    `;
  }

  /** @param {number} index @param {'previous' | 'next'} name */
  stepButton(index, name) {
    return html`<button
      type="button"
      class="button icon"
      aria-label=${t(`read.${name}`)}
      title=${t(`read.${name}`)}
      @click=${() => this.input?.showTestImage(index)}
    >
      ${icons[name]}
    </button>`;
  }

  /** @param {number} current */
  strip(current) {
    return html`<div class="strip">
      ${this.page.thumbnails.map(
        ({ index, label, image }) => html`<button
          type="button"
          aria-label=${t('read.thumbnail', { index, label: className(this.page, label) })}
          aria-pressed=${index === current ? 'true' : 'false'}
          @click=${() => this.input?.showTestImage(index)}
        >
          <conv-pixels .image=${image} hide-label></conv-pixels>
        </button>`,
      )}
    </div>`;
  }

  reading() {
    const { reading, pending, source, testImage } = this.page;
    const truth = source === 'test' && testImage ? testImage.label : null;
    const names = classNames(this.page);
    return html`
      <div class="reading" aria-busy=${pending ? 'true' : 'false'}>
        <figure>
          <conv-pixels .image=${reading.image} .label=${t('read.seen')}></conv-pixels>
          <figcaption>${t('read.seenShort')}</figcaption>
        </figure>
        <div class="verdict" role="status">${this.verdict(truth)}</div>
      </div>
      <label-drawing></label-drawing>
      <conv-predictions
        class=${names.some((name) => name.length > 1) ? 'named' : ''}
        .classes=${names}
        .probabilities=${reading.probabilities}
        .truth=${truth}
      ></conv-predictions>
    `;
  }

  /** @param {number | null} truth */
  verdict(truth) {
    const { probabilities } = this.page.reading;
    if (!probabilities) {
      return html`<p class="digit none" aria-hidden="true">–</p>
        <p class="certainty"><b>${t('read.none')}</b> ${t('read.noneHint')}</p>`;
    }
    const digit = strongest(probabilities);
    const correct =
      digit === truth
        ? t('read.right')
        : t('read.wrong', { label: truth === null ? '' : className(this.page, truth) });
    const name = className(this.page, digit);
    return html`<p class=${name.length > 1 ? 'digit named' : 'digit'}><span class="sr-only">${t('read.reads')} </span>${name}</p>
      <p class="certainty">
        <b>${t('read.certainty', { percent: formatPercent(probabilities[digit]) })}</b>
        ${truth === null ? nothing : correct}
      </p>`;
  }
}

/** The reading in one line, kept in view on a narrow screen. */
export class ReadGlance extends Panel {
  constructor() {
    super(['reading', 'dataset']);
  }

  /** @override */
  render() {
    const { image, probabilities } = this.page.reading;
    const digit = probabilities ? strongest(probabilities) : null;
    return html`
      <div class="glance-reading" aria-hidden="true">
        <conv-pixels .image=${image} hide-label></conv-pixels>
        <b>${digit === null ? '–' : className(this.page, digit)}</b>
        <span>${digit === null || !probabilities ? '' : formatPercent(probabilities[digit])}</span>
      </div>
      <nav aria-label=${t('nav.label')}>
        ${parts.map(([id, name]) => html`<a href="#${id}">${t(`nav.${name}`)}</a>`)}
      </nav>
    `;
  }
}
