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

const reminderMs = 10_000;

/**
 * Announces a stage, runs it, and says how long it took when that was noticeable. A long stage
 * gives a sign of life now and then, with the last detail that the work noted.
 * @template T
 * @param {string} title
 * @param {(note: (detail: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function stage(title, work) {
  say(`${title} …`);
  const before = elapsed();
  let detail = 'still at it';
  const reminder = setInterval(() => say(`  ${detail.slice(0, 100)}`), reminderMs);
  try {
    const result = await work((text) => {
      detail = text;
    });
    const seconds = elapsed() - before;
    if (seconds >= 1) say(`  done in ${seconds.toFixed(1)} s`);
    return result;
  } finally {
    clearInterval(reminder);
  }
}
