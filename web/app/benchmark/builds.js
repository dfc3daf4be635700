/** The builds of the engine that are compared. */

/** @typedef {import('./result.js').Build} Build */

/**
 * With one thread, two and all that are of use; with plain and relaxed SIMD.
 *
 * @param {{ threads: number, relaxedSimd: boolean }} best what this device can
 * @returns {Build[]}
 */
export function buildsFor({ threads, relaxedSimd }) {
  const counts = [...new Set([1, Math.min(2, threads), threads])];
  /** @type {Build['simd'][]} */
  const kinds = relaxedSimd ? ['plain', 'relaxed'] : ['plain'];
  return counts.flatMap((count) => kinds.map((simd) => ({ threads: count, simd })));
}

/**
 * What two threads bring, what all bring, and what relaxed SIMD brings.
 *
 * @param {Build[]} builds
 * @returns {{ better: Build, base: Build }[]}
 */
export function pairsOf(builds) {
  const kinds = [...new Set(builds.map(({ simd }) => simd))];
  const counts = [...new Set(builds.map(({ threads }) => threads))];
  const more = counts.filter((count) => count > 1);
  return [
    ...more.flatMap((threads) =>
      kinds.map((simd) => ({ better: { threads, simd }, base: { threads: 1, simd } })),
    ),
    ...(kinds.length > 1 ? counts : []).map((threads) => ({
      better: { threads, simd: /** @type {const} */ ('relaxed') },
      base: { threads, simd: /** @type {const} */ ('plain') },
    })),
  ];
}

/** @param {Build} one @param {Build} other */
export const sameBuild = (one, other) => one.threads === other.threads && one.simd === other.simd;

/** @param {Build[]} rows @returns {Build[]} each of them once */
export const buildsIn = (rows) =>
  rows.filter((row, i) => rows.findIndex((other) => sameBuild(row, other)) === i);
