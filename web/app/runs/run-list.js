import { formatCount, formatPercent, icons } from 'convscope/elements';
import { html } from 'lit';
import { t } from '../i18n.js';
import { formatDuration } from './duration.js';
import { describe, nameOf } from './names.js';
import { canOpen, canRepeat } from './repeat.js';

/** @typedef {import('./run.js').Run} Run */

/**
 * @typedef {object} ListOptions
 * @property {Run[]} runs the newest first
 * @property {string | null} current
 * @property {(run: Run) => string | null} color of its curve; null while it is not shown
 * @property {boolean} full no more curves can be shown
 * @property {boolean} ready
 * @property {(run: Run, on: boolean) => void} show
 * @property {(run: Run, name: string) => void} rename
 * @property {(run: Run) => void} open
 * @property {(run: Run) => void} repeat
 * @property {(run: Run) => void} prepare
 * @property {(run: Run) => void} remove
 */

/** All runs that are kept, with what can be done with each. @param {ListOptions} options */
export function runList(options) {
  return html`<ul class="run-list">
    ${options.runs.map((run) => entry(run, options))}
  </ul>`;
}

/** @param {Run} run @param {ListOptions} options */
function entry(run, options) {
  const color = options.color(run);
  const name = nameOf(run);
  const { evaluation, step, seconds } = run;
  const accuracy = evaluation ? formatPercent(evaluation.accuracy, 2) : '–';
  return html`<li data-run=${run.id} class=${run.id === options.current ? 'current' : ''}>
    <input
      type="checkbox"
      aria-label=${t('runs.show', { name })}
      title=${t('runs.show', { name })}
      .checked=${color !== null}
      ?disabled=${color === null && options.full}
      @change=${(/** @type {Event} */ event) =>
        options.show(run, /** @type {HTMLInputElement} */ (event.target).checked)}
    />
    <span class="run-color" .style=${`background: ${color ? `var(${color})` : 'transparent'}`}></span>
    <div class="run-name">
      <input
        type="text"
        name="run-name"
        maxlength="60"
        aria-label=${t('runs.rename')}
        placeholder=${t('runs.name', { number: run.number })}
        .value=${run.name}
        @change=${(/** @type {Event} */ event) =>
          options.rename(run, /** @type {HTMLInputElement} */ (event.target).value)}
      />
      <small>${describe(run)}${run.id === options.current ? html` · <b>${t('runs.isCurrent')}</b>` : ''}</small>
    </div>
    <dl>
      <div><dt>${t('training.testAccuracy')}</dt><dd data-accuracy=${evaluation?.accuracy ?? ''}>${accuracy}</dd></div>
      <div><dt>${t('training.stepCount')}</dt><dd data-step=${step}>${formatCount(step)}</dd></div>
      <div><dt>${t('runs.time')}</dt><dd data-seconds=${seconds}>${formatDuration(seconds)}</dd></div>
    </dl>
    <div class="run-actions">
      ${actions(run, options)}
    </div>
  </li>`;
}

/** @param {Run} run @param {ListOptions} options */
function actions(run, { ready, current, open, repeat, prepare, remove }) {
  const again = canRepeat(run);
  const why = again ? t('runs.repeatHint', { seed: run.seed }) : t('runs.cannotRepeat');
  return html`<button
      type="button"
      class="button small"
      data-action="open"
      title=${t(canOpen(run) ? 'runs.openHint' : 'runs.cannotOpen')}
      ?disabled=${!ready || !canOpen(run) || run.id === current}
      @click=${() => open(run)}
    >${t('runs.open')}</button>
    <button
      type="button"
      class="button small"
      data-action="repeat"
      title=${why}
      ?disabled=${!ready || !again}
      @click=${() => repeat(run)}
    >${t('runs.repeat')}</button>
    <button
      type="button"
      class="button small"
      data-action="prepare"
      title=${again ? t('runs.prepareHint') : t('runs.cannotRepeat')}
      ?disabled=${!ready || !again}
      @click=${() => prepare(run)}
    >${t('runs.prepare')}</button>
    <button
      type="button"
      class="button small icon"
      data-action="remove"
      aria-label=${t('runs.remove', { name: nameOf(run) })}
      title=${t('runs.remove', { name: nameOf(run) })}
      @click=${() => remove(run)}
    >${icons.clear}</button>`;
}
