import { formatCount, formatPercent, formatValue, icons } from 'convscope/elements';
import { html, nothing, svg } from 'lit';
import { t } from '../i18n.js';

/** Histograms of what layers give and of the gradients that come back; units that do nothing. */

/** @typedef {import('./checkups.js').Checkups} Checkups */
/** @typedef {import('../worker/health.js').Checkup} Checkup */
/** @typedef {Checkup['layers'][number]} Statistics */
/** @typedef {Statistics['activation']} Distribution */

const WIDTH = 192;
const HEIGHT = 56;

/** A share of units from which on a layer is in trouble. */
const MANY = 0.3;

/** @param {Checkups} checkups */
export function healthPart(checkups) {
  const { latest, observer } = checkups;
  const { network } = observer;
  if (!latest || !network) return html`<p class="placeholder">${t('look.healthWaiting')}</p>`;
  const values = {
    images: latest.images,
    step: formatCount(latest.step),
    loss: formatValue(latest.loss),
  };
  return html`<p class="explain">${t('look.healthHint', { images: latest.images })}</p>
    <p class="verdict-line" data-step=${latest.step}>${t('look.healthOf', values)}</p>
    <ol class="look-layers health">
      ${network.layers.map((layer) => row(layer, latest.layers[layer.index], checkups))}
    </ol>`;
}

/** @param {import('../state/types.js').Network['layers'][number]} layer @param {Statistics} found @param {Checkups} checkups */
function row({ index, name, type }, found, { course }) {
  const { activation, gradient, parameterGradientNorm } = found;
  return html`<li data-layer=${index}>
    <header>
      <h3 translate="no">${name}</h3>
      <span class="type">${t(`elements.types.${type}`, { defaultValue: type })}</span>
      ${units('dead', found.dead, found.units)} ${units('saturated', found.saturated, found.units)}
    </header>
    <div class="histograms">
      ${histogram(t('look.activations'), activation, 'activation')}
      ${histogram(t('look.gradients'), gradient, 'gradient')}
      <dl>
        <div><dt>${t('look.gradientNorm')}</dt><dd data-norm=${gradient.norm}>${formatValue(gradient.norm)}</dd></div>
        ${
          parameterGradientNorm > 0
            ? html`<div><dt>${t('look.parameterNorm')}</dt><dd>${formatValue(parameterGradientNorm)}</dd></div>`
            : nothing
        }
        ${trend(course.map(({ layers }) => layers[index].gradient.norm))}
      </dl>
    </div>
    ${numbers(found)}
  </li>`;
}

/** @param {'dead' | 'saturated'} kind @param {number} count @param {number} all */
function units(kind, count, all) {
  if (count === 0) return nothing;
  const share = count / all;
  const values = {
    count: formatCount(count),
    all: formatCount(all),
    percent: formatPercent(share),
  };
  return html`<span class=${`chip ${share > MANY ? 'many' : ''}`} data-kind=${kind} data-count=${count}>
    ${t(`look.${kind}`, values)}
  </span>`;
}

/** @param {string} title @param {Distribution} distribution @param {string} kind */
function histogram(title, { counts, minimum, maximum, notFinite }, kind) {
  const most = Math.max(1, ...counts);
  const step = WIDTH / counts.length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const zero = minimum < 0 && maximum > 0 ? (-minimum / (maximum - minimum)) * WIDTH : null;
  const range = { low: formatValue(minimum), high: formatValue(maximum) };
  const label = t('look.histogram', { title, ...range, count: formatCount(total) });
  return html`<figure class="histogram" data-kind=${kind} data-total=${total}>
    <figcaption>${title}</figcaption>
    <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT + 14}`} role="img" aria-label=${label}>
      <rect class="ground" width=${WIDTH} height=${HEIGHT} />
      ${counts.map((count, i) => {
        // The root keeps rare values visible beside a tall bar at zero.
        const height = Math.sqrt(count / most) * (HEIGHT - 2);
        return svg`<rect class="bar-of" x=${i * step} y=${HEIGHT - height} width=${step - 0.6} height=${height} />`;
      })}
      ${zero === null ? nothing : svg`<line class="zero" x1=${zero} x2=${zero} y1="0" y2=${HEIGHT} />`}
      <text x="0" y=${HEIGHT + 11}>${range.low}</text>
      <text x=${WIDTH} y=${HEIGHT + 11} text-anchor="end">${range.high}</text>
    </svg>
    ${notFinite > 0 ? html`<p class="not-finite">${t('look.notFinite', { count: formatCount(notFinite) })}</p>` : nothing}
  </figure>`;
}

/** The norm of the gradient over the check-ups, on a logarithmic scale. @param {number[]} norms */
function trend(norms) {
  const logs = norms.map((norm) => Math.log10(Math.max(norm, 1e-12)));
  if (logs.length < 2) return nothing;
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const spread = Math.max(high - low, 0.1);
  const points = logs.map((value, i) => {
    const y = 22 - ((value - low) / spread) * 20;
    return `${((i / (logs.length - 1)) * 92).toFixed(1)},${y.toFixed(1)}`;
  });
  const label = t('look.trend', {
    first: formatValue(norms[0]),
    last: formatValue(norms[norms.length - 1]),
  });
  return html`<svg class="trend" viewBox="0 0 92 24" role="img" aria-label=${label}>
    <polyline points=${points.join(' ')} />
  </svg>`;
}

/** @param {Statistics} found */
function numbers({ activation, gradient }) {
  /** @param {Distribution} bars @param {number} i */
  const edge = ({ minimum, maximum, counts }, i) =>
    formatValue(minimum + ((maximum - minimum) * i) / counts.length);
  const line = (/** @type {number} */ i) => html`<tr>
    <th scope="row">${edge(activation, i)} … ${edge(activation, i + 1)}</th>
    <td>${formatCount(activation.counts[i])}</td>
    <th scope="row">${edge(gradient, i)} … ${edge(gradient, i + 1)}</th>
    <td>${formatCount(gradient.counts[i])}</td>
  </tr>`;
  return html`<details class="numbers">
    <summary class="opener">${icons.chevron}${t('elements.layer.numbers')}</summary>
    <table class="scores">
      <thead>
        <tr>
          <th scope="col">${t('look.activations')}</th>
          <th scope="col">${t('look.count')}</th>
          <th scope="col">${t('look.gradients')}</th>
          <th scope="col">${t('look.count')}</th>
        </tr>
      </thead>
      <tbody>${activation.counts.map((_, i) => line(i))}</tbody>
    </table>
  </details>`;
}
