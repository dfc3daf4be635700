/**
 * What one contestant reached in one figure.
 *
 * @typedef {object} Series
 * @property {(number | null)[]} values one for each round; null where it was not measured
 * @property {string} [problem] why it was not measured, or not to the end
 * @property {string} [note] what else a reader should know
 */

/**
 * @template Contestant
 * @typedef {object} Race
 * @property {Contestant[]} contestants
 * @property {number} rounds
 * @property {number} budgetMs a contestant that took longer sits the other rounds out
 * @property {(contestant: Contestant) => Promise<string | undefined>} prepare gives a note
 * @property {(contestant: Contestant) => Promise<number>} measure
 * @property {() => number} now in milliseconds
 */

/**
 * Measures contestants in turns. Each round begins with another one, so that none always comes
 * after the same.
 *
 * @template Contestant
 * @param {Race<Contestant>} race
 * @returns {Promise<Map<Contestant, Series>>}
 */
export async function runRounds(race) {
  /** @type {Map<Contestant, Series>} */
  const table = new Map();
  for (const contestant of race.contestants) {
    table.set(contestant, await prepared(race, contestant));
  }
  /** @type {Map<Contestant, number>} */
  const spentMs = new Map();
  for (let round = 0; round < race.rounds; ++round) {
    for (const contestant of rotated(race.contestants, round)) {
      const series = /** @type {Series} */ (table.get(contestant));
      if (series.problem !== undefined || (spentMs.get(contestant) ?? 0) > race.budgetMs) continue;
      const before = race.now();
      await measureOnce(race, contestant, series, round);
      spentMs.set(contestant, (spentMs.get(contestant) ?? 0) + race.now() - before);
    }
  }
  return table;
}

/**
 * @template T
 * @param {T[]} list
 * @param {number} steps
 */
const rotated = (list, steps) => {
  const first = list.length === 0 ? 0 : steps % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
};

/**
 * @template Contestant
 * @param {Race<Contestant>} race
 * @param {Contestant} contestant
 * @returns {Promise<Series>}
 */
async function prepared(race, contestant) {
  const values = Array.from({ length: race.rounds }, () => null);
  try {
    const note = await race.prepare(contestant);
    return note === undefined ? { values } : { values, note };
  } catch (error) {
    return { values, problem: messageOf(error) };
  }
}

/**
 * @template Contestant
 * @param {Race<Contestant>} race
 * @param {Contestant} contestant
 * @param {Series} series
 * @param {number} round
 */
async function measureOnce(race, contestant, series, round) {
  try {
    series.values[round] = await race.measure(contestant);
  } catch (error) {
    series.problem = messageOf(error);
  }
}

/** @param {unknown} error @returns {string} its first line */
function messageOf(error) {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0];
}
