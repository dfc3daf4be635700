/** What the single answers come to, by counting. */

/** @typedef {import('../worker/judging.js').Judged} Judged */

/** @typedef {{name: number, support: number, precision: number | null, recall: number | null, f1: number | null}} ClassScore */
/** @typedef {{from: number, to: number, count: number, accuracy: number | null, confidence: number | null}} Bin */

/** @param {number} part @param {number} whole */
const share = (part, whole) => (whole > 0 ? part / whole : null);

/**
 * @param {Judged} judged
 * @param {number} classes
 * @returns {number[][]} [true class][prediction]
 */
export function confusionOf({ labels, predictions }, classes) {
  const matrix = Array.from({ length: classes }, () => new Array(classes).fill(0));
  for (let i = 0; i < labels.length; i++) matrix[labels[i]][predictions[i]] += 1;
  return matrix;
}

/** @param {number[][]} matrix @returns {ClassScore[]} */
export function classScores(matrix) {
  return matrix.map((row, name) => {
    const hits = row[name];
    const support = row.reduce((sum, count) => sum + count, 0);
    const said = matrix.reduce((sum, other) => sum + other[name], 0);
    return {
      name,
      support,
      precision: share(hits, said),
      recall: share(hits, support),
      f1: share(2 * hits, said + support),
    };
  });
}

/** @param {Judged} judged */
export function accuracyOf({ labels, predictions }) {
  let right = 0;
  for (let i = 0; i < labels.length; i++) right += labels[i] === predictions[i] ? 1 : 0;
  return labels.length > 0 ? right / labels.length : 0;
}

/** The mistakes, the most expensive first. @param {Judged} judged @returns {number[]} indices */
export function worstOf({ labels, predictions, losses }) {
  const wrong = Array.from(labels.keys()).filter((i) => labels[i] !== predictions[i]);
  return wrong.sort((a, b) => losses[b] - losses[a]);
}

/** @param {Judged} judged @param {number} label @param {number} prediction */
export const imagesAt = ({ labels, predictions }, label, prediction) =>
  Array.from(labels.keys()).filter((i) => labels[i] === label && predictions[i] === prediction);

/**
 * Answers sorted by how sure the network was: in each group, how often it was right.
 *
 * @param {Judged} judged
 * @param {number} [groups]
 * @returns {Bin[]}
 */
export function calibrationOf({ labels, predictions, confidences }, groups = 10) {
  const sums = Array.from({ length: groups }, () => ({ count: 0, right: 0, sure: 0 }));
  for (let i = 0; i < labels.length; i++) {
    const bin = sums[Math.max(0, Math.min(groups - 1, Math.ceil(confidences[i] * groups) - 1))];
    bin.count += 1;
    bin.right += labels[i] === predictions[i] ? 1 : 0;
    bin.sure += confidences[i];
  }
  return sums.map(({ count, right, sure }, index) => ({
    from: index / groups,
    to: (index + 1) / groups,
    count,
    accuracy: share(right, count),
    confidence: share(sure, count),
  }));
}

/** Expected calibration error: how far the two are apart, on average over the answers. @param {Bin[]} bins */
export function calibrationError(bins) {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const gaps = bins.map(({ count, accuracy, confidence }) =>
    accuracy === null || confidence === null ? 0 : count * Math.abs(accuracy - confidence),
  );
  return total > 0 ? gaps.reduce((sum, gap) => sum + gap, 0) / total : 0;
}
