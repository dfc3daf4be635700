import { formatCount, formatShape } from 'convscope/elements';
import { html } from 'lit';
import { t } from '../i18n.js';

/** @typedef {import('../../module/engine/network.js').NetworkSummary} NetworkSummary */
/** @typedef {import('../../module/engine/network.js').LayerInfo} LayerInfo */

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB'];
  const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[power - 1]}`;
}

/** @param {LayerInfo[]} layers @param {'multiplications' | 'additions'} figure */
export const total = (layers, figure) => layers.reduce((sum, layer) => sum + layer[figure], 0);

/** That of the last layer that still has places, if there is one. @param {LayerInfo[]} layers */
const lastField = (layers) =>
  layers.findLast(({ outputShape }) => outputShape.length === 3)?.receptiveField.size;

/** @typedef {[name: string, text: string, value: string | number]} Figure */

/** @param {number[]} field @returns {Figure} */
const namedField = (field) => ['field', field.join(' × '), field.join()];

/** What the whole network costs. @param {NetworkSummary} info */
export function totals({ layers, parameterCount, arenaBytes, maxBatch, input }) {
  const field = lastField(layers);
  const output = layers[layers.length - 1]?.outputShape ?? input;
  /** @type {Figure[]} */
  const figures = [
    ['parameters', formatCount(parameterCount), parameterCount],
    [
      'multiplications',
      formatCount(total(layers, 'multiplications')),
      total(layers, 'multiplications'),
    ],
    ['additions', formatCount(total(layers, 'additions')), total(layers, 'additions')],
    ...(field ? [namedField(field)] : []),
    ['output', formatShape(output), output.join()],
    ['arena', size(arenaBytes), arenaBytes],
  ];
  return html`<dl class="build-totals" aria-label=${t('build.total')}>
    ${figures.map(
      ([name, text, value]) => html`<div>
        <dt>${t(`build.totals.${name}`, { count: maxBatch })}</dt>
        <dd data-total=${name} data-value=${value}>${text}</dd>
      </div>`,
    )}
  </dl>`;
}
