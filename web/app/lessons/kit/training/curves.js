import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';

/** @typedef {import('./experiment.js').Report} Report */

/**
 * @typedef {object} Curve
 * @property {string} name
 * @property {string} color of a custom property
 * @property {{step: number, value: number | undefined}[]} points
 */

/** The same array for the same names, for a chart is built anew with each new one. @type {Map<string, import('../../../../module/elements/conv-chart.js').SeriesInfo[]>} */
const series = new Map();

/** @param {Curve[]} curves */
function seriesOf(curves) {
  const wanted = curves.map(({ name, color }) => ({ name, color }));
  const key = JSON.stringify(wanted);
  const known = series.get(key) ?? wanted;
  series.set(key, known);
  return known;
}

/** @param {Curve[]} curves @returns {import('uplot').AlignedData} */
function aligned(curves) {
  const steps = [...new Set(curves.flatMap(({ points }) => points.map(({ step }) => step)))];
  steps.sort((a, b) => a - b);
  const columns = curves.map(({ points }) => {
    const values = new Map(points.map(({ step, value }) => [step, value]));
    return steps.map((step) => values.get(step) ?? null);
  });
  return /** @type {import('uplot').AlignedData} */ ([steps, ...columns]);
}

/**
 * Curves over the steps of training.
 *
 * @param {string} label
 * @param {Curve[]} curves
 * @param {{log?: boolean, min?: number, max?: number}} [options]
 */
export const curveChart = (label, curves, { log = false, min, max } = {}) => html`<conv-chart
  .label=${label}
  .series=${seriesOf(curves)}
  .log=${log}
  .min=${min}
  .max=${max}
  .height=${150}
  ${ref((element) => {
    /** @type {import('convscope/elements').ConvChart | undefined} */ (element)?.show(
      aligned(curves),
    );
  })}
></conv-chart>`;
