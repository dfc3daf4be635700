/** Several quantities over the steps of a run. However long it trains, the number of points stays bounded. */

/** @typedef {{steps: number[], columns: Record<string, number[]>}} Series */

/** The widest chart has less than three pixels for each. */
const MAX_POINTS = 300;

/** @returns {Series} */
export const emptySeries = () => ({ steps: [], columns: {} });

/** @param {number[]} values @param {(a: number, b: number) => number} merge */
function mergePairs(values, merge) {
  const merged = [];
  for (let i = 0; i < values.length; i += 2) {
    merged.push(i + 1 < values.length ? merge(values[i], values[i + 1]) : values[i]);
  }
  return merged;
}

const mean = (/** @type {number} */ a, /** @type {number} */ b) => (a + b) / 2;
const later = (/** @type {number} */ _a, /** @type {number} */ b) => b;

/**
 * Other quantities than before begin a new series; so does a step from before its end.
 *
 * @param {Series} series
 * @param {number} step
 * @param {Record<string, number>} values
 * @returns {Series} the same object, or a new one
 */
export function addValues(series, step, values) {
  const names = Object.keys(values);
  const known = Object.keys(series.columns);
  const same = names.length === known.length && names.every((name) => name in series.columns);
  const last = series.steps.at(-1) ?? -1;
  const grown = same && step > last ? series : emptySeries();
  grown.steps.push(step);
  for (const name of names) {
    grown.columns[name] ??= [];
    grown.columns[name].push(values[name]);
  }
  if (grown.steps.length <= MAX_POINTS) return grown;
  grown.steps = mergePairs(grown.steps, later);
  for (const name of names) grown.columns[name] = mergePairs(grown.columns[name], mean);
  return grown;
}

/**
 * From storage; anything else becomes an empty series.
 *
 * @param {any} value
 * @returns {Series}
 */
export function parseSeries(value) {
  const list = (/** @type {any} */ values) =>
    Array.isArray(values) && values.length === value.steps.length && values.every(Number.isFinite);
  const good =
    Array.isArray(value?.steps) &&
    value.columns !== null &&
    typeof value.columns === 'object' &&
    [value.steps, ...Object.values(value.columns)].every(list);
  return good ? value : emptySeries();
}
