/** A result as tables, the same on the page and in the terminal. */

import { targets } from './accuracy-targets.js';
import { buildsIn, sameBuild } from './builds.js';
import { formatNumber, formatSpread } from './format.js';
import { median } from './statistics.js';

/** @typedef {import('./result.js').Result} Result */
/** @typedef {import('./result.js').Build} Build */
/** @typedef {import('./result.js').Rate} Rate */
/** @typedef {import('./result.js').Scaling} Scaling */
/** @typedef {import('./result.js').Simd} Simd */
/** @typedef {(key: string, values?: Record<string, unknown>) => string} Translate */

/**
 * @typedef {object} Table
 * @property {string} id
 * @property {string} title
 * @property {string} note
 * @property {string[]} heads
 * @property {string[][]} rows the first cell names the row
 */

/**
 * @param {Result} result
 * @param {Translate} t
 * @returns {Table[]}
 */
export function tablesOf(result, t) {
  return [
    kernelTable(result, t),
    networkTable(result, t),
    ratioTable(result, t),
    ...scalingTables(result, t),
    startupTable(result, t),
    accuracyTable(result, t),
  ].filter((table) => table !== null);
}

/** @param {number} share */
export const formatShare = (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

/** @param {Build} build @param {Translate} t */
const buildName = ({ threads, simd }, t) =>
  t('benchmark.build', {
    threads: t('engine.threads', { count: threads }),
    simd: t(`engine.${simd}`),
  });

/** @param {Rate} rate */
const formatRate = ({ us, gflops, share }) =>
  gflops === undefined || share === undefined
    ? `${formatNumber(us)} µs`
    : `${formatNumber(gflops)} · ${formatShare(share)}`;

/** @param {Result} result @param {Translate} t @returns {Table | null} */
function kernelTable({ kernels, rooflines = [] }, t) {
  if (!kernels) return null;
  const kinds = rooflines.map(({ simd }) => simd);
  const names = [...new Set(kernels.map(({ name }) => name))];
  const heads = kinds.flatMap((simd) =>
    ['forward', 'gradients'].map((pass) => `${t(`benchmark.${pass}`)}, ${t(`engine.${simd}`)}`),
  );
  return {
    id: 'kernels',
    title: t('benchmark.kernels.title'),
    note: t('benchmark.kernels.note'),
    heads: [t('benchmark.kernels.layer'), ...heads],
    rows: names.map((name) => [
      t(`benchmark.cases.${name}`, { defaultValue: name }).replace('->', '→'),
      ...kinds.flatMap((simd) => {
        const one = kernels.find((kernel) => kernel.name === name && kernel.simd === simd);
        return one ? [formatRate(one.forward), formatRate(one.gradients)] : ['', ''];
      }),
    ]),
  };
}

/**
 * @param {{ spread?: import('./statistics.js').Spread, problem?: string } | undefined} row
 * @returns {string}
 */
const cell = (row) => (row?.spread ? formatSpread(row.spread) : (row?.problem ?? '–'));

/** @param {import('./result.js').NetworkFigure} figure @param {Translate} t */
const figureName = ({ network, kind, batch, unit }, t) =>
  t('benchmark.networks.figure', {
    ...{ network, batch },
    kind: t(`benchmark.kinds.${kind}`),
    unit: t(`benchmark.units.${unit}`),
  });

/** @param {Result} result @param {Translate} t @returns {Table | null} */
function networkTable({ networks }, t) {
  if (!networks || networks.length === 0) return null;
  const builds = buildsIn(networks.flatMap(({ rows }) => rows));
  return {
    id: 'networks',
    title: t('benchmark.networks.title'),
    note: t('benchmark.networks.note'),
    heads: [t('benchmark.networks.network'), ...builds.map((build) => buildName(build, t))],
    rows: networks.map((figure) => [
      figureName(figure, t),
      ...builds.map((build) => cell(figure.rows.find((row) => sameBuild(row, build)))),
    ]),
  };
}

/** @param {Result} result @param {Translate} t @returns {Table | null} */
function ratioTable({ networks }, t) {
  const all = networks?.flatMap(({ ratios }) => ratios) ?? [];
  if (!networks || all.length === 0) return null;
  const key = (/** @type {typeof all[0]} */ { better, base }) =>
    `${buildName(better, t)} / ${buildName(base, t)}`;
  const keys = [...new Set(all.map(key))];
  return {
    id: 'ratios',
    title: t('benchmark.ratios.title'),
    note: t('benchmark.ratios.note'),
    heads: [t('benchmark.networks.network'), ...keys],
    rows: networks.map((figure) => [
      figureName(figure, t),
      ...keys.map((wanted) => cell(figure.ratios.find((one) => key(one) === wanted))),
    ]),
  };
}

/** @param {Result} result @param {Translate} t @returns {Table[]} */
function scalingTables({ scaling = [] }, t) {
  const axes = [...new Set(scaling.map(({ by }) => by))];
  return axes.map((by) => {
    const series = scaling.filter((one) => one.by === by);
    const heads = series.flatMap(({ kind }) => {
      const name = t(`benchmark.kinds.${kind}`);
      return [t('benchmark.scaling.time', { name }), t('benchmark.scaling.ratio', { name })];
    });
    return {
      id: `scaling-${by}`,
      title: t(`benchmark.scaling.${by}`),
      note: t('benchmark.scaling.note'),
      heads: [t(`benchmark.scaling.${by}Short`), ...heads],
      rows: series[0].rows.map(({ value }, i) => [
        formatNumber(value),
        ...series.flatMap(({ rows }) => {
          const { usPerImage, ratio, problem } = rows[i];
          return [cell({ spread: usPerImage, problem }), cell({ spread: ratio })];
        }),
      ]),
    };
  });
}

/** @param {Result} result @param {Translate} t @returns {Table | null} */
function startupTable({ startup }, t) {
  if (!startup) return null;
  return {
    id: 'startup',
    title: t('benchmark.startup.title'),
    note: t('benchmark.startup.note'),
    heads: [t('benchmark.startup.engine'), 'ms'],
    rows: startup.map((row) => [buildName(row, t), cell(row)]),
  };
}

/** @param {Result} result @param {Translate} t @returns {Table | null} */
function accuracyTable({ accuracy }, t) {
  if (!accuracy) return null;
  /** @param {number | null} seconds */
  const format = (seconds) => (seconds === null ? '–' : formatNumber(seconds));
  const medians = targets.map((_, i) => {
    const known = accuracy.map(({ seconds }) => seconds[i] ?? Number.POSITIVE_INFINITY);
    const middle = median(known);
    return Number.isFinite(middle) ? middle : null;
  });
  return {
    id: 'accuracy',
    title: t('benchmark.accuracy.title'),
    note: t('benchmark.accuracy.note'),
    heads: [
      t('benchmark.accuracy.seed'),
      ...targets.map((target) =>
        t('benchmark.accuracy.to', { percent: `${Number((100 * target).toFixed(1))} %` }),
      ),
    ],
    rows: [
      ...accuracy.map(({ seed, seconds }) => [String(seed), ...seconds.map(format)]),
      [t('benchmark.accuracy.median'), ...medians.map(format)],
    ],
  };
}
