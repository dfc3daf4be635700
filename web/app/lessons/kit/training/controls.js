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
 * @param {string} [part] what the lab calls this part, if several of its parts train
 */
export function trainingControls(trials, variants, names, part) {
  const { current, busy, failure, nextSeed } = trials;
  const label = (/** @type {string} */ action) =>
    part === undefined ? nothing : t('lessons.training.inPart', { action, part });
  const once = t('lessons.training.once', { seed: nextSeed });
  const many = t('lessons.training.many', { count: SEEDS });
  const stop = t('lessons.training.stop');
  const clear = t('lessons.training.clear');
  return html`<div class="lab-training">
    <button
      type="button"
      class="button train-once"
      aria-label=${label(once)}
      ?disabled=${busy}
      @click=${() => trials.run(variants, 1)}
    >${once}</button>
    <button
      type="button"
      class="button train-many"
      aria-label=${label(many)}
      ?disabled=${busy}
      @click=${() => trials.run(variants, SEEDS)}
    >${many}</button>
    <button
      type="button"
      class="button train-stop"
      aria-label=${label(stop)}
      ?disabled=${!busy}
      @click=${() => trials.stop()}
    >${stop}</button>
    <button
      type="button"
      class="button train-clear"
      aria-label=${label(clear)}
      ?disabled=${busy || trials.all.length === 0}
      @click=${() => trials.clear()}
    >${clear}</button>
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
