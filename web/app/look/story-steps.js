import { formatCount, formatShape, formatValue } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';

/** Each step of a story as it is written on the page. */

/** @typedef {import('./story.js').Step} Step */
/** @typedef {import('./story.js').Grid} Grid */
/** @typedef {{type: string, training: boolean}} Context type of the layer, and how it was run */

/** Products listed of a long row of weights. */
const LISTED = 12;

/** Columns that leave room for large cells. */
const ROOMY = 4;

/** A number with all that it has, for whoever reads the page by program. @param {number} value */
export const number = (value) => html`<b data-number=${value}>${formatValue(value)}</b>`;

/** In parentheses where its sign would meet another one. @param {number} value */
const operand = (value) => (value < 0 ? html`(${number(value)})` : number(value));

/** @param {Step} step */
export function titleOf(step) {
  if (step.kind === 'window') return t('look.title.window', { channel: step.channel });
  if (step.kind === 'norm') return t(`look.title.${step.name}`);
  return t(`look.title.${step.kind}`);
}

/** What a step gave. @param {Step} step */
export const outcomeOf = (step) => ('result' in step ? step.result : step.sum);

/** As much of a number as a cell has room for. @param {number} value */
const brief = (value) => Number(value.toPrecision(Math.abs(value) < 1 ? 2 : 3));

/** @param {string} label @param {Grid} exact @param {number} [winner] */
function gridFigure(label, exact, winner) {
  const marks = winner === undefined ? null : new Set([winner]);
  const grid = { ...exact, data: exact.data.map(brief) };
  return html`<figure class=${exact.width > ROOMY ? 'tight' : ''}>
    <figcaption>${label}</figcaption>
    <conv-grid .label=${label} .value=${grid} .marks=${marks}></conv-grid>
  </figure>`;
}

const sign = (/** @type {string} */ text) =>
  html`<span class="sign" aria-hidden="true">${text}</span>`;

/** @param {import('./story.js').WindowStep} step */
function showWindow({ source, channel, values, weights, products, sum, count }) {
  const size = formatShape([values.height, values.width]);
  return html`<p>${t('look.window', { source, channel, size })}</p>
    <div class="grids">
      ${gridFigure(t('look.values'), values)}${sign('×')}
      ${gridFigure(t('look.kernel'), weights)}${sign('=')}
      ${gridFigure(t('look.products'), products)}
    </div>
    <p class="formula">${t('look.sumOf', { count })} = ${number(sum)}</p>`;
}

/** What is not listed, in one row. @param {number[]} values */
const othersRow = (values) => html`<tr>
  <th scope="row" colspan="3">${t('look.others', { count: formatCount(values.length) })}</th>
  <td>${number(values.reduce((all, value) => all + value, 0))}</td>
</tr>`;

/** @param {import('./story.js').WeightsStep} step */
function showWeights({ source, shape, values, weights, products, sum }) {
  const order = [...products.keys()].sort((a, b) => Math.abs(products[b]) - Math.abs(products[a]));
  const rest = order.slice(LISTED);
  const count = formatCount(products.length);
  return html`<p>${t('look.row', { source, count })}</p>
    <conv-feature-maps .layer=${t('look.products')} .shape=${shape} .data=${products}></conv-feature-maps>
    <table class="scores">
      <thead>
        <tr>
          <th scope="col">${t('look.input')}</th>
          <th scope="col">${t('look.value')}</th>
          <th scope="col">${t('look.weight')}</th>
          <th scope="col">${t('look.product')}</th>
        </tr>
      </thead>
      <tbody>
        ${order.slice(0, LISTED).map(
          (i) => html`<tr>
            <th scope="row">${i}</th>
            <td>${number(values[i])}</td>
            <td>${number(weights[i])}</td>
            <td>${number(products[i])}</td>
          </tr>`,
        )}
        ${rest.length === 0 ? nothing : othersRow(rest.map((i) => products[i]))}
      </tbody>
    </table>
    <p class="formula">${t('look.sumOf', { count })} = ${number(sum)}</p>`;
}

/** @param {import('./story.js').SumStep} step */
function showSum({ parts, sum, bias, result }) {
  const written = parts.map((part, i) => html`${i > 0 ? ' + ' : ''}${operand(part.sum)}`);
  const across =
    parts.length > 1
      ? html`<p>${t('look.across', { count: parts.length })}</p>
        <p class="formula parts">${written} = ${number(sum)}</p>`
      : nothing;
  return html`${across}
    <p class="formula">
      ${number(sum)} + ${operand(bias)} <small>${t('look.bias')}</small> = ${number(result)}
    </p>`;
}

/**
 * @param {import('./story.js').MaximumStep | import('./story.js').MeanStep} step
 * @param {unknown} formula
 * @param {number} [winner]
 */
function showPool({ source, channel, values }, formula, winner) {
  const size = formatShape([values.height, values.width]);
  return html`<p>${t('look.pool', { source, channel, size })}</p>
    <div class="grids">${gridFigure(t('look.values'), values, winner)}</div>
    <p class="formula">${formula}</p>`;
}

