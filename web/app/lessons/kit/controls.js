import { icons } from 'convscope/elements';
import { html } from 'lit';

/** The controls of the labs. Each takes the words of the lesson and tells the new value. */

/** @param {Event} event */
const typed = ({ target }) => /** @type {HTMLInputElement} */ (target).value;

/**
 * A number to type. What is no number, or too large, is not taken.
 *
 * @param {string} label
 * @param {number} value
 * @param {(value: number) => void} change
 * @param {{name: string, min?: number, max?: number, step?: number | 'any'}} options
 */
export function numberField(label, value, change, options) {
  const { name, min = -1e6, max = 1e6, step = 'any' } = options;
  const take = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.value !== '' && field.checkValidity()) change(field.valueAsNumber);
  };
  return html`<label class="field">
    <span class="field-name">${label}</span>
    <input type="number" name=${name} min=${min} max=${max} step=${step} .value=${String(value)} @input=${take} />
  </label>`;
}

/**
 * The value stands beside the name, but not as an `output`: a label names the first of those.
 *
 * @param {string} label
 * @param {number} value
 * @param {(value: number) => void} change
 * @param {{name: string, min: number, max: number, step?: number}} options
 */
export function slider(label, value, change, { name, min, max, step = 1 }) {
  return html`<label class="field lab-slider">
    <span class="field-name">${label} <b>${value}</b></span>
    <input
      type="range"
      name=${name}
      min=${min}
      max=${max}
      step=${step}
      .value=${String(value)}
      @input=${(/** @type {Event} */ event) => change(Number(typed(event)))}
    />
  </label>`;
}

/**
 * @template {string | number} T
 * @param {string} label
 * @param {T} value
 * @param {(readonly [T, string])[]} options values with their names
 * @param {(value: T) => void} change
 * @param {string} name
 */
export function selectField(label, value, options, change, name) {
  const take = (/** @type {Event} */ event) => {
    const found = options.find(([option]) => String(option) === typed(event));
    if (found) change(found[0]);
  };
  return html`<label class="field">
    <span class="field-name">${label}</span>
    <select name=${name} @change=${take}>
      ${options.map(
        ([option, text]) =>
          html`<option value=${String(option)} .selected=${option === value}>${text}</option>`,
      )}
    </select>
  </label>`;
}

/**
 * A switch.
 *
 * @param {string} label
 * @param {boolean} checked
 * @param {(checked: boolean) => void} change
 * @param {string} name
 */
export const checkField = (label, checked, change, name) => html`<label class="lab-check">
  <input
    type="checkbox"
    name=${name}
    .checked=${checked}
    @change=${(/** @type {Event} */ { target }) =>
      change(/** @type {HTMLInputElement} */ (target).checked)}
  />
  <span>${label}</span>
</label>`;

/**
 * One of a few, all in sight.
 *
 * @template {string | number} T
 * @param {string} label
 * @param {T} value
 * @param {(readonly [T, string])[]} options values with their names
 * @param {(value: T) => void} change
 * @param {string} name
 */
export const segments = (label, value, options, change, name) => html`<div class="field">
  <span class="field-name" aria-hidden="true">${label}</span>
  <fieldset class="segments">
    <legend class="sr-only">${label}</legend>
    ${options.map(
      ([option, text]) => html`<label>
        <input
          type="radio"
          name=${name}
          value=${String(option)}
          .checked=${option === value}
          @change=${() => change(option)}
        />
        <span>${text}</span>
      </label>`,
    )}
  </fieldset>
</div>`;

/**
 * Forward and back through places.
 *
 * @param {{label: string, back: string, forward: string, place: (place: number, count: number) => string}} words
 * @param {number} place from 0
 * @param {number} count
 * @param {(place: number) => void} move
 */
export function stepper(words, place, count, move) {
  const last = count - 1;
  return html`<div class="lab-steps" role="group" aria-label=${words.label}>
    <button
      type="button"
      class="button icon back"
      aria-label=${words.back}
      ?disabled=${place <= 0}
      @click=${() => move(place - 1)}
    >${icons.previous}</button>
    <output>${words.place(place + 1, count)}</output>
    <button
      type="button"
      class="button icon forward"
      aria-label=${words.forward}
      ?disabled=${place >= last}
      @click=${() => move(place + 1)}
    >${icons.next}</button>
  </div>`;
}

/**
 * A part of a lab with its name above.
 *
 * @param {unknown} name
 * @param {unknown} content
 */
export const figure = (name, content) =>
  html`<figure class="lab-figure"><figcaption>${name}</figcaption>${content}</figure>`;
