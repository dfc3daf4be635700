import { networkNames } from '../../web/app/benchmark/networks.js';

/** @typedef {import('../../web/app/benchmark/networks.js').NetworkName} NetworkName */
/** @typedef {'training' | 'latency' | 'inference'} FigureKind */

/**
 * One thing that is measured of every contestant.
 *
 * @typedef {object} Figure
 * @property {string} id such as "training A"
 * @property {FigureKind} kind
 * @property {NetworkName} network
 * @property {number} batch
 * @property {string} unit
 * @property {boolean} higherIsBetter
 * @property {string} title
 */

/**
 * @param {FigureKind} kind
 * @param {NetworkName} network
 * @returns {Figure}
 */
function figure(kind, network) {
  const id = `${kind} ${network}`;
  if (kind === 'latency') {
    const title = `inference ${network}, batch 1`;
    return { id, kind, network, batch: 1, unit: 'µs', higherIsBetter: false, title };
  }
  const title = `${kind} ${network}, batch 128`;
  return { id, kind, network, batch: 128, unit: 'images/s', higherIsBetter: true, title };
}

/** In the order in which they are measured. */
export const figures = [
  ...networkNames.map((network) => figure('training', network)),
  ...['A', 'B'].flatMap((network) => [
    figure('latency', /** @type {NetworkName} */ (network)),
    figure('inference', /** @type {NetworkName} */ (network)),
  ]),
];