/** @param {import('./story.js').NormStep} step @param {Context} context */
function showNorm({ name, from, by: [first, eps = 0], result }, { training }) {
  const statistics = t(training ? 'look.ofBatch' : 'look.running');
  const written = {
    centre: html`− ${operand(first)} <small>μ</small>`,
    normalise: html`÷ √(${number(first)} <small>σ²</small> + ${number(eps)} <small>ε</small>)`,
    scale: html`× ${operand(first)} <small>γ</small>`,
    shift: html`+ ${operand(first)} <small>β</small>`,
  };
  return html`<p>${t(`look.norm.${name}`, { statistics })}</p>
    <p class="formula">${number(from)} ${written[name]} = ${number(result)}</p>`;
}

/** @param {import('./story.js').ScaledStep} step @param {Context} context */
function showScaled({ value, factor, result }, { training }) {
  const state = factor === 0 ? 'look.dropped' : 'look.kept';
  return html`<p>${t(training ? state : 'look.dropoutEval')}</p>
    <p class="formula">${number(value)} × ${number(factor)} = ${number(result)}</p>`;
}

/**
 * The largest of many, and the one that the story is about; in their order.
 *
 * @param {import('./story.js').Power[]} powers
 * @param {number} at
 */
function listedOf(powers, at) {
  const order = [...powers.keys()].sort((a, b) => powers[b].power - powers[a].power);
  const listed = new Set([at, ...order].slice(0, LISTED));
  return [...powers.keys()].filter((i) => listed.has(i));
}

/** @param {import('./story.js').PowersStep} step */
function showPowers({ powers, at, maximum, sum }) {
  const listed = new Set(listedOf(powers, at));
  const rest = powers.filter((_, i) => !listed.has(i));
  return html`<p>${t('look.powers', { count: powers.length })}</p>
    <table class="scores powers">
      <thead>
        <tr>
          <th scope="col">${t('look.input')}</th>
          <th scope="col"><span translate="no">x</span></th>
          <th scope="col"><span translate="no">x − ${operand(maximum)}</span></th>
          <th scope="col"><span translate="no">e<sup>x − ${operand(maximum)}</sup></span></th>
        </tr>
      </thead>
      <tbody>
        ${[...listed].map(
          (i) => html`<tr aria-current=${i === at ? 'true' : 'false'}>
            <th scope="row">${i}</th>
            <td>${number(powers[i].value)}</td>
            <td>${number(powers[i].below)}</td>
            <td>${number(powers[i].power)}</td>
          </tr>`,
        )}
        ${rest.length === 0 ? nothing : othersRow(rest.map(({ power }) => power))}
      </tbody>
    </table>
    <p class="formula">${t('look.sumOfPowers')} = ${number(sum)}</p>`;
}

/** @param {import('./story.js').ShareStep} step */
const showShare = ({ power, sum, result }) => html`<p>${t('look.share')}</p>
  <p class="formula">${number(power)} ÷ ${number(sum)} = ${number(result)}</p>`;

/** @param {import('./story.js').LogShareStep} step */
const showLogShare = ({ below, logarithm, result }) => html`<p>${t('look.logShare')}</p>
  <p class="formula">${number(below)} − ${operand(logarithm)} = ${number(result)}</p>`;

/** @param {import('./story.js').AddStep} step */
const showAddition = ({ terms, result }) => html`<p class="formula">
  ${terms.map(
    ({ source, value }, i) =>
      html`${i > 0 ? ' + ' : ''}<small translate="no">${source}</small> ${operand(value)}`,
  )} = ${number(result)}
</p>`;

/** A function of one value, as people write it. @type {Record<string, (x: number, slope: number | null) => unknown>} */
const functions = {
  ReLU: (x) => html`max(0, ${number(x)})`,
  LeakyReLU: (x, slope) => (x < 0 ? html`${slope} × ${operand(x)}` : number(x)),
  Sigmoid: (x) => html`1 ÷ (1 + e<sup>−${operand(x)}</sup>)`,
  Tanh: (x) => html`tanh(${number(x)})`,
  GELU: (x) => html`${operand(x)} × Φ(${number(x)})`,
  SiLU: (x) => html`${operand(x)} ÷ (1 + e<sup>−${operand(x)}</sup>)`,
};

/** @param {import('./story.js').FunctionStep} step @param {Context} context */
function showFunction({ value, slope, result }, { type }) {
  const written = functions[type]?.(value, slope) ?? html`${type}(${number(value)})`;
  return html`<p class="formula" translate="no">${written} = ${number(result)}</p>`;
}

/** @param {Step} step @param {Context} context @returns {unknown} */
export function showStep(step, context) {
  switch (step.kind) {
    case 'window':
      return showWindow(step);
    case 'weights':
      return showWeights(step);
    case 'sum':
      return showSum(step);
    case 'maximum':
      return showPool(step, html`${t('look.maximum')} = ${number(step.result)}`, step.winner);
    case 'mean': {
      const { sum, divisor, result } = step;
      return showPool(step, html`${number(sum)} ÷ ${divisor} = ${number(result)}`);
    }
    case 'norm':
      return showNorm(step, context);
    case 'scaled':
      return showScaled(step, context);
    case 'copy':
      return html`<p>${t('look.copy', { source: step.source, ...step.place })}</p>
        <p class="formula">${number(step.result)}</p>`;
    case 'add':
      return showAddition(step);
    case 'powers':
      return showPowers(step);
    case 'share':
      return showShare(step);
    case 'logShare':
      return showLogShare(step);
    default:
      return showFunction(step, context);
  }
}
