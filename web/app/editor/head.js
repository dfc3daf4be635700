import { icons } from 'convscope/elements';
import { html } from 'lit';
import { t } from '../i18n.js';
import { explain } from './explain.js';
import { presets } from './presets.js';

/** What stands above the layers: networks to begin with, the ways back and forth, how things are. */

/** @param {(preset: import('./presets.js').Preset) => void} use */
export const presetButtons = (use) =>
  html`<div class="build-presets" role="group" aria-label=${t('build.presets.label')}>
    ${presets.map(
      (preset) => html`<button
        type="button"
        class="button small"
        data-preset=${preset.name}
        title=${`${t(`build.presets.${preset.name}.about`)} (${preset.source})`}
        @click=${() => use(preset)}
      >${t(`build.presets.${preset.name}.title`)}</button>`,
    )}
  </div>`;

/**
 * @param {import('./editor.js').Editor} editor
 * @param {boolean} refused
 * @param {{undo: () => void, redo: () => void}} actions
 */
export function historyButtons({ history, busy, outcome }, refused, { undo, redo }) {
  return html`<div class="build-tools">
    <button
      type="button"
      id="build-undo"
      class="button small"
      aria-keyshortcuts="Control+Z"
      ?disabled=${history.past.length === 0}
      @click=${undo}
    >${icons.undo} ${t('build.undo')}</button>
    <button
      type="button"
      id="build-redo"
      class="button small build-redo"
      aria-keyshortcuts="Control+Shift+Z"
      ?disabled=${history.future.length === 0}
      @click=${redo}
    >${icons.undo} ${t('build.redo')}</button>
    <p class=${`build-state ${refused ? 'problem' : ''}`} role="status" data-busy=${busy}>
      ${refused ? t('build.refused') : outcomeText(outcome)}
    </p>
  </div>`;
}

/** @param {import('./editor.js').Editor['outcome']} outcome */
function outcomeText(outcome) {
  if (outcome === 'back') return t('build.outcome.back');
  if (!outcome) return t('build.outcome.present');
  const { kept, layers } = outcome;
  if (kept === 0) return t('build.outcome.new');
  return t(kept === layers ? 'build.outcome.all' : 'build.outcome.some', { kept, layers });
}

/** A refusal in the language of the page. @param {import('../worker/drafts.js').Refusal} refusal */
export function told(refusal) {
  const { key, values } = explain(refusal);
  const axis = values.axis ? t(`build.axes.${values.axis}`) : '';
  return t(`build.refusals.${key}`, { ...values, axis, message: refusal.message });
}
