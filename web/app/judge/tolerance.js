import { formatCount, formatPercent } from 'convscope/elements';
import { html, nothing, svg } from 'lit';
import { t } from '../i18n.js';
import { degrees, pixels } from './judgement.js';

/** Accuracy on images that are moved and turned. */

const signed = (/** @type {number} */ value) =>
  value > 0 ? `+${value}` : `${value}`.replace('-', '−');

/** Below this the colour turns faint, so that the border of what is tolerated shows. */
const GOOD = 0.9;

/** @param {number} accuracy */
const level = (accuracy) => (accuracy > GOOD ? 100 - (1 - accuracy) * 80 : accuracy * 40);

/** @typedef {import('./judgement.js').Judgement} Judgement */
/** @typedef {{degrees: number, right: number, down: number}} Place */

/**
 * @typedef {object} ToleranceProps
 * @property {number} images there are to test with
 * @property {boolean} ready
 * @property {Uint8Array | null} previewed an example of a moved image
 * @property {() => void} measure
 * @property {(place: Place) => void} preview
 */

/** @param {Judgement} judgement @param {ToleranceProps} props */
export function tolerancePart(judgement, props) {
  const { sample, busy, points } = judgement;
  const outdated = judgement.pointsStale && busy?.what !== 'tolerance';
  const count = formatCount(Math.min(sample, props.images));
  return html`<h3>${t('judge.tolerance')}</h3>
    <p class="explain">${t('judge.toleranceHint', { count })}</p>
    <div class="judge-controls">
      <button
        type="button"
        id="measure"
        class="button"
        ?disabled=${!props.ready || Boolean(busy)}
        @click=${props.measure}
      >${t(points.length > 0 ? 'judge.measureAgain' : 'judge.measure')}</button>
      ${outdated ? html`<span class="chip stale">${t('judge.stale')}</span>` : nothing}
    </div>
    ${
      points.length === 0
        ? nothing
        : html`<div class=${`tolerance ${outdated ? 'outdated' : ''}`}>
            <div class="shift-part">
              ${shiftTable(judgement, props.preview)}
              <figure class="preview">
                <conv-pixels .image=${props.previewed} .label=${t('judge.preview')}></conv-pixels>
                <figcaption>${t('judge.previewHint')}</figcaption>
              </figure>
            </div>
            ${rotationChart(judgement)}
          </div>`
    }`;
}

/** @param {Judgement} judgement @param {(place: Place) => void} preview */
function shiftTable(judgement, preview) {
  const cell = (/** @type {number} */ right, /** @type {number} */ down) => {
    const accuracy = judgement.accuracyAt({ right, down });
    if (accuracy === undefined) return html`<td class="unknown"></td>`;
    return html`<td
      class=${accuracy > GOOD ? 'strong' : ''}
      style=${`--tint: ${level(accuracy)}%`}
      data-shift=${`${right},${down}`}
      data-value=${accuracy}
      title=${t('judge.shiftCell', { right: signed(right), down: signed(down), percent: formatPercent(accuracy) })}
      @pointerenter=${() => preview({ degrees: 0, right, down })}
    >${Math.round(accuracy * 100)}</td>`;
  };
  return html`<table class="shift">
    <caption>${t('judge.shiftCaption')}</caption>
    <thead>
      <tr>
        <td></td>
        ${pixels.map((right) => html`<th scope="col">${signed(right)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${pixels.map(
        (down) => html`<tr>
          <th scope="row">${signed(down)}</th>
          ${pixels.map((right) => cell(right, down))}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

const WIDTH = 300;
const HEIGHT = 190;
const LEFT = 40;
const span = degrees[degrees.length - 1] - degrees[0];

/** @param {Judgement} judgement */
function rotationChart(judgement) {
  const points = degrees
    .map((angle) => ({ angle, accuracy: judgement.accuracyAt({ degrees: angle }) }))
    .filter(({ accuracy }) => accuracy !== undefined)
    .map(({ angle, accuracy = 0 }) => ({
      angle,
      accuracy,
      x: LEFT + ((angle - degrees[0]) / span) * WIDTH,
      y: 6 + (1 - accuracy) * HEIGHT,
    }));
  const axis = [-45, 0, 45];
  return html`<figure class="rotation">
    <figcaption>${t('judge.rotationCaption')}</figcaption>
    <svg viewBox=${`0 0 ${LEFT + WIDTH + 12} ${HEIGHT + 30}`} role="img" aria-label=${t('judge.rotationLabel')}>
      ${[0, 0.5, 1].map(
        (at) => svg`<path class="rule" d=${`M${LEFT} ${6 + (1 - at) * HEIGHT}h${WIDTH}`} />
          <text x=${LEFT - 6} y=${10 + (1 - at) * HEIGHT} text-anchor="end">${Math.round(at * 100)}%</text>`,
      )}
      ${axis.map(
        (angle, i) => svg`<text x=${LEFT + (i / 2) * WIDTH} y=${HEIGHT + 24}
          text-anchor=${i === 2 ? 'end' : i === 0 ? 'start' : 'middle'}>${signed(angle)}°</text>`,
      )}
      <polyline class="curve" points=${points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      ${points.map(({ x, y }) => svg`<circle class="point" cx=${x} cy=${y} r="3" />`)}
    </svg>
    <details class="numbers">
      <summary>${t('judge.asNumbers')}</summary>
      <table class="scores">
        <thead>
          <tr><th scope="col">${t('judge.angle')}</th><th scope="col">${t('judge.accuracy')}</th></tr>
        </thead>
        <tbody>
          ${points.map(
            ({ angle, accuracy }) => html`<tr data-angle=${angle} data-value=${accuracy}>
              <th scope="row">${signed(angle)}°</th><td>${formatPercent(accuracy)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </figure>`;
}
