import { formatCount, formatShape, icons } from 'convscope/elements';
import { html, nothing } from 'lit';
import { currentLanguage, t } from '../i18n.js';
import { layerIcon } from '../panels/layer-icons.js';
import { INPUT, sourcesAt, writtenOptions } from './description.js';
import { field } from './fields.js';
import { size } from './figures.js';
import { written } from './values.js';

/**
 * One layer of the network that is being edited.
 *
 * @typedef {import('./description.js').Layer} Layer
 * @typedef {import('../../module/schemas.js').LayerSchema} LayerSchema
 * @typedef {import('../../module/engine/network.js').LayerInfo} LayerInfo
 *
 * @typedef {object} RowActions
 * @property {(index: number) => void} open or closes the settings of a layer
 * @property {(index: number, to: number) => void} move
 * @property {(index: number) => void} remove
 * @property {(index: number) => void} insert asks for a layer to put before this one
 * @property {(index: number, option: LayerSchema['options'][number], value: unknown) => void} set
 * @property {(index: number, option: string, problem: string) => void} refuse
 * @property {(index: number, inputs: string[] | null) => void} wire
 * @property {(index: number, name: string) => void} rename
 * @property {(index: number, event: PointerEvent) => void} drag
 *
 * @typedef {object} RowProps
 * @property {Layer[]} layers
 * @property {number} index
 * @property {LayerSchema} schema
 * @property {LayerInfo | undefined} info
 * @property {boolean} open
 * @property {{text: string, option: string} | null} problem
 * @property {Record<string, string>} unread by option, what is written there and says nothing
 * @property {'before' | 'after' | ''} drop where a row that is being carried would go
 * @property {unknown} below what stands under the layer
 * @property {RowActions} actions
 */

/** @param {string} type @param {LayerSchema[]} schemas */
export const schemaOf = (type, schemas) =>
  schemas.find((schema) => schema.type === type) ?? schemas[0];

/** @param {RowProps} props */
export function layerRow(props) {
  const { layers, index, info, open, problem, drop, below } = props;
  const { type, name } = layers[index];
  return html`<li
    class=${`build-row ${problem ? 'refused' : ''} ${drop ? `drop-${drop}` : ''}`}
    data-layer=${name}
    data-index=${index}
  >
    <div class="build-line">
      ${handle(props)}
      <span class="build-icon">${layerIcon(type)}</span>
      <button
        type="button"
        class="build-title"
        id=${`build-open-${index}`}
        aria-expanded=${open ? 'true' : 'false'}
        @click=${() => props.actions.open(index)}
      >
        <b>${t(`elements.types.${type}`)}</b>
        <span class="build-name" translate="no">${name}</span>
        <small translate="no">${summary(props)}</small>
      </button>
      ${shape(info)} ${buttons(props)}
    </div>
    ${problem ? html`<p class="problem" role="alert">${problem.text}</p>` : nothing}
    ${info ? figures(info) : nothing} ${open ? settings(props) : nothing} ${below}
  </li>`;
}

/** @param {RowProps} props */
function handle({ index, layers, actions }) {
  const name = layers[index].name;
  return html`<span
    class="build-handle"
    title=${t('build.drag', { name })}
    aria-hidden="true"
    @pointerdown=${(/** @type {PointerEvent} */ event) => actions.drag(index, event)}
  ></span>`;
}

/** Options that are not the default, and inputs that are not the layer before. @param {RowProps} props */
function summary({ layers, index }) {
  const layer = layers[index];
  const options = writtenOptions(layer).map(([name, value]) => `${name} ${written(value)}`);
  const inputs = layer.inputs ? [`← ${layer.inputs.join(' + ')}`] : [];
  return [...options, ...inputs].join(' · ');
}

/** @param {LayerInfo | undefined} info */
const shape = (info) =>
  html`<span class="build-shape" data-figure="shape" title=${t('build.figures.shape')}>
    ${info ? formatShape(info.outputShape) : '–'}
  </span>`;

/** @param {RowProps} props */
function buttons({ index, layers, actions }) {
  const name = layers[index].name;
  const one = (
    /** @type {string} */ key,
    /** @type {unknown} */ icon,
    /** @type {() => void} */ run,
    off = false,
  ) =>
    html`<button
      type="button"
      class=${`button quiet small build-${key}`}
      aria-label=${t(`build.${key}`, { name })}
      title=${t(`build.${key}`, { name })}
      ?disabled=${off}
      @click=${run}
    >${icon}</button>`;
  return html`<span class="build-buttons">
    ${one('up', icons.chevron, () => actions.move(index, index - 1), index === 0)}
    ${one('down', icons.chevron, () => actions.move(index, index + 1), index === layers.length - 1)}
    ${one('insert', icons.plus, () => actions.insert(index + 1))}
    ${one('remove', icons.close, () => actions.remove(index))}
  </span>`;
}

