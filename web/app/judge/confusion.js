import { formatCount } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';

/** The confusion matrix as a grid of buttons that the arrow keys walk through. */

/** @typedef {{label: number, prediction: number}} Cell */

/** Shares of the colour: either the text stays dark on it or turns light. */
const FAINT = 36;
const STRONG = 92;

/** @param {number} level 0 to 1 */
const tint = (level) => (level > 0.6 ? STRONG + (level - 0.6) * 20 : level * (FAINT / 0.6));

/**
 * Rows of right answers against their class, mistakes against the most frequent one.
 *
 * @param {number[][]} matrix
 */
function levels(matrix) {
  const most = Math.max(1, ...matrix.flatMap((row, l) => row.filter((_, p) => p !== l)));
  return (/** @type {Cell} */ { label, prediction }) => {
    const count = matrix[label][prediction];
    if (count === 0) return 0;
    if (label === prediction) return count / matrix[label].reduce((sum, n) => sum + n, 0);
    return Math.max(0.12, Math.log1p(count) / Math.log1p(most));
  };
}

/**
 * @param {{matrix: number[][], names: string[], chosen: Cell | null, choose: (cell: Cell) => void}} options
 */
export function confusionTable({ matrix, names, chosen, choose }) {
  const level = levels(matrix);
  const at = chosen ?? { label: 0, prediction: 0 };
  const cell = (/** @type {Cell} */ place) => {
    const { label, prediction } = place;
    const count = matrix[label][prediction];
    const right = label === prediction;
    const strength = level(place);
    const written = formatCount(count);
    const values = { count: written, label: names[label], prediction: names[prediction] };
    const here = label === at.label && prediction === at.prediction;
    return html`<td role="gridcell">
      <button
        type="button"
        class=${`cell ${right ? 'hit' : 'miss'} ${strength > 0.6 ? 'strong' : ''}`}
        style=${`--tint: ${tint(strength)}%`}
        data-cell=${`${label}-${prediction}`}
        tabindex=${here ? 0 : -1}
        aria-pressed=${chosen && here ? 'true' : 'false'}
        aria-label=${t(right ? 'judge.cellRight' : 'judge.cellWrong', values)}
        @click=${() => choose(place)}
      >${count === 0 ? '·' : written}</button>
    </td>`;
  };
  return html`<table
    class="confusion"
    role="grid"
    aria-label=${t('judge.confusion')}
    @keydown=${(/** @type {KeyboardEvent} */ event) => walk(event, at, matrix.length, choose)}
  >
    <thead>
      <tr role="row">
        <td class="corner" role="gridcell">${t('judge.corner')}</td>
        ${names.map((name) => html`<th scope="col" title=${name}><span>${name}</span></th>`)}
      </tr>
    </thead>
    <tbody>
      ${names.map(
        (name, label) => html`<tr role="row">
          <th scope="row" title=${name}><span>${name}</span></th>
          ${names.map((_, prediction) => cell({ label, prediction }))}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** @type {Record<string, [number, number]>} */
const STEPS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * @param {KeyboardEvent} event
 * @param {Cell} from
 * @param {number} size
 * @param {(cell: Cell) => void} choose
 */
function walk(event, from, size, choose) {
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const within = (/** @type {number} */ place) => Math.max(0, Math.min(size - 1, place));
  const cell = {
    label: within(from.label + step[0]),
    prediction: within(from.prediction + step[1]),
  };
  choose(cell);
  const table = /** @type {HTMLElement} */ (event.currentTarget);
  const name = `[data-cell="${cell.label}-${cell.prediction}"]`;
  /** @type {HTMLElement | null} */ (table.querySelector(name))?.focus();
}

/**
 * @param {import('./counts.js').ClassScore[]} scores
 * @param {string[]} names
 * @param {(share: number | null) => string} percent
 */
export function classTable(scores, names, percent) {
  const figure = (/** @type {number | null} */ share) => html`<td>
    <span class="meter" style=${`--share: ${share ?? 0}`}></span><span class="share">${percent(share)}</span>
  </td>`;
  return html`<table class="scores">
    <caption class="sr-only">${t('judge.perClass')}</caption>
    <thead>
      <tr>
        <th scope="col">${t('judge.class')}</th>
        <th scope="col" title=${t('judge.precisionLong')}>${t('judge.precision')}</th>
        <th scope="col" title=${t('judge.recallLong')}>${t('judge.recall')}</th>
        <th scope="col" title=${t('judge.f1Long')}>F1</th>
        <th scope="col">${t('judge.images')}</th>
      </tr>
    </thead>
    <tbody>
      ${scores.map(
        ({ name, precision, recall, f1, support }) => html`<tr data-class=${name}>
          <th scope="row">${names[name]}</th>
          ${figure(precision)} ${figure(recall)} ${figure(f1)}
          <td>${support > 0 ? formatCount(support) : nothing}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
