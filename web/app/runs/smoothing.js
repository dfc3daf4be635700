/**
 * An exponential average that starts without bias: each value counts `weight` times as much as the
 * one after it. Only for the eye; nothing is measured with it.
 *
 * @param {(number | null)[]} values
 * @param {number} weight 0 (as it is) to below 1
 * @returns {(number | null)[]}
 */
export function smooth(values, weight) {
  if (weight === 0) return values;
  let [sum, weights] = [0, 0];
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    weights = weight * weights + (1 - weight);
    return sum / weights;
  });
}
