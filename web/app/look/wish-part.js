import { formatCount, formatPercent, formatValue, icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { classNames } from '../state/classes.js';
import { heatFigure, taskBar } from './figures.js';

/** @typedef {import('./wish.js').Wish} Wish */

/** How a dream climbs: name, largest value and step of each option. @type {['rate' | 'decay' | 'blur', number, number][]} */
const OPTIONS = [
  ['rate', 0.2, 0.005],
  ['decay', 0.1, 0.005],
  ['blur', 1, 0.05],
];

/** @param {Event} event */
const valueIn = ({ target }) => /** @type {HTMLInputElement} */ (target).value;

/** @param {Wish} wish */
export function wishPart(wish) {
  return html`<p class="explain">${t('look.wishHint')}</p>
    <div class="look-controls">${layerChoice(wish)} ${channelChoice(wish)}</div>
    <h3>${t('look.dream')}</h3>
    <p class="explain">${t('look.dreamHint')}</p>
    <div class="look-controls">
      ${startChoice(wish)} ${OPTIONS.map((option) => slider(wish, option))}
      <button type="button" class="button primary" id="dream" ?disabled=${Boolean(wish.dreaming.busy)}
        @click=${() => wish.dream()}>${icons.play} ${t('look.dreamNow')}</button>
    </div>
    ${taskBar(wish.dreaming, t('look.dream'))} ${dreamt(wish)}
    <h3>${t('look.exciting')}</h3>
    <p class="explain">${t('look.excitingHint')}</p>
    <div class="look-controls">
      <button type="button" class="button" id="search" ?disabled=${Boolean(wish.searching.busy) || testImages(wish) === 0}
        @click=${() => wish.search()}>${icons.image} ${t('look.search', { count: formatCount(testImages(wish)) })}</button>
    </div>
    ${taskBar(wish.searching, t('look.exciting'))} ${found(wish)}`;
}

/** @param {Wish} wish */
const testImages = (wish) => wish.observer.playground.state.data?.testImages ?? 0;

/** @param {Wish} wish */
function layerChoice(wish) {
  const layers = wish.observer.network?.layers ?? [];
  return html`<label class="field">
    <span class="field-name">${t('look.layer')}</span>
    <select id="wish-layer" @change=${(/** @type {Event} */ event) => wish.choose({ layer: Number(valueIn(event)) })}>
      ${layers.map(
        ({ index, name }) =>
          html`<option translate="no" value=${index} ?selected=${index === wish.target?.index}>${name}</option>`,
      )}
    </select>
  </label>`;
}

/** Classes by name, channels by number. @param {Wish} wish */
function channelChoice(wish) {
  const { target, observer } = wish;
  const last = observer.network?.layers.length ?? 0;
  if (target && target.index === last - 1) {
    const names = classNames(observer.playground.state);
    return html`<label class="field">
      <span class="field-name">${t('look.class')}</span>
      <select id="wish-channel" @change=${(/** @type {Event} */ event) => wish.choose({ channel: Number(valueIn(event)) })}>
        ${Array.from(
          { length: target.outputShape[0] },
          (_, i) =>
            html`<option value=${i} ?selected=${i === wish.channel}>${names[i] ?? i}</option>`,
        )}
      </select>
    </label>`;
  }
  return html`<label class="field">
    <span class="field-name">${t('look.channel')}</span>
    <input id="wish-channel" type="number" min="0" max=${(target?.outputShape[0] ?? 1) - 1} step="1"
      .value=${String(wish.channel)}
      @change=${(/** @type {Event} */ event) => wish.choose({ channel: Number(valueIn(event)) })} />
  </label>`;
}

/** @param {Wish} wish */
function startChoice(wish) {
  return html`<label class="field">
    <span class="field-name">${t('look.start')}</span>
    <select id="wish-start" @change=${(/** @type {Event} */ event) =>
      wish.choose({ start: valueIn(event) === 'image' ? 'image' : 'empty' })}>
      <option value="empty" ?selected=${wish.start === 'empty'}>${t('look.startEmpty')}</option>
      <option value="image" ?selected=${wish.start === 'image'}>${t('look.startImage')}</option>
    </select>
  </label>`;
}

/** @param {Wish} wish @param {['rate' | 'decay' | 'blur', number, number]} option */
function slider(wish, [name, most, step]) {
  return html`<label class="field slider">
    <span class="field-name">${t(`look.${name}`)} <b>${wish[name]}</b></span>
    <input type="range" name=${name} min="0" max=${most} step=${step} .value=${String(wish[name])}
      @input=${(/** @type {Event} */ event) => wish.choose({ [name]: Number(valueIn(event)) })} />
  </label>`;
}

/** @param {Wish} wish */
function dreamt(wish) {
  const { dreamt: result, observer } = wish;
  if (!result || !observer.network) return nothing;
  const { probabilities, score } = result;
  const answer = probabilities.indexOf(Math.max(...probabilities));
  const hint = t('look.dreamt', {
    score: formatValue(score),
    name: classNames(observer.playground.state)[answer] ?? answer,
    percent: formatPercent(probabilities[answer]),
  });
  return html`<div class=${`heats ${wish.dreamtFor === wish.key ? '' : 'outdated'}`} data-score=${score}>
    ${heatFigure({ heat: 'dream', title: t('look.dreamImage'), hint, shape: observer.network.input })}
  </div>`;
}

/** @param {Wish} wish */
function found(wish) {
  if (wish.found.length === 0) return nothing;
  const { playground } = wish.observer;
  const open = (/** @type {number} */ index) => {
    playground.store.set({ source: 'test' });
    playground.input?.showTestImage(index);
  };
  return html`<ol class=${`exciting ${wish.foundFor === wish.key ? '' : 'outdated'}`}>
    ${wish.found.map(({ index, value, image }) => {
      const label = t('look.excitingItem', { index, value: formatValue(value) });
      return html`<li data-index=${index} data-value=${value}>
        <button type="button" class="thumb" aria-label=${label} title=${label} @click=${() => open(index)}>
          <conv-pixels .image=${image} hide-label></conv-pixels>
        </button>
        <span class="value">${formatValue(value)}</span>
      </li>`;
    })}
  </ol>`;
}
