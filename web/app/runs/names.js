import { formatCount, formatPercent, formatValue } from 'convscope/elements';
import { t } from '../i18n.js';
import { SERVED } from '../own-data/own-data.js';
import { formatDuration } from './duration.js';

/** How runs are named and described on the page. */

/** @typedef {import('./run.js').Run} Run */

/** @param {Run} run */
export const nameOf = ({ name, number }) => name || t('runs.name', { number });

/** @param {Run} run */
export function describe({ layers, parameters, settings }) {
  const { optimizer, learningRate, batchSize } = settings;
  return t('runs.summary', {
    layers,
    parameters: formatCount(parameters),
    optimizer,
    rate: learningRate,
    batch: batchSize,
  });
}

/** @type {Record<string, (value: any) => string>} */
const FORMATS = {
  accuracy: (share) => formatPercent(share, 2),
  loss: formatValue,
  trainLoss: formatValue,
  step: formatCount,
  seconds: formatDuration,
  parameters: formatCount,
  dataset: (id) => (SERVED.includes(id) ? t(`own.sets.${id}`) : id),
  origin: (origin) => t(`model.${origin}`),
  schedule: (name) => t(`training.schedules.${name}`),
  vary: (name) => t(`training.varies.${name}`),
};

/** @param {string} key @param {any} value of a line of a comparison */
export function formatLine(key, value) {
  if (value === null || value === undefined) return '–';
  if (key === 'engine') {
    const options = Object.entries(value).map(([name, given]) => `${name} = ${given}`);
    return options.join(', ') || t('runs.usual');
  }
  return FORMATS[key]?.(value) ?? String(value);
}
