import { formatCount, formatShape, formatValue, icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { placeOf } from './story.js';

/** The flow of layers to choose values from, with the story of the chosen one below its layer. */

/** @typedef {import('./observer.js').Observer} Observer */
/** @typedef {import('../state/types.js').Network} Network */
/** @typedef {{box: [number, number][], marks: Uint8Array, shape: number[]}} Trace */

/** @param {Observer} observer @param {Network} network */
export function pixelPart(observer, network) {
  return html`<p class="explain">${t('look.pixelHint')}</p>
    ${modeChoice(observer, network)} ${pinChoice(observer)}
    <ol class="look-layers">
      ${row(observer, { layer: -1, name: t('elements.layer.input'), shape: network.input })}
      ${network.layers.map(({ index, name, type, outputShape }) =>
        row(observer, { layer: index, name, type, shape: outputShape }),
      )}
    </ol>`;
}

/** How the network is run, where that makes a difference. @param {Observer} observer @param {Network} network */
function modeChoice(observer, network) {
  const differs = network.layers.some(({ type }) => /^BatchNorm|^Dropout/.test(type));
  if (!differs) return nothing;
  const masks = network.layers.some(({ hasMask }) => hasMask);
  const mode = (/** @type {boolean} */ training, /** @type {string} */ name) => html`<label>
    <input type="radio" name="look-mode" value=${name} .checked=${observer.training === training}
      @change=${() => observer.setTraining(training)} />
    <span>${t(`look.mode.${name}`)}</span>
  </label>`;
  return html`<div class="look-mode">
    <fieldset class="segments">
      <legend class="sr-only">${t('look.modes')}</legend>
      ${mode(false, 'predict')} ${mode(true, 'train')}
    </fieldset>
    ${
      observer.training && masks
        ? html`<button type="button" class="button small" id="draw-masks" @click=${() => observer.drawMasks()}>
            ${icons.dice} ${t('look.drawMasks')}
          </button>`
        : nothing
    }
    <p>${observer.training ? t('look.asTraining', { count: observer.seen?.batch ?? 1 }) : t('look.asPredicting')}</p>
  </div>`;
}

/** @param {Observer} observer */
function pinChoice(observer) {
  const { pinned, beside } = observer;
  const choice = (/** @type {'pinned' | 'difference'} */ name) => html`<label>
    <input type="radio" name="look-beside" value=${name} .checked=${beside === name}
      @change=${() => observer.showBeside(name)} />
    <span>${t(`look.beside.${name}`)}</span>
  </label>`;
  return html`<div class="look-mode">
    <button type="button" class="button small" id="pin" aria-pressed=${pinned ? 'true' : 'false'}
      @click=${() => observer.pin(!pinned)}>${icons.image} ${t(pinned ? 'look.unpin' : 'look.pin')}</button>
    ${
      pinned
        ? html`<conv-pixels class="pinned" .image=${pinned} .label=${t('look.pinnedImage')}></conv-pixels>
          <fieldset class="segments">
            <legend class="sr-only">${t('look.besides')}</legend>
            ${choice('pinned')} ${choice('difference')}
          </fieldset>`
        : nothing
    }
    <p>${t(pinned ? 'look.pinnedHint' : 'look.pinHint')}</p>
  </div>`;
}

/** The same maps for the pinned image, or the difference. @param {Observer} observer @param {number} layer @param {string} name @param {number[]} shape */
function besideMaps(observer, layer, name, shape) {
  const values = observer.besideOf(layer);
  if (!values) return nothing;
  const title = t(`look.${observer.beside}Of`, { name });
  return html`<div class="mask">
    <p>${title} ${observer.beside === 'difference' ? farthest(values, shape) : nothing}</p>
    <look-maps data-beside=${layer} .layer=${title} .shape=${shape}></look-maps>
  </div>`;
}

/** Where the two images differ most. @param {Float32Array} values @param {number[]} shape */
function farthest(values, shape) {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[at])) at = i;
  const place = placeOf(at, shape);
  const where = t(shape.length > 1 ? 'look.place' : 'look.unit', place);
  return html`<span class="chip" data-farthest=${at}>${t('look.farthest', { where, value: formatValue(values[at]) })}</span>`;
}

/** Which values a Dropout layer let through. @param {Observer} observer @param {number} layer @param {string} name @param {number[]} shape */
function mask(observer, layer, name, shape) {
  const values = observer.maskOf(layer);
  if (!values) return nothing;
  const kept = values.reduce((sum, value) => sum + value, 0);
  const title = t('look.mask', { name });
  return html`<div class="mask">
    <p>${title} <span class="chip" data-kept=${kept}>
      ${t('look.keptOf', { kept: formatCount(kept), all: formatCount(values.length) })}
    </span></p>
    <look-maps data-mask=${layer} .layer=${title} .shape=${shape}></look-maps>
  </div>`;
}

/** @param {Observer} observer @param {{layer: number, name: string, type?: string, shape: number[]}} shown */
function row(observer, { layer, name, type, shape }) {
  const here = observer.chosen?.layer === layer;
  const network = /** @type {Network} */ (observer.network);
  return html`<li class=${here ? 'here' : ''}>
    <header>
      <h3 translate=${layer < 0 ? 'yes' : 'no'}>${name}</h3>
      ${type ? html`<span class="type">${t(`elements.types.${type}`, { defaultValue: type })}</span>` : nothing}
      <span class="shape">${formatShape(shape)}</span>
      ${fieldOf(observer, layer)}
    </header>
    <look-maps
      data-layer=${layer}
      .layer=${name}
      .shape=${shape}
      .chosen=${here ? (observer.chosen?.unit ?? -1) : -1}
      .marks=${observer.marksOf(layer)}
      @choose=${(/** @type {CustomEvent} */ { detail }) => observer.choose({ layer, unit: detail.unit })}
    ></look-maps>
    ${mask(observer, layer, name, shape)} ${besideMaps(observer, layer, name, shape)}
    ${
      here && layer >= 0 && observer.answer?.at.layer === layer
        ? html`<pixel-story
            .network=${network}
            .answer=${observer.answer}
            ?training=${observer.training}
            @choose=${(/** @type {CustomEvent} */ { detail }) => observer.choose(detail)}
          ></pixel-story>`
        : nothing
    }
  </li>`;
}

/** @param {[number, number]} ends */
const span = ([first, last]) => (first === last ? `${first}` : `${first}–${last}`);

/** How much of a layer the trace of the chosen value found. @param {Observer} observer @param {number} layer */
function fieldOf(observer, layer) {
  const marks = observer.marksOf(layer);
  if (!marks) return nothing;
  const { box, shape } = /** @type {Trace} */ (observer.traces[layer + 1]);
  const found = marks.reduce((sum, mark) => sum + mark, 0);
  const count = { found: formatCount(found), all: formatCount(marks.length) };
  const key = observer.chosen && observer.chosen.layer < 0 ? 'reached' : 'field';
  const [, rows, columns] = box;
  const text =
    shape.length === 1 || found === 0
      ? t(`look.${key}Flat`, count)
      : t(`look.${key}`, {
          ...count,
          rows: span(rows),
          columns: span(columns),
        });
  return html`<span class="chip field" data-found=${found}>${text}</span>`;
}
