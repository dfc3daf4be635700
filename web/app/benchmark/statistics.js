/** @typedef {{ median: number, min: number, max: number }} Spread */

/**
 * @param {number[]} values at least one
 * @returns {number}
 */
export function median(values) {
  if (values.length === 0) throw new RangeError('the median of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * @param {number[]} values at least one
 * @returns {Spread}
 */
export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * How many times better ours is, in each round that measured both: what slows the machine down
 * for a while slows both of a round.
 *
 * @param {(number | null)[]} ours one value a round
 * @param {(number | null)[]} theirs
 * @param {boolean} higherIsBetter
 * @returns {number[]}
 */
export function ratios(ours, theirs, higherIsBetter) {
  return ours.flatMap((our, round) => {
    const their = theirs[round] ?? null;
    if (our === null || their === null) return [];
    return [higherIsBetter ? our / their : their / our];
  });
}

/**
 * @param {(number | null)[]} values
 * @returns {number[]} those that were measured
 */
export const measured = (values) => values.filter((value) => value !== null);
