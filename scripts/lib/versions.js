/**
 * Finds the first dotted number in a text such as the first line of `emcc --version`.
 * @param {string} text
 * @returns {string | null}
 */
export function findVersion(text) {
  return /\d+(?:\.\d+)+/.exec(text)?.[0] ?? null;
}

/**
 * Compares dotted version numbers; parts that are missing count as zero.
 * @param {string} left
 * @param {string} right
 * @returns {number} negative, zero or positive
 */
export function compareVersions(left, right) {
  const a = left.split('.').map(Number);
  const b = right.split('.').map(Number);
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * @param {string} version
 * @param {string} minimum
 */
export function isAtLeast(version, minimum) {
  return compareVersions(version, minimum) >= 0;
}
