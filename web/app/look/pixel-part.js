import { formatCount, formatShape } from 'convscope/elements';
import { html, nothing } from 'lit';
import { t } from '../i18n.js';

/** The flow of layers to choose values from, with the story of the chosen one below its layer. */

/** @typedef {import('./observer.js').Observer} Observer */
/** @typedef {import('../state/types.js').Network} Network */
/** @typedef {{box: [number, number][], marks: Uint8Array, shape: number[]}} Trace */

/** @param {Observer} observer @param {Network} network */
export function pixelPart(observer, network) {
  return html`<p class="explain">${t('look.pixelHint')}</p>
    <ol class="look-layers">
      ${row(observer, { layer: -1, name: t('elements.layer.input'), shape: network.input })}
      ${network.layers.map(({ index, name, type, outputShape }) =>
        row(observer, { layer: index, name, type, shape: outputShape }),
      )}
    </ol>`;
}

/** @param {Observer} observer @param {{layer: number, name: string, type?: string, shape: number[]}} shown */
function row(observer, { layer, name, type, shape }) {
  const here = observer.chosen?.layer === layer;
  const network = /** @type {Network} */ (observer.network);
  return html`<li class=${here ? 'here' : ''}>
    <header>
      <h3>${name}</h3>
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
          rows: `${rows[0]}–${rows[1]}`,
          columns: `${columns[0]}–${columns[1]}`,
        });
  return html`<span class="chip field" data-found=${found}>${text}</span>`;
}
