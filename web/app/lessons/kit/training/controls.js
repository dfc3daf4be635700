import { html, nothing } from 'lit';
import { t } from '../../../i18n.js';

/** @typedef {import('./trials.js').Trials} Trials */

/** Seeds of the button that asks for many. */
export const SEEDS = 5;

/**
 * Buttons and what goes on.
 *
 * @param {Trials} trials
 * @param {import('./trials.js').Variant[]} variants
 * @param {Record<string, string>} names of the variants
 */
export function trainingControls(trials, variants, names) {
  const { current, busy, failure, nextSeed } = trials;
  return html`<div class="lab-training">
    <button
      type="button"
      class="button train-once"
      ?disabled=${busy}
      @click=${() => trials.run(variants, 1)}
    >${t('lessons.training.once', { seed: nextSeed })}</button>
    <button
      type="button"
      class="button train-many"
      ?disabled=${busy}
      @click=${() => trials.run(variants, SEEDS)}
    >${t('lessons.training.many', { count: SEEDS })}</button>
    <button type="button" class="button train-stop" ?disabled=${!busy} @click=${() => trials.stop()}>
      ${t('lessons.training.stop')}
    </button>
    <button
      type="button"
      class="button train-clear"
      ?disabled=${busy || trials.all.length === 0}
      @click=${() => trials.clear()}
    >${t('lessons.training.clear')}</button>
    <span class="lab-hint" role="status">
      ${
        current
          ? t('lessons.training.going', {
              name: names[current.variant],
              seed: current.seed,
              step: current.reports.at(-1)?.step ?? 0,
            })
          : nothing
      }
    </span>
    ${failure ? html`<p role="alert">${t('lessons.training.failed')} <code>${failure}</code></p>` : nothing}
  </div>`;
}
