import { icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';

/** Parts that several parts of the view have. */

/**
 * A map of values with a text and a table. The view gives it the values of `heat` after rendering.
 *
 * @param {{heat: string, title: string, hint: string, shape: number[], ghost?: Uint8Array | null}} options
 */
export function heatFigure({ heat, title, hint, shape, ghost = null }) {
  const refresh = (/** @type {Event} */ event) =>
    /** @type {HTMLElement} */ (event.target).dispatchEvent(
      new CustomEvent('table-toggle', { bubbles: true }),
    );
  return html`<figure class="heat">
    <figcaption>${title}</figcaption>
    <look-maps data-heat=${heat} .layer=${title} .shape=${shape} .ghost=${ghost}></look-maps>
    <p>${hint}</p>
    <details class="numbers" @toggle=${refresh}>
      <summary class="opener">${icons.chevron}${t('elements.layer.numbers')}</summary>
      <conv-number-table data-heat=${heat} .label=${title} .shape=${shape}></conv-number-table>
    </details>
  </figure>`;
}

/** How far a task is, and a way out. @param {import('./task.js').Task} task @param {string} label */
export function taskBar(task, label) {
  if (!task.busy) return nothing;
  return html`<div class="look-task">
    <progress class="bar" max="1" .value=${task.busy.share} aria-label=${label}></progress>
    <button type="button" class="button small" data-stop @click=${() => task.stop()}>${t('look.stop')}</button>
  </div>`;
}
