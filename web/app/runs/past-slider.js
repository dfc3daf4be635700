import { formatCount, icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { Panel } from '../panels/panel.js';

/** Goes back through the checkpoints of the present run, while it rests. */
export class PastSlider extends Panel {
  constructor() {
    super(['checkpoints', 'lookingAt', 'trainingState', 'progress']);
  }

  get past() {
    return this.playground.past;
  }

  /** Which checkpoint is looked at. */
  get index() {
    const { checkpoints, lookingAt } = this.page;
    const at = checkpoints.findIndex(({ step }) => step === lookingAt);
    return at < 0 ? checkpoints.length - 1 : at;
  }

  /** @override */
  render() {
    const { checkpoints, lookingAt } = this.page;
    const busy = this.playground.training?.busy ?? false;
    if (checkpoints.length < 2 || busy) return nothing;
    const { index } = this;
    const step = checkpoints[index].step;
    const text = t(lookingAt === null ? 'runs.past.newest' : 'runs.past.at', {
      step: formatCount(step),
    });
    return html`<div class="past" role="group" aria-label=${t('runs.past.title')}>
      <div class="past-head">
        <span>${t('runs.past.title')}</span> <b id="past-step" data-step=${step}>${text}</b>
      </div>
      <div class="past-controls">
        <button
          type="button"
          class="button small icon"
          aria-label=${t('runs.past.earlier')}
          title=${t('runs.past.earlier')}
          ?disabled=${index === 0}
          @click=${() => this.past?.look(index - 1)}
        >${icons.previous}</button>
        <input
          type="range"
          name="past"
          min="0"
          max=${checkpoints.length - 1}
          step="1"
          .value=${String(index)}
          aria-label=${t('runs.past.title')}
          aria-valuetext=${text}
          @input=${(/** @type {Event} */ event) =>
            this.past?.look(Number(/** @type {HTMLInputElement} */ (event.target).value))}
        />
        <button
          type="button"
          class="button small icon"
          aria-label=${t('runs.past.later')}
          title=${t('runs.past.later')}
          ?disabled=${index === checkpoints.length - 1}
          @click=${() => this.past?.look(index + 1)}
        >${icons.next}</button>
      </div>
    </div>`;
  }
}
