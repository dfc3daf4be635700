import { formatPercent, formatShape, formatValue } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { classNames } from '../state/classes.js';
import { heatFigure, taskBar } from './figures.js';

/** Maps that say what spoke for a class. */

/** @typedef {import('./why.js').Why} Why */

/** Sides of the square that covers a part. */
const SIDES = [3, 5, 7];

/** @param {ArrayLike<number>} values @param {(a: number, b: number) => boolean} better */
function extreme(values, better) {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (better(values[i], values[at])) at = i;
  return at;
}

/** @param {Why} why */
export function whyPart(why) {
  const { reasons, observer } = why;
  const names = classNames(observer.playground.state);
  return html`<p class="explain">${t('look.whyHint')}</p>
    <div class="look-controls">
      ${classChoice(why, names)} ${layerChoice(why)} ${sideChoice(why)}
    </div>
    ${reasons && observer.network ? results(why, names[why.output] ?? String(why.output)) : nothing}`;
}

/** @param {Event} event */
const chosen = ({ target }) => /** @type {HTMLSelectElement} */ (target).value;

/** @param {Why} why @param {string[]} names */
function classChoice(why, names) {
  const probabilities = Array.from(why.observer.seen?.probabilities ?? []);
  const answer = probabilities.indexOf(Math.max(...probabilities));
  return html`<label class="field">
    <span class="field-name">${t('look.whichClass')}</span>
    <select id="why-class" @change=${(/** @type {Event} */ event) =>
      why.choose({ wanted: chosen(event) === '' ? null : Number(chosen(event)) })}>
      <option value="" ?selected=${why.wanted === null}>${t('look.answer', { name: names[answer] ?? answer })}</option>
      ${Array.from(
        probabilities,
        (share, output) => html`<option value=${output} ?selected=${why.wanted === output}>
          ${names[output] ?? output} (${formatPercent(share)})
        </option>`,
      )}
    </select>
  </label>`;
}

/** @param {Why} why */
function layerChoice(why) {
  if (why.layers.length === 0) return nothing;
  return html`<label class="field">
    <span class="field-name">${t('look.camLayer')}</span>
    <select id="why-layer" @change=${(/** @type {Event} */ event) => why.choose({ layer: Number(chosen(event)) })}>
      ${why.layers.map(
        ({
          index,
          name,
          outputShape,
        }) => html`<option translate="no" value=${index} ?selected=${index === why.camLayer}>
          ${name} (${formatShape(outputShape)})
        </option>`,
      )}
    </select>
  </label>`;
}

/** @param {Why} why */
function sideChoice(why) {
  return html`<label class="field">
    <span class="field-name">${t('look.side')}</span>
    <select id="why-side" @change=${(/** @type {Event} */ event) => why.choose({ side: Number(chosen(event)) })}>
      ${SIDES.map(
        (side) =>
          html`<option value=${side} ?selected=${side === why.side}>${formatShape([side, side])}</option>`,
      )}
    </select>
  </label>`;
}

/** @param {Why} why @param {string} name of the class */
function results(why, name) {
  const { observer, task, stale } = why;
  const { reasons } = /** @type {{reasons: import('../worker/reasoning.js').Reasons}} */ (why);
  const { input } = /** @type {import('../state/types.js').Network} */ (observer.network);
  const { cam } = reasons;
  const ghost = observer.image;
  return html`<p class="verdict-line">
      ${t('look.scoreOf', {
        name,
        score: formatValue(reasons.score),
        percent: formatPercent(reasons.probabilities[why.output]),
      })}
    </p>
    <div class="heats">
      ${heatFigure({ heat: 'gradient', title: t('look.gradient'), hint: t('look.gradientHint'), shape: input, ghost })}
      ${
        cam
          ? heatFigure({
              heat: 'cam',
              title: t('look.cam'),
              hint: t('look.camHint'),
              shape: [1, ...cam.shape],
              ghost,
            })
          : nothing
      }
      ${
        why.covered
          ? heatFigure({
              heat: 'losses',
              title: t('look.covered'),
              hint: coveredText(why, input[2]),
              shape: [1, input[1], input[2]],
              ghost,
            })
          : nothing
      }
    </div>
    ${taskBar(task, t('look.covering'))}
    ${
      stale && !task.busy
        ? html`<button type="button" class="button small" id="cover" @click=${() => why.cover()}>${t('look.coverAgain')}</button>`
        : nothing
    }`;
}

/** Where covering costs the most. @param {Why} why @param {number} width */
function coveredText({ covered, reasons, output }, width) {
  if (!covered) return '';
  const at = extreme(covered, (a, b) => a < b);
  return t('look.coveredHint', {
    row: Math.floor(at / width),
    column: at % width,
    before: formatPercent(reasons?.probabilities[output] ?? 0),
    now: formatPercent(covered[at]),
  });
}
