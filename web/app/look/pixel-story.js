import { formatValue, icons } from 'convscope/elements';
import { html, LitElement, nothing } from 'lit';
import { Translated, t } from '../i18n.js';
import { placeOf, tell } from './story.js';
import { outcomeOf, showStep, titleOf } from './story-steps.js';

/** @typedef {import('./story.js').Step} Step */
/** @typedef {import('./observer.js').Chosen} Chosen */
/** @typedef {import('../state/types.js').Network} Network */

/** Milliseconds from value to value along a map. */
const PACE = 500;
const QUIET_PACE = 1200;

/** Keys that lead from step to step. @type {Record<string, (step: number, last: number) => number>} */
const KEYS = {
  ArrowRight: (step) => step + 1,
  ArrowLeft: (step) => step - 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** How one value of a layer came about, step by step. */
export class PixelStory extends LitElement {
  /** @override */
  static properties = {
    network: { attribute: false },
    answer: { attribute: false },
    training: { type: Boolean },
    step: { state: true },
    running: { state: true },
  };

  constructor() {
    super();
    /** @type {Network | null} */
    this.network = null;
    /** @type {{explanation: import('../../module/engine/inspection.js').Explanation, at: Chosen} | null} */
    this.answer = null;
    this.training = false;
    this.step = 0;
    /** Whether the value moves along the map by itself. */
    this.running = false;
    new Translated(this);
  }

  /** @override */
  createRenderRoot() {
    return this;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.run(false);
  }

  /** @param {boolean} running */
  run(running) {
    this.running = running;
    clearInterval(this.timer);
    const quiet = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (running) this.timer = setInterval(() => this.go(1), quiet ? QUIET_PACE : PACE);
  }

  /** To a neighbouring value, from the last to the first. @param {number} by */
  go(by) {
    if (!this.answer || !this.network) return;
    const { layer, unit } = this.answer.at;
    const size = this.network.layers[layer].outputShape.reduce(
      (product, side) => product * side,
      1,
    );
    const detail = { layer, unit: (unit + by + size) % size };
    this.dispatchEvent(new CustomEvent('choose', { detail }));
  }

  /** @param {KeyboardEvent} event @param {number} last */
  onKey(event, last) {
    const move = KEYS[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.step = Math.max(0, Math.min(last, move(Math.min(this.step, last), last)));
  }

  /** @override */
  render() {
    const { answer, network } = this;
    const layer = network?.layers[answer?.at.layer ?? -1];
    if (!answer || !network || !layer) return nothing;
    const steps = tell(answer.explanation, network, layer, answer.at.unit);
    const at = Math.min(this.step, steps.length - 1);
    const place = placeOf(answer.at.unit, layer.outputShape);
    const name = layer.outputShape.length > 1 ? t('look.place', place) : t('look.unit', place);
    return html`<section class="story" aria-label=${t('look.story')}>
      <header>
        <h4><code translate="no">${layer.name}</code> · ${name}</h4>
        <output class="result" data-value=${answer.explanation.result} aria-live=${this.running ? 'off' : 'polite'}>
          = ${formatValue(answer.explanation.result)}
        </output>
        ${this.tools()}
      </header>
      <div
        class="steps"
        role="group"
        tabindex="0"
        aria-label=${t('look.steps')}
        aria-description=${t('look.stepsHelp')}
        @keydown=${(/** @type {KeyboardEvent} */ event) => this.onKey(event, steps.length - 1)}
      >
        ${steps.length > 1 ? this.list(steps, at) : nothing}
        <div class="step" data-step=${at} data-kind=${steps[at].kind}>${showStep(steps[at], { type: layer.type, training: this.training })}</div>
      </div>
    </section>`;
  }

  tools() {
    return html`<div class="story-tools">
      <button type="button" class="button icon small" data-go="-1" aria-label=${t('look.back')} title=${t('look.back')}
        @click=${() => this.go(-1)}>${icons.previous}</button>
      <button type="button" class="button icon small" data-run aria-pressed=${this.running ? 'true' : 'false'}
        aria-label=${t('look.along')} title=${t('look.along')}
        @click=${() => this.run(!this.running)}>${this.running ? icons.pause : icons.play}</button>
      <button type="button" class="button icon small" data-go="1" aria-label=${t('look.on')} title=${t('look.on')}
        @click=${() => this.go(1)}>${icons.next}</button>
    </div>`;
  }

  /** The steps by name, with what each gave. @param {Step[]} steps @param {number} at */
  list(steps, at) {
    return html`<ol class="step-list">
      ${steps.map(
        (step, index) => html`<li>
          <button type="button" tabindex="-1" aria-current=${index === at ? 'step' : 'false'}
            @click=${() => {
              this.step = index;
            }}>${titleOf(step)} <b>${formatValue(outcomeOf(step))}</b></button>
        </li>`,
      )}
    </ol>`;
  }
}

customElements.define('pixel-story', PixelStory);
