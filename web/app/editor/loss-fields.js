import { html, nothing } from 'lit';
import { losses } from '../../module/schemas.js';
import { t } from '../i18n.js';
import { lossOf, withValue } from './description.js';
import { field } from './fields.js';

/** What the training minimises, and how the weights begin. */

/** @typedef {import('./editor.js').Editor} Editor */

/** Bounds of the first weights: He et al. 2015, Glorot and Bengio 2010. */
const INITS = /** @type {const} */ ([
  'kaiming_uniform',
  'kaiming_normal',
  'xavier_uniform',
  'xavier_normal',
]);

/**
 * @param {Editor} editor
 * @param {Map<string, string>} unread by field, what is written there and says nothing
 * @param {(key: string, problem: string) => void} refuse
 */
export function lossFields(editor, unread, refuse) {
  const { draft } = editor;
  const loss = lossOf(draft);
  const schema = losses.find(({ type }) => type === loss.type);
  if (!schema) return nothing;
  return html`<details class="build-more">
    <summary><h3>${t('build.lossTitle')}</h3></summary>
    <div class="build-fields">
      ${select(
        'loss',
        loss.type,
        losses.map(({ type }) => [type, t(`build.losses.${type}`)]),
        (type) => editor.edit({ ...draft, loss: /** @type {any} */ (type) }),
      )}
      ${select(
        'init',
        draft.init ?? INITS[0],
        INITS.map((name) => [name, name]),
        (name) => editor.edit({ ...draft, init: /** @type {any} */ (name) }),
      )}
      ${schema.options.map((option) => {
        const key = `loss.${option.name}`;
        return field({
          id: `build-${key}`.replace('.', '-'),
          option,
          value: /** @type {Record<string, unknown>} */ (loss)[option.name],
          problem: unread.get(key) ?? '',
          change: (value) => {
            unread.delete(key);
            editor.edit({ ...draft, loss: withValue(loss, option, value) }, key);
          },
          refuse: (problem) => refuse(key, problem),
        });
      })}
    </div>
  </details>`;
}

/**
 * @param {'loss' | 'init'} name
 * @param {string} chosen
 * @param {[value: string, text: string][]} choices
 * @param {(value: string) => void} choose
 */
const select = (name, chosen, choices, choose) =>
  html`<label class="field option">
    <span class="field-name">${t(`build.${name}`)}</span>
    <select
      name=${`build-${name}`}
      @change=${(/** @type {Event} */ event) =>
        choose(/** @type {HTMLSelectElement} */ (event.target).value)}
    >
      ${choices.map(
        ([value, text]) =>
          html`<option translate=${value === text ? 'no' : 'yes'} value=${value} ?selected=${value === chosen}>${text}</option>`,
      )}
    </select>
    <small>${t(`build.${name}Hint`)}</small>
  </label>`;
