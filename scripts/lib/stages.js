const started = process.hrtime.bigint();

/** Seconds since this process began. */
export function elapsed() {
  return Number(process.hrtime.bigint() - started) / 1e9;
}

/**
 * Prints one line of progress with the time since the start.
 * @param {string} message
 */
export function say(message) {
  console.log(`[${elapsed().toFixed(1).padStart(6)} s] ${message}`);
}

/**
 * Announces a stage, runs it, and says how long it took when that was noticeable.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function stage(title, work) {
  say(`${title} …`);
  const before = elapsed();
  const result = await work();
  const seconds = elapsed() - before;
  if (seconds >= 1) say(`${title}: done in ${seconds.toFixed(1)} s`);
  return result;
}
