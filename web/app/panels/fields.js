import { html } from 'lit';

/**
 * @typedef {object} NumberField
 * @property {string} name
 * @property {string} label
 * @property {number} value
 * @property {number} [min]
 * @property {number} [max]
 * @property {number | 'any'} [step]
 * @property {string} [hint]
 * @property {boolean} [disabled]
 * @property {(value: number) => void} change called for a value that is allowed
 */

/** A number with its name; a value that is not allowed is explained at the field. @param {NumberField} field */
export function numberField({
  name,
  label,
  value,
  min,
  max,
  step = 'any',
  hint,
  disabled,
  change,
}) {
  /** @param {Event} event */
  const onChange = ({ target }) => {
    const input = /** @type {HTMLInputElement} */ (target);
    if (input.checkValidity()) change(input.valueAsNumber);
    else input.reportValidity();
  };
  return html`<label class="field" title=${hint ?? ''}>
    <span class="field-name">${label}</span>
    <input
      type="number"
      name=${name}
      min=${min ?? ''}
      max=${max ?? ''}
      step=${step}
      inputmode=${step === 1 ? 'numeric' : 'decimal'}
      required
      ?disabled=${disabled}
      .value=${String(value)}
      @change=${onChange}
    />
  </label>`;
}

/**
 * @typedef {object} ChoiceField
 * @property {string} name
 * @property {string} label
 * @property {string} value
 * @property {{value: string, text: string}[]} choices
 * @property {string} [hint]
 * @property {(value: string) => void} change
 */

/** @param {ChoiceField} field */
export function choiceField({ name, label, value, choices, hint, change }) {
  return html`<label class="field" title=${hint ?? ''}>
    <span class="field-name">${label}</span>
    <select
      name=${name}
      @change=${(/** @type {Event} */ event) =>
        change(/** @type {HTMLSelectElement} */ (event.target).value)}
    >
      ${choices.map(
        (choice) =>
          html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.text}</option>`,
      )}
    </select>
  </label>`;
}
