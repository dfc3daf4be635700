import { formatCount, formatPercent, formatValue } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { accuracyOf, imagesAt, worstOf } from './counts.js';

/** What was found about all test images: the figures, and the images behind them. */

/** @typedef {import('./judgement.js').Judged} Judged */
/** @typedef {import('./test-thumbs.js').TestThumbs} TestThumbs */

/** Images shown of one cell, and of the worst mistakes. */
const MOST_IMAGES = 48;
const WORST = 24;

/**
 * @param {Judged} judged
 * @param {import('./counts.js').ClassScore[]} scores
 * @param {number} error of the calibration
 */
export function judgeFigures(judged, scores, error) {
  const total = judged.labels.length;
  const accuracy = accuracyOf(judged);
  const wrong = worstOf(judged).length;
  const f1 = scores.reduce((sum, score) => sum + (score.f1 ?? 0), 0) / scores.length;
  return html`<dl class="judge-figures">
    <div class="main">
      <dt>${t('judge.accuracy')}</dt>
      <dd id="judge-accuracy" data-value=${accuracy}>${formatPercent(accuracy, 2)}</dd>
    </div>
    <div><dt>${t('judge.wrong')}</dt>
      <dd id="judge-wrong" data-value=${wrong}>${formatCount(wrong)} <small>/ ${formatCount(total)}</small></dd></div>
    <div><dt>${t('judge.loss')}</dt>
      <dd id="judge-loss" data-value=${judged.loss / total}>${formatValue(judged.loss / total)}</dd></div>
    <div><dt>${t('judge.meanF1')}</dt><dd>${formatPercent(f1, 2)}</dd></div>
    <div><dt title=${t('judge.eceLong')}>${t('judge.ece')}</dt>
      <dd id="judge-ece" data-value=${error}>${formatPercent(error, 2)}</dd></div>
  </dl>`;
}

/**
 * The images of the chosen cell.
 *
 * @param {Judged} judged
 * @param {import('./confusion.js').Cell | null} chosen
 * @param {{names: string[], thumbs: TestThumbs}} shown
 */
export function cellImages(judged, chosen, { names, thumbs }) {
  if (!chosen) return html`<p class="cell-images hint">${t('judge.chooseCell')}</p>`;
  const { label, prediction } = chosen;
  const indices = imagesAt(judged, label, prediction);
  const count = formatCount(indices.length);
  const values = { count, label: names[label], prediction: names[prediction] };
  const more = indices.length - MOST_IMAGES;
  return html`<div class="cell-images" role="region" aria-live="polite" aria-label=${t('judge.cellImages')}>
    <p>${t(label === prediction ? 'judge.cellRight' : 'judge.cellWrong', values)}</p>
    <div class="thumbs">
      ${indices.slice(0, MOST_IMAGES).map((index) => thumbs.thumb(index, t('judge.openImage', { index })))}
      ${more > 0 ? html`<span class="more">+ ${formatCount(more)}</span>` : nothing}
    </div>
  </div>`;
}

/** @param {Judged} judged @param {{names: string[], thumbs: TestThumbs}} shown */
export function worstMistakes(judged, { names, thumbs }) {
  const worst = worstOf(judged).slice(0, WORST);
  const { labels, predictions, confidences, losses } = judged;
  return html`<h3>${t('judge.worst')}</h3>
    <p class="explain">${t('judge.worstHint')}</p>
    ${worst.length === 0 ? html`<p class="explain">${t('judge.noMistake')}</p>` : nothing}
    <ol class="worst">
      ${worst.map((index) => {
        const [label, said] = [names[labels[index]], names[predictions[index]]];
        const sure = formatPercent(confidences[index]);
        const text = t('judge.worstItem', { index, label, said, percent: sure });
        return html`<li data-index=${index} data-loss=${losses[index]} data-said=${predictions[index]}>
          ${thumbs.thumb(index, text)}
          <p>
            <b>${label}</b><span class="arrow" aria-hidden="true">→</span><b class="said">${said}</b>
          </p>
          <small>${t('judge.lossOf', { loss: formatValue(losses[index]) })}</small>
        </li>`;
      })}
    </ol>`;
}
