/** How a `<conv-chart>` is plotted. */

import { colorNamed } from './palette.js';

/** @import uPlot from 'uplot' */

/** @typedef {import('../conv-chart.js').ConvChart} ConvChart */

/**
 * The way from a plot to its chart, which is cut when the plot is destroyed: browsers may keep the
 * last plot of a page for longer than its chart.
 *
 * @typedef {{chart: ConvChart | null}} Link
 */

/**
 * What a plot takes of its chart's looks, without holding on to the chart.
 *
 * @param {ConvChart} chart
 */
export function looksOf(chart) {
  const style = getComputedStyle(chart);
  const axis = {
    stroke: colorNamed(style, '--text-soft'),
    grid: { stroke: colorNamed(style, '--line'), width: 1 },
    ticks: { show: false },
    font: `11px ${style.fontFamily}`,
    gap: 4,
  };
  const width = chart.series.length > FEW_CURVES ? 1 : 1.75;
  const series = chart.series.map((info) => curve(info, colorNamed(style, info.color), width));
  return { width: chart.availableWidth, height: chart.height, log: chart.log, axis, series };
}

/** @param {Link} link @param {ReturnType<typeof looksOf>} looks */
export function plotOptions(link, { width, height, log, axis, series }) {
  return /** @type {import('uplot').Options} */ ({
    width,
    height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    hooks: { setCursor: [() => link.chart?.renderLatest()] },
    padding: [8, roomAtRight, 0, 0],
    scales: {
      x: { time: false },
      y: {
        distr: log ? 3 : 1,
        range: (_plot, low, high) => link.chart?.range(low, high) ?? [0, 1],
      },
    },
    axes: [
      { ...axis, size: 22, space: 60 },
      {
        ...axis,
        size: 40,
        space: 28,
        values: (_plot, splits) =>
          splits.map((value) => (value === null ? '' : (link.chart?.tick(value) ?? ''))),
      },
    ],
    series: [{}, ...series],
  });
}

/** Half of a digit, in CSS pixels: a label has one half of its width on each side of its tick. */
const HALF_DIGIT = 3.5;
const LEAST_ROOM = 8;

/**
 * The last label may stand at the very end of the axis.
 *
 * @param {uPlot} plot
 */
function roomAtRight({ scales }) {
  const longest = Math.trunc(scales.x.max ?? 0).toLocaleString();
  return Math.max(LEAST_ROOM, Math.ceil(longest.length * HALF_DIGIT));
}

/**
 * A line has nothing to show of one value.
 *
 * @param {{data: uPlot.AlignedData}} plot
 * @param {number} index of a series
 */
function standsAlone({ data }, index) {
  const values = data[index];
  let found = 0;
  for (let i = 0; i < values.length && found < 2; ++i) {
    if (values[i] !== null && values[i] !== undefined) found += 1;
  }
  return found === 1;
}

/**
 * More than these cross each other all over: thin lines can be told apart, and where no graphics
 * processor draws them they take a fifteenth of the time (seven of 550 points: 4 ms, else 59).
 */
const FEW_CURVES = 4;

/** @param {import('../conv-chart.js').SeriesInfo} info @param {string} color @param {number} width */
const curve = ({ points }, color, width) => ({
  stroke: color,
  width,
  spanGaps: true,
  points: points
    ? { show: true, size: 4, fill: color }
    : { show: standsAlone, size: 5, fill: color },
});
