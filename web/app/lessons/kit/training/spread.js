import { html, svg } from 'lit';
import { t } from '../../../i18n.js';

/** Figures of several seeds: a dot for each, so that a lucky one is seen as such. */

/**
 * @typedef {object} Row
 * @property {string} name for tests and styles
 * @property {unknown} title
 * @property {number[]} values
 * @property {0 | 1} [kind] which of two colours; they alternate if left out
 */

/**
 * @typedef {object} Scale
 * @property {number} min
 * @property {number} max
 * @property {boolean} [log]
 * @property {(value: number) => string} format
 */

const WIDTH = 240;
const HEIGHT = 22;
const RADIUS = 4;

/** @param {number} value @param {Scale} scale @returns {number} 0 to WIDTH, within the scale */
function placeOf(value, { min, max, log }) {
  const at = log ? Math.log10 : (/** @type {number} */ number) => number;
  const share = (at(Math.max(value, min)) - at(min)) / (at(max) - at(min));
  return RADIUS + (WIDTH - 2 * RADIUS) * Math.min(1, Math.max(0, share));
}

/** @param {number} value 0 to 1 */
export const asPercent = (value) => `${(100 * value).toFixed(1)} %`;

/** @param {number} value of any size, two digits of it */
export const asPower = (value) =>
  value >= 0.01 ? String(Number(value.toPrecision(2))) : value.toExponential(1).replace('-', '−');

/** @param {number[]} values */
export const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * @param {unknown} title
 * @param {Row[]} rows
 * @param {Scale} scale
 */
export const spread = (title, rows, scale) => html`<table class="lab-table spread">
  <caption>${title}</caption>
  <thead>
    <tr>
      <td></td>
      <th scope="col" class="dots">
        <span>${scale.format(scale.min)}</span><span>${scale.format(scale.max)}</span>
      </th>
      <th scope="col">${t('lessons.training.mean')}</th>
      <th scope="col">${t('lessons.training.runs')}</th>
    </tr>
  </thead>
  <tbody>
    ${rows.map((row, index) => line(row, index, scale))}
  </tbody>
</table>`;

/** @param {Row} row @param {number} index @param {Scale} scale */
function line({ name, title, values, kind }, index, scale) {
  const told = values.map(scale.format).join(', ');
  return html`<tr data-row=${name} data-values=${JSON.stringify(values)}>
    <th scope="row">${title}</th>
    <td>
      <svg class="dots kind-${kind ?? index % 2}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${told || t('lessons.training.none')}>
        ${svg`<line x1="0" x2=${WIDTH} y1=${HEIGHT / 2} y2=${HEIGHT / 2}></line>`}
        ${values.map(
          (value) =>
            svg`<circle r=${RADIUS} cx=${placeOf(value, scale)} cy=${HEIGHT / 2}><title>${scale.format(value)}</title></circle>`,
        )}
      </svg>
    </td>
    <td><b>${values.length > 0 ? scale.format(meanOf(values)) : '–'}</b></td>
    <td>${values.length}</td>
  </tr>`;
}
