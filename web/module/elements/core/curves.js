/**
 * The curves of a run. However long it trains the number of points stays bounded: when a curve is
 * full, neighbours are merged, so that the shape stays and the detail of the far past goes.
 */

/** Points per curve; the chart is about 300 pixels wide. */
const MAX_POINTS = 600;

/** @typedef {{steps: number[], loss: number[], accuracy: number[]}} Curve */
/** @typedef {{train: Curve, test: Curve}} Curves */

/** @returns {Curves} */
export const emptyCurves = () => ({ train: emptyCurve(), test: emptyCurve() });

/** @returns {Curve} */
const emptyCurve = () => ({ steps: [], loss: [], accuracy: [] });

/** @param {number[]} values @param {(a: number, b: number) => number} merge */
function mergePairs(values, merge) {
  const merged = [];
  for (let i = 0; i + 1 < values.length; i += 2) merged.push(merge(values[i], values[i + 1]));
  if (values.length % 2 === 1) merged.push(values[values.length - 1]);
  return merged;
}

const mean = (/** @type {number} */ a, /** @type {number} */ b) => (a + b) / 2;
const later = (/** @type {number} */ _a, /** @type {number} */ b) => b;

/**
 * @param {Curve} curve changed in place
 * @param {{step: number, loss: number, accuracy: number}} point
 */
export function addPoint(curve, { step, loss, accuracy }) {
  const last = curve.steps[curve.steps.length - 1] ?? -1;
  if (step < last || !Number.isFinite(loss)) return;
  if (step === last) {
    curve.loss[curve.loss.length - 1] = loss;
    curve.accuracy[curve.accuracy.length - 1] = accuracy;
    return;
  }
  curve.steps.push(step);
  curve.loss.push(loss);
  curve.accuracy.push(accuracy);
  if (curve.steps.length <= MAX_POINTS) return;
  curve.steps = mergePairs(curve.steps, later);
  curve.loss = mergePairs(curve.loss, mean);
  curve.accuracy = mergePairs(curve.accuracy, mean);
}

/**
 * The curves up to a step.
 * @param {Curves} curves
 * @param {number} step
 * @returns {Curves}
 */
export function curvesUntil({ train, test }, step) {
  const cut = (/** @type {Curve} */ { steps, loss, accuracy }) => {
    const count = steps.filter((at) => at <= step).length;
    const head = (/** @type {number[]} */ values) => values.slice(0, count);
    return { steps: head(steps), loss: head(loss), accuracy: head(accuracy) };
  };
  return { train: cut(train), test: cut(test) };
}

/**
 * Both curves over one axis of steps, as the chart wants them: a gap where a curve has no point.
 * @param {Curves} curves
 * @param {'loss' | 'accuracy'} quantity
 * @returns {[number[], (number | null)[], (number | null)[]]}
 */
export function alignCurves({ train, test }, quantity) {
  const steps = [...new Set([...train.steps, ...test.steps])].sort((a, b) => a - b);
  const spread = (/** @type {Curve} */ curve) => {
    const at = new Map(curve.steps.map((step, index) => [step, curve[quantity][index]]));
    return steps.map((step) => at.get(step) ?? null);
  };
  return [steps, spread(train), spread(test)];
}

/**
 * Curves from storage; anything else becomes empty ones.
 * @param {any} value
 * @returns {Curves}
 */
export function parseCurves(value) {
  const good = (/** @type {any} */ curve) =>
    ['steps', 'loss', 'accuracy'].every(
      (name) =>
        Array.isArray(curve?.[name]) &&
        curve[name].length === curve.steps?.length &&
        curve[name].every(Number.isFinite),
    );
  return good(value?.train) && good(value?.test) ? value : emptyCurves();
}
