import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { currentLanguage, t } from '../i18n.js';
import { readValue, written } from './values.js';

/**
 * A field for an option, whatever it is, from its schema.
 *
 * @typedef {import('../../module/schemas.js').OptionSchema} OptionSchema
 *
 * @typedef {object} FieldProps
 * @property {string} id unlike that of any other field
 * @property {OptionSchema} option
 * @property {unknown} value undefined for the default
 * @property {string} problem what is wrong with it, in the language of the page, or ''
 * @property {(value: unknown) => void} change
 * @property {(problem: string) => void} refuse what was written says nothing
 */

/** @param {FieldProps} props */
export function field(props) {
  const { id, option, problem } = props;
  return html`<div class="field option" data-option=${option.name}>
    <label class="field-name" for=${id}><code translate="no">${option.name}</code></label>
    ${control(props)}
    <small id=${`${id}-hint`} class=${problem ? 'problem' : ''}>
      ${problem || option.doc[currentLanguage()]}
    </small>
  </div>`;
}

/** @param {FieldProps} props */
function control(props) {
  const { kind } = props.option;
  if (kind === 'bool') return checkbox(props);
  if (kind === 'enum') return choice(props);
  return textual(props);
}

/** @param {FieldProps} props */
const shown = ({ option, value }) => value ?? option.default;

/** @param {FieldProps} props */
function checkbox(props) {
  const { id, change } = props;
  return html`<input
    type="checkbox"
    id=${id}
    aria-describedby=${`${id}-hint`}
    .checked=${live(Boolean(shown(props)))}
    @change=${(/** @type {Event} */ event) => change(target(event).checked)}
  />`;
}

/** @param {FieldProps} props */
function choice(props) {
  const { id, option, change } = props;
  return html`<select
    id=${id}
    aria-describedby=${`${id}-hint`}
    @change=${(/** @type {Event} */ event) => change(target(event).value)}
  >
    ${option.values?.map(
      (name) =>
        html`<option translate="no" value=${name} ?selected=${shown(props) === name}>${name}</option>`,
    )}
  </select>`;
}

/** @param {FieldProps} props */
function textual(props) {
  const { id, option, problem } = props;
  const whole = option.kind === 'int';
  const number = whole || option.kind === 'float';
  return html`<input
    type=${number ? 'number' : 'text'}
    id=${id}
    min=${number ? (option.min ?? nothing) : nothing}
    max=${number ? (option.max ?? nothing) : nothing}
    step=${number ? (whole ? 1 : 'any') : nothing}
    inputmode=${whole ? 'numeric' : nothing}
    autocomplete="off"
    aria-describedby=${`${id}-hint`}
    aria-invalid=${problem ? 'true' : 'false'}
    .value=${written(shown(props))}
    @input=${(/** @type {Event} */ event) => take(props, target(event).value)}
  />`;
}

/** @param {FieldProps} props @param {string} text */
function take({ option, change, refuse }, text) {
  const read = readValue(option, text);
  if ('value' in read) return change(read.value);
  const { min, max } = option;
  return refuse(t(`build.problems.${read.problem}`, { min, max }));
}

/** @param {Event} event */
const target = (event) => /** @type {HTMLInputElement & HTMLSelectElement} */ (event.currentTarget);