/** @param {LayerInfo} info */
function figures({ parameterCount, multiplications, additions, receptiveField, ...memory }) {
  const bytes = memory.activationBytes + memory.parameterBytes;
  const [high, wide] = receptiveField.size;
  /** @type {[name: string, text: string, value: string | number][]} */
  const all = [
    ['parameters', formatCount(parameterCount), parameterCount],
    ['multiplications', formatCount(multiplications), multiplications],
    ['additions', formatCount(additions), additions],
    ['field', `${high} × ${wide}`, `${high},${wide}`],
    ['memory', size(bytes), bytes],
  ];
  return html`<dl class="build-figures">
    ${all
      .filter(([, , value]) => value !== 0)
      .map(
        ([name, text, value]) => html`<div>
          <dt>${t(`build.figures.${name}`)}</dt>
          <dd data-figure=${name} data-value=${value}>${text}</dd>
        </div>`,
      )}
  </dl>`;
}

/** @param {RowProps} props */
function settings(props) {
  const { layers, index, schema, problem, unread, actions } = props;
  const layer = layers[index];
  return html`<div class="build-settings">
    <p class="explain">${schema.doc[currentLanguage()]} <code translate="no">${schema.type}</code></p>
    <div class="build-fields">
      ${schema.options.map((option) =>
        field({
          id: `build-${index}-${option.name}`,
          option,
          value: layer[option.name],
          problem: unread[option.name] ?? (problem?.option === option.name ? problem.text : ''),
          change: (value) => actions.set(index, option, value),
          refuse: (text) => actions.refuse(index, option.name, text),
        }),
      )}
      <div class="field option">
        <label class="field-name" for=${`build-${index}-name`}>${t('build.name')}</label>
        <input
          type="text"
          id=${`build-${index}-name`}
          autocomplete="off"
          spellcheck="false"
          .value=${String(layer.name)}
          @change=${(/** @type {Event} */ event) =>
            actions.rename(index, /** @type {HTMLInputElement} */ (event.target).value.trim())}
        />
        <small>${t('build.nameHint')}</small>
      </div>
      ${wires(props)}
    </div>
  </div>`;
}

/** @param {RowProps} props */
function wires({ layers, index, schema: { inputs }, actions }) {
  const sources = sourcesAt(layers, index);
  const given = layers[index].inputs;
  const shown = given ?? [''];
  const replace = (/** @type {number} */ at, /** @type {string} */ name) =>
    actions.wire(index, name === '' ? null : shown.with(at, name));
  return html`<div class="field option build-wires">
    <span class="field-name">${t('build.inputs')}</span>
    ${shown.map(
      (source, at) => html`<select
        aria-label=${t('build.inputNumber', { number: at + 1 })}
        @change=${(/** @type {Event} */ event) =>
          replace(at, /** @type {HTMLSelectElement} */ (event.target).value)}
      >
        ${inputs.min === 1 && shown.length === 1 ? option('', t('build.before'), source) : nothing}
        ${sources.includes(source) || source === '' ? nothing : option(source, source, source)}
        ${sources.map((name) => option(name, name === INPUT ? t('build.image') : name, source))}
      </select>`,
    )}
    ${
      inputs.max > 1
        ? html`<span class="build-wire-count">
            <button
              type="button"
              class="button small"
              ?disabled=${shown.length >= inputs.max}
              @click=${() => actions.wire(index, [...shown, sources[sources.length - 1]])}
            >${t('build.moreInputs')}</button>
            <button
              type="button"
              class="button small"
              ?disabled=${shown.length <= inputs.min}
              @click=${() => actions.wire(index, shown.slice(0, -1))}
            >${t('build.fewerInputs')}</button>
          </span>`
        : nothing
    }
    <small>${t('build.inputsHint')}</small>
  </div>`;
}

/** @param {string} value @param {string} text @param {string} chosen */
const option = (value, text, chosen) =>
  html`<option translate=${value === text ? 'no' : 'yes'} value=${value} ?selected=${value === chosen}>${text}</option>`;
