import { html, nothing } from 'lit';
import { figure, segments, selectField } from '../kit/controls.js';
import { featureMaps } from '../kit/maps.js';
import { COMPARED, foundAgain, twice } from './model.js';

/** The same kernels on two images, one of twice the side. */

/** @typedef {import('./model.js').Step} Step */
/** @typedef {import('./model.js').Way} Way */

const WAYS = /** @type {const} */ (['copies', 'enlarged']);

/** Layers whose maps can be shown. */
const SHOWN = ['conv1', 'relu1', 'conv2', 'relu2'];

/** @param {Step[]} steps @param {string} name */
const stepOf = (steps, name) => /** @type {Step} */ (steps.find(({ info }) => info.name === name));

/** @param {Step} step */
const shapeOf = ({ info }) => info.outputShape.join(' × ');

/**
 * @param {any} words
 * @param {import('./model.js').Comparison} comparison
 * @param {{image: Uint8Array, way: Way, shown: string,
 *   change: (change: {way?: Way, shown?: string}) => void}} state
 */
export function sizesPart(words, { small, large }, { image, way, shown, change }) {
  const layer = { small: stepOf(small, shown), large: stepOf(large, shown) };
  const ways = WAYS.map((name) => /** @type {const} */ ([name, String(words.ways[name])]));
  const names = SHOWN.map((name) => /** @type {const} */ ([name, name]));
  return html`<div class="lab-part">
    <h4>${words.sizes}</h4>
    <div class="lab-controls">
      ${segments(words.way, way, ways, (name) => change({ way: name }), 'way')}
      ${selectField(words.maps, shown, names, (name) => change({ shown: name }), 'shown')}
    </div>
    <div class="lab-two">
      ${side(words, layer.small, { image, pixels: 28 })}
      ${side(words, layer.large, { image: twice(image, way), pixels: 56 })}
    </div>
    ${way === 'copies' ? found(words, layer) : nothing} ${counts(words, small, large)}
  </div>`;
}

/** @param {any} words @param {Step} step @param {{image: Uint8Array, pixels: number}} input */
const side = (words, step, { image, pixels }) => html`<div>
  ${figure(
    words.image(pixels),
    html`<conv-pixels
      class="lab-pixels"
      .width=${pixels}
      .height=${pixels}
      .image=${image}
      .label=${words.image(pixels)}
    ></conv-pixels>`,
  )}
  ${figure(
    html`${step.info.name}: ${shapeOf(step)}`,
    featureMaps(step.info.name, step.info.outputShape, step.data),
  )}
</div>`;

/** @param {any} words @param {{small: Step, large: Step}} layer */
const found = (words, { small, large }) => html`<p class="lab-verdict" aria-live="polite">
  ${words.found}<b data-figure="found">${foundAgain(small, large)} / ${small.data.length}</b>
</p>`;

/** @param {any} words @param {Step[]} small @param {Step[]} large */
const counts = (words, small, large) => html`<table class="lab-table lab-shapes">
  <thead>
    <tr>
      <th scope="col" rowspan="2">${words.layer}</th>
      <th scope="colgroup" colspan="2">${words.shape}</th>
      <th scope="colgroup" colspan="2">${words.parameters}</th>
    </tr>
    <tr>
      ${[28, 56, 28, 56].map((pixels) => html`<th scope="col">${pixels} × ${pixels}</th>`)}
    </tr>
  </thead>
  <tbody>
    ${COMPARED.map((name) => {
      const [one, other] = [stepOf(small, name), stepOf(large, name)];
      return html`<tr>
        <th scope="row">${name}</th>
        <td data-figure="small-shape-${name}">${shapeOf(one)}</td>
        <td data-figure="large-shape-${name}">${shapeOf(other)}</td>
        <td data-figure="small-count-${name}">${one.info.parameterCount}</td>
        <td data-figure="large-count-${name}">${other.info.parameterCount}</td>
      </tr>`;
    })}
  </tbody>
</table>`;
