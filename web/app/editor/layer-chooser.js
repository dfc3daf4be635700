import { html } from 'lit';
import { currentLanguage, t } from '../i18n.js';
import { schemaOf } from './layer-row.js';

/**
 * Asks which layer to add.
 *
 * @param {object} props
 * @param {import('./layer-row.js').LayerSchema[]} props.schemas
 * @param {string} props.type the chosen one
 * @param {(type: string) => void} props.choose
 * @param {() => void} props.add
 * @param {() => void} props.cancel
 */
export function layerChooser({ schemas, type, choose, add, cancel }) {
  const schema = schemaOf(type, schemas);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    add();
  };
  return html`<form class="build-chooser" @submit=${submit}>
    <label class="field">
      <span class="field-name">${t('build.type')}</span>
      <select
        id="build-type"
        @change=${(/** @type {Event} */ event) =>
          choose(/** @type {HTMLSelectElement} */ (event.target).value)}
      >
        ${schemas.map(
          (each) => html`<option value=${each.type} ?selected=${each === schema}>
            ${`${t(`elements.types.${each.type}`)} (${each.type})`}
          </option>`,
        )}
      </select>
    </label>
    <button type="submit" class="button primary small" id="build-add">${t('build.add')}</button>
    <button type="button" class="button small" @click=${cancel}>${t('build.cancel')}</button>
    <p class="explain">${schema.doc[currentLanguage()]}</p>
  </form>`;
}
