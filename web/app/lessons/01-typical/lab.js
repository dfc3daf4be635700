import { html, nothing } from 'lit';
import { checkField, selectField } from '../kit/controls.js';
import { FOUR } from '../kit/drawing.js';
import { LabElement } from '../kit/lab.js';
import { layerTable, layerView } from './flow.js';
import { compare, description, read, trainedFile, weightsOf, withDropout } from './model.js';
import { sizesPart } from './sizes.js';

/** @typedef {import('./model.js').Way} Way */
/** @typedef {import('../kit/engine.js').Networks} Networks */

/** Time to look at a layer while the data flow, in milliseconds. */
const PACE = 1200;

const RATES = [0.2, 0.5, 0.8];

/** The network reads nothing yet. */
const BLANK = new Uint8Array(28 * 28);

/** What changes the values in the network. */
const CAUSES = ['networks', 'weights', 'image', 'training', 'p', 'turn'];

/** A trained network, layer by layer; then its kernels on an image of another size. */
export class TypicalLab extends LabElement {
  /** @override */
  static properties = {
    ...LabElement.properties,
    weights: { state: true },
    image: { state: true },
    step: { state: true },
    playing: { state: true },
    training: { state: true },
    p: { state: true },
    turn: { state: true },
    way: { state: true },
    shown: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../kit/engine.js').Given | null} */
    this.weights = null;
    /** The drawing as the network sees it. @type {Uint8Array | null} */
    this.image = null;
    this.step = 0;
    this.playing = false;
    this.training = false;
    this.p = 0.5;
    /** Counts the masks of dropout. */
    this.turn = 0;
    /** @type {Way} */
    this.way = 'copies';
    this.shown = 'conv1';
    /** @type {ReturnType<typeof read> | null} */
    this.reading = null;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.timer = undefined;
  }

  /** @override */
  async start() {
    await super.start();
    const { networks } = this;
    if (!networks) return;
    try {
      const file = await trainedFile();
      if (this.networks === networks) this.weights = weightsOf(networks, file);
    } catch (error) {
      this.failure = String(/** @type {Error} */ (error).message);
    }
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
    this.weights = null;
  }

  /** @override */
  get playground() {
    // Where dropout lets all pass, the trained network is the same without it.
    return this.training
      ? { description: withDropout(this.p) }
      : { description, start: /** @type {const} */ ('pretrained') };
  }

  stop() {
    clearInterval(this.timer);
    this.playing = false;
  }

  /** @param {number} count of layers */
  play(count) {
    if (this.playing) {
      this.stop();
      return;
    }
    if (this.step === count - 1) this.step = 0;
    this.playing = true;
    this.timer = setInterval(() => {
      this.step++;
      if (this.step >= count - 1) this.stop();
    }, PACE);
  }

  /** @param {number} step */
  choose(step) {
    this.stop();
    this.step = step;
  }

  /** @param {Map<PropertyKey, unknown>} changed @override */
  willUpdate(changed) {
    if (CAUSES.some((name) => changed.has(name))) this.reading = null;
  }

  /** @param {Map<PropertyKey, unknown>} changed @override */
  updated(changed) {
    super.updated(changed);
    const pad = /** @type {import('convscope/elements').ConvDigitPad | null} */ (
      this.querySelector('conv-digit-pad')
    );
    // The first drawing was there before anybody listened.
    if (changed.has('weights') && pad) {
      pad.updateComplete.then(() => this.see(pad.drawing));
    }
    this.showLayer();
  }

  async showLayer() {
    const view = /** @type {import('convscope/elements').ConvLayer | null} */ (
      this.querySelector('conv-layer')
    );
    const step = this.reading?.steps[this.step];
    if (!view || !step) return;
    await view.updateComplete;
    if (view.layer !== step.info) return;
    view.showActivation(this.image && step.data);
    view.showParameters(step.tensors);
  }

  /** @param {{ink: Uint8Array, width: number, height: number}} drawing */
  see({ ink, width, height }) {
    if (!this.networks) return;
    const { empty, image } = this.networks.engine.preprocess(ink, width, height);
    this.image = empty ? null : image;
  }

  /** @param {Networks} networks @param {any} words @override */
  lab(networks, words) {
    const { weights, image, training, p } = this;
    if (!weights) return html`<p role="status">${words.loading}</p>`;
    this.reading ??= read(networks, weights, image ?? BLANK, { training, p });
    const { steps, probabilities } = this.reading;
    return html`<div class="lab-network">
        <div>
          <conv-digit-pad
            .strokes=${FOUR}
            @ink=${(/** @type {CustomEvent} */ { detail }) => this.see(detail)}
          ></conv-digit-pad>
          <conv-predictions
            class="lab-predictions"
            .probabilities=${image && probabilities}
          ></conv-predictions>
          ${this.dropout(words)}
        </div>
        <div>${layerTable(words, steps, this.step, (step) => this.choose(step))}</div>
      </div>
      ${layerView(words, steps, {
        current: this.step,
        playing: this.playing,
        choose: (step) => this.choose(step),
        play: () => this.play(steps.length),
      })}
      ${image ? this.sizes(networks, words, { weights, image }) : html`<p>${words.draw}</p>`}`;
  }

  /** @param {any} words */
  dropout(words) {
    const rates = RATES.map((rate) => /** @type {const} */ ([rate, String(rate)]));
    const setTraining = (/** @type {boolean} */ on) => {
      this.training = on;
    };
    return html`<div class="lab-controls lab-dropout">
      ${checkField(words.training, this.training, setTraining, 'training')}
      ${
        this.training
          ? html`${selectField(
              words.rate,
              this.p,
              rates,
              (rate) => {
                this.p = rate;
              },
              'rate',
            )}
            <button
              type="button"
              class="button small mask"
              @click=${() => {
                this.turn++;
              }}
            >${words.mask}</button>`
          : nothing
      }
    </div>`;
  }

  /** @param {Networks} networks @param {any} words @param {{weights: any, image: Uint8Array}} given */
  sizes(networks, words, { weights, image }) {
    const { way, shown } = this;
    return sizesPart(words, compare(networks, weights, image, way), {
      image,
      way,
      shown,
      change: (change) => Object.assign(this, change),
    });
  }
}
