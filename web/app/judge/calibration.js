import { formatCount, formatPercent } from 'convscope/elements';
import { html, svg } from 'lit';
import { t } from '../i18n.js';
import { calibrationError } from './counts.js';

/** How often the network is right when it is so sure: a reliability diagram. */

/** @typedef {import('./counts.js').Bin} Bin */

const SIZE = 240;
const LEFT = 38;
const COUNTS = 44;

const percent = (/** @type {number | null} */ share) =>
  share === null ? '–' : formatPercent(share);

/** @param {Bin} bin @param {number} most */
function bars({ from, to, count, accuracy, confidence }, most) {
  const x = LEFT + from * SIZE + 1;
  const width = (to - from) * SIZE - 2;
  const height = (accuracy ?? 0) * SIZE;
  const share = (Math.log1p(count) / Math.log1p(Math.max(1, most))) * COUNTS;
  const mark = LEFT + (confidence ?? 0) * SIZE;
  return svg`
    <rect class="accuracy" x=${x} y=${SIZE - height} width=${width} height=${height} />
    ${
      accuracy === null || confidence === null
        ? ''
        : svg`<line class="gap" x1=${mark} x2=${mark} y1=${(1 - confidence) * SIZE}
            y2=${(1 - accuracy) * SIZE} />
            <circle class="point" cx=${mark} cy=${(1 - accuracy) * SIZE} r="3.5" />`
    }
    <rect class="count" x=${x} y=${SIZE + 24 + COUNTS - share} width=${width} height=${share} />`;
}

/** A mean gap below that is called trustworthy. */
const SMALL_GAP = 0.02;

/** @param {Bin[]} bins */
export function calibrationPart(bins) {
  const error = calibrationError(bins);
  return html`<h3>${t('judge.calibration')}</h3>
    <p class="explain">${t('judge.calibrationHint')}</p>
    <div class="calibration-part">
      ${calibrationChart(bins, error)}
      <div>
        <p class="verdict-line">${verdict(bins, error)}</p>
        ${calibrationTable(bins)}
      </div>
    </div>`;
}

/** @param {Bin[]} bins @param {number} error */
function verdict(bins, error) {
  const lean = bins.reduce(
    (sum, { count, accuracy, confidence }) => sum + count * ((confidence ?? 0) - (accuracy ?? 0)),
    0,
  );
  const key = error < SMALL_GAP ? 'good' : lean > 0 ? 'over' : 'under';
  return t(`judge.calibrated.${key}`, { error: formatPercent(error, 2) });
}

/** @param {Bin[]} bins @param {number} error */
function calibrationChart(bins, error) {
  const most = Math.max(...bins.map(({ count }) => count));
  const label = t('judge.calibrationLabel', { error: formatPercent(error, 2) });
  const height = SIZE + 24 + COUNTS + 20;
  return html`<svg
    class="calibration"
    viewBox=${`0 0 ${LEFT + SIZE + 6} ${height}`}
    role="img"
    aria-label=${label}
  >
    <rect class="ground" x=${LEFT} y="0" width=${SIZE} height=${SIZE} />
    <path class="diagonal" d=${`M${LEFT} ${SIZE}L${LEFT + SIZE} 0`} />
    ${bins.map((bin) => bars(bin, most))}
    ${[0, 0.5, 1].map(
      (at) => svg`<text x=${LEFT - 6} y=${(1 - at) * SIZE + (at === 1 ? 10 : at === 0 ? 0 : 4)}
          text-anchor="end">${Math.round(at * 100)}%</text>
        <text x=${LEFT + at * SIZE} y=${SIZE + 15}
          text-anchor=${at === 0 ? 'start' : at === 1 ? 'end' : 'middle'}>${Math.round(at * 100)}%</text>`,
    )}
    <text x=${LEFT - 6} y=${SIZE + 24 + COUNTS} text-anchor="end">${formatCount(most)}</text>
    <text x=${LEFT} y=${height - 4}>${t('judge.countAxis')}</text>
  </svg>`;
}

/** @param {Bin[]} bins */
function calibrationTable(bins) {
  return html`<details class="numbers">
    <summary>${t('judge.asNumbers')}</summary>
    <table class="scores" id="calibration-numbers">
      <thead>
        <tr>
          <th scope="col">${t('judge.binSure')}</th>
          <th scope="col">${t('judge.binConfidence')}</th>
          <th scope="col">${t('judge.binAccuracy')}</th>
          <th scope="col">${t('judge.images')}</th>
        </tr>
      </thead>
      <tbody>
        ${bins.map(
          ({ from, to, count, accuracy, confidence }) => html`<tr data-count=${count}>
            <th scope="row">${Math.round(from * 100)}–${Math.round(to * 100)} %</th>
            <td>${percent(confidence)}</td>
            <td>${percent(accuracy)}</td>
            <td>${formatCount(count)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
