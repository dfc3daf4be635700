import { t } from '../i18n.js';

/** Data sets whose classes have names in both languages. */
const NAMED = ['fashion'];

/**
 * What the classes of the present data set are called.
 *
 * @param {import('./types.js').PageState} page
 * @returns {string[]}
 */
export function classNames({ dataset, network }) {
  if (dataset.names) return dataset.names;
  const count = network?.classes ?? 10;
  const names = Array.from({ length: count }, (_, index) => String(index));
  if (!NAMED.includes(dataset.id)) return names;
  return names.map((index) => t(`classes.${dataset.id}.${index}`));
}

/** @param {import('./types.js').PageState} page @param {number} label */
export const className = (page, label) => classNames(page)[label] ?? String(label);
