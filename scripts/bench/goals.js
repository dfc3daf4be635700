import { measured, median, ratios, spread } from '../../web/app/benchmark/statistics.js';

/** @typedef {import('./figures.js').Figure} Figure */
/** @typedef {import('../../web/app/benchmark/rounds.js').Series} Series */
/** @typedef {import('../../web/app/benchmark/statistics.js').Spread} Spread */
/** @typedef {'ours' | 'variant' | 'browser' | 'onnxruntime' | 'pytorch'} Family */

/**
 * One that takes part, as far as judging goes.
 *
 * @typedef {object} Entrant
 * @property {string} id
 * @property {string} title
 * @property {Family} family
 * @property {number} threads
 */

/**
 * What ours is to reach in a figure.
 *
 * @typedef {object} Goal
 * @property {string} figure
 * @property {Family[]} against
 * @property {number} threads of ours
 * @property {number} [theirThreads] of the others, if not the same
 * @property {number} reach how many times better
 */

/** @param {string[]} figures @param {number[]} threads @param {Family[]} against @param {number} reach */
const goalsFor = (figures, threads, against, reach) =>
  figures.flatMap((figure) => threads.map((count) => ({ figure, threads: count, against, reach })));

/** @type {Goal[]} */
export const goals = [
  ...goalsFor(['training A'], [1, 2], ['browser', 'onnxruntime'], 50),
  ...goalsFor(['training A', 'training C'], [1, 2], ['pytorch'], 0.7),
  ...goalsFor(['training B'], [1, 2], ['pytorch'], 0.4),
  ...goalsFor(['latency A', 'latency B'], [1], ['onnxruntime'], 1.5),
  ...goalsFor(['inference A', 'inference B'], [1, 2], ['onnxruntime'], 1.3),
  ...['training B', 'training C'].map((figure) => ({
    figure,
    threads: 2,
    theirThreads: 1,
    against: /** @type {Family[]} */ (['ours']),
    reach: 1.8,
  })),
];

/**
 * @typedef {object} Verdict
 * @property {Goal} goal
 * @property {string} figure
 * @property {Entrant} [ours]
 * @property {Entrant} [best] the best of the others
 * @property {number} [ourMedian]
 * @property {number} [bestMedian]
 * @property {Spread} [ratio]
 * @property {'met' | 'not met' | 'not measured'} result
 */

/**
 * All series of one figure.
 *
 * @typedef {{ figure: Figure, series: Map<Entrant, Series> }} Outcome
 */

/**
 * @param {Goal[]} list
 * @param {Outcome[]} outcomes
 * @returns {Verdict[]} for the goals of the figures that were asked for
 */
export function judge(list, outcomes) {
  return list.flatMap((goal) => {
    const outcome = outcomes.find(({ figure }) => figure.id === goal.figure);
    return outcome ? [verdict(goal, outcome)] : [];
  });
}

/**
 * @param {Goal} goal
 * @param {Outcome} outcome
 * @returns {Verdict}
 */
function verdict(goal, { figure, series }) {
  const ours = bestOf(figure, series, (one) => isOurs(one) && one.threads === goal.threads);
  const best = bestOf(figure, series, (one) => isRival(goal, one));
  const text = figure.title;
  if (!ours || !best) return { goal, figure: text, result: 'not measured' };
  const pairs = ratios(ours.series.values, best.series.values, figure.higherIsBetter);
  if (pairs.length === 0) return { goal, figure: text, result: 'not measured' };
  const ratio = spread(pairs);
  return {
    goal,
    figure: text,
    ours: ours.entrant,
    best: best.entrant,
    ourMedian: ours.median,
    bestMedian: best.median,
    ratio,
    result: ratio.median >= goal.reach ? 'met' : 'not met',
  };
}

/** @param {Entrant} entrant */
const isOurs = (entrant) => entrant.family === 'ours';

/** @param {Goal} goal @param {Entrant} entrant */
function isRival(goal, entrant) {
  const limit = goal.theirThreads ?? goal.threads;
  if (!goal.against.includes(entrant.family)) return false;
  // Whoever is the fastest in the browser may also be one that leaves a core idle.
  return goal.against.includes('browser') ? entrant.threads <= limit : entrant.threads === limit;
}

/**
 * @param {Figure} figure
 * @param {Map<Entrant, Series>} series
 * @param {(entrant: Entrant) => boolean} wanted
 */
function bestOf(figure, series, wanted) {
  const sign = figure.higherIsBetter ? 1 : -1;
  const candidates = [...series]
    .filter(([entrant, one]) => wanted(entrant) && measured(one.values).length > 0)
    .map(([entrant, one]) => ({ entrant, series: one, median: median(measured(one.values)) }));
  return candidates.sort((a, b) => sign * (b.median - a.median)).at(0) ?? null;
}
