/** Numbers as people read them; the same digits in every language, with tabular alignment in mind. */

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** @param {number} value */
export const formatCount = (value) => grouped.format(value);

/**
 * A value of a map: three significant digits, a real minus sign, and a sign always when `signed`.
 * @param {number} value
 */
export function formatValue(value) {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+∞' : '−∞';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  const digits =
    magnitude >= 1e5 || magnitude < 1e-3
      ? magnitude.toExponential(2)
      : magnitude.toFixed(Math.max(0, 3 - Math.max(0, Math.floor(Math.log10(magnitude)))));
  return value < 0 ? `−${digits}` : digits;
}

/** @param {number} share 0..1 @param {number} [digits] */
export const formatPercent = (share, digits = 1) => `${(share * 100).toFixed(digits)} %`;

/** @param {number[]} shape */
export const formatShape = (shape) => shape.join('\u2009×\u2009');
