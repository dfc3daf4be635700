import { icons } from 'convscope/elements';
import { html } from 'lit';
import { stepper } from '../kit/controls.js';

/** The way of the data through the network. */

/** @typedef {import('./model.js').Step} Step */

/**
 * All layers with the shapes of what they give; a press chooses one.
 *
 * @param {any} words
 * @param {Step[]} steps
 * @param {number} current
 * @param {(step: number) => void} choose
 */
export const layerTable = (
  words,
  steps,
  current,
  choose,
) => html`<table class="lab-table lab-shapes lab-flow">
  <thead>
    <tr>
      <th scope="col">${words.layer}</th>
      <th scope="col" class="kind words">${words.kind}</th>
      <th scope="col">${words.shape}</th>
      <th scope="col">${words.parameters}</th>
    </tr>
  </thead>
  <tbody>
    ${steps.map(
      ({ info: { name, type, outputShape, parameterCount } }, index) => html`<tr
        class=${index === current ? 'current' : index < current ? 'passed' : ''}
      >
        <th scope="row">
          <button
            type="button"
            data-layer=${name}
            aria-current=${index === current ? 'step' : 'false'}
            @click=${() => choose(index)}
          >${name}</button>
        </th>
        <td class="kind words">${words.kinds[type]}</td>
        <td data-figure="shape-${name}">${outputShape.join(' × ')}</td>
        <td data-figure="count-${name}">${parameterCount}</td>
      </tr>`,
    )}
  </tbody>
  <tfoot>
    <tr>
      <th scope="row">${words.total}</th>
      <td class="kind"></td>
      <td></td>
      <td data-figure="count-all">
        ${steps.reduce((sum, { info }) => sum + info.parameterCount, 0)}
      </td>
    </tr>
  </tfoot>
</table>`;

/**
 * @param {any} words
 * @param {Step[]} steps
 * @param {{current: number, playing: boolean, choose: (step: number) => void, play: () => void}} state
 */
export function layerView(words, steps, { current, playing, choose, play }) {
  const { info } = steps[current];
  return html`<div class="lab-walk">
      ${stepper(words.steps, current, steps.length, choose)}
      <button type="button" class="button small play" aria-pressed=${playing} @click=${play}>
        ${playing ? icons.pause : icons.play} ${playing ? words.pause : words.play}
      </button>
    </div>
    <p aria-live="polite">${words.does[info.type]}</p>
    <conv-layer class="lab-layer" .layer=${info}></conv-layer>`;
}
