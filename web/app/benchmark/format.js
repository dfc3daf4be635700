/**
 * @param {number} value
 * @returns {string} three digits or, from 1000 on, all before the point
 */
export function formatNumber(value) {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** @param {import('./statistics.js').Spread} value */
export const formatSpread = ({ median, min, max }) =>
  `${formatNumber(median)} [${formatNumber(min)}..${formatNumber(max)}]`;
