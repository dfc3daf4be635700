import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { choiceField } from '../panels/fields.js';
import { formatLine, nameOf } from './names.js';
import { compareRuns } from './run.js';

/** Two runs side by side. */

/** Lines whose values are the engine's own names. */
const NAMES = ['network', 'optimizer', 'engine'];

/** @typedef {import('./run.js').Run} Run */

/**
 * @param {object} options
 * @param {Run[]} options.runs
 * @param {[string, string]} options.pair ids of the two
 * @param {boolean} options.all also what is the same
 * @param {(pair: [string, string]) => void} options.choose
 * @param {(all: boolean) => void} options.showAll
 */
export function comparison({ runs, pair, all, choose, showAll }) {
  const [a, b] = pair.map((id) => runs.find((run) => run.id === id));
  if (!a || !b) return nothing;
  const lines = compareRuns(a, b);
  const shown = lines.filter(({ same }) => all || !same);
  const field = (/** @type {0 | 1} */ at) =>
    choiceField({
      name: `compare-${at}`,
      label: t(`runs.side.${at}`),
      value: pair[at],
      choices: runs.map((run) => ({ value: run.id, text: nameOf(run) })),
      change: (id) => choose(at === 0 ? [id, pair[1]] : [pair[0], id]),
    });
  return html`<h3>${t('runs.compare')}</h3>
    <p class="explain">${t('runs.compareHint')}</p>
    <div class="compare-fields">
      ${field(0)} ${field(1)}
      <label class="check"><input
          type="checkbox"
          name="compare-all"
          .checked=${all}
          @change=${(/** @type {Event} */ event) =>
            showAll(/** @type {HTMLInputElement} */ (event.target).checked)}
        /> ${t('runs.alsoSame')}</label>
    </div>
    <div class="wide" tabindex="0" role="region" aria-label=${t('runs.compare')}><table class="scores compare">
      <thead><tr>
        <th scope="col">${t('runs.line')}</th>
        <th scope="col">${nameOf(a)}</th>
        <th scope="col">${nameOf(b)}</th>
      </tr></thead>
      <tbody>${shown.map(line)}</tbody>
    </table></div>
    ${shown.length === 0 ? html`<p class="explain">${t('runs.allSame')}</p>` : nothing}`;
}

/** @param {import('./run.js').Difference} difference */
function line({ key, values, same }) {
  const texts =
    key === 'network' && !same
      ? differentLayers(values)
      : values.map((value) => formatLine(key, value));
  return html`<tr data-line=${key} class=${same ? 'same' : ''}>
    <th scope="row">${t(`runs.lines.${key}`)}</th>
    ${texts.map((text) => html`<td translate=${NAMES.includes(key) ? 'no' : 'yes'}>${text}</td>`)}
  </tr>`;
}

/** Only the layers that the other one does not have. @param {[any, any]} lists */
const differentLayers = ([a, b]) =>
  [
    a.filter((/** @type {string} */ layer) => !b.includes(layer)),
    b.filter((/** @type {string} */ layer) => !a.includes(layer)),
  ].map((layers) => layers.join(', ') || '–');
