/** Curves of several runs over one axis of steps. */

/** @typedef {import('./run.js').Run} Run */

/**
 * @param {Run[]} runs
 * @param {'train' | 'test'} split
 * @param {'loss' | 'accuracy'} quantity
 * @returns {[number[], ...(number | null)[][]]} as the chart wants them: a gap where a run has no point
 */
export function overlayCurves(runs, split, quantity) {
  const curves = runs.map((run) => run.curves[split]);
  const steps = [...new Set(curves.flatMap((curve) => curve.steps))].sort((a, b) => a - b);
  const columns = curves.map((curve) => {
    const at = new Map(curve.steps.map((step, index) => [step, curve[quantity][index]]));
    return steps.map((step) => at.get(step) ?? null);
  });
  return [steps, ...columns];
}

/** Names of the custom properties that curves are drawn in. */
const COLORS = ['train', 'test', '3', '4', '5', '6', '7', '8'].map((name) => `--curve-${name}`);

/** @param {number} index */
export const colorOf = (index) => COLORS[index % COLORS.length];

export const MOST_SHOWN = COLORS.length;
