import { recall, remember } from '../../state/storage.js';

/**
 * How far the learner has come, kept in this browser.
 *
 * @typedef {object} Progress
 * @property {number} [guess] the option chosen before the lab; -1: went on without one
 * @property {number[]} answers the option chosen last in each check; -1: none yet
 * @property {boolean} done every check was answered rightly once
 */

const NAME = 'lessons';

/** @param {unknown} value @returns {value is number} */
const isChoice = (value) => Number.isInteger(value) && Number(value) >= -1;

/** @param {any} kept whatever was found in the storage @returns {Progress} */
const parsed = (kept) => ({
  guess: isChoice(kept?.guess) ? kept.guess : undefined,
  answers: Array.isArray(kept?.answers) ? kept.answers.filter(isChoice) : [],
  done: kept?.done === true,
});

/** @param {string} id of the lesson @returns {Progress} */
export const progressOf = (id) => parsed(recall(NAME)?.[id]);

/** @param {string} id @param {Progress} progress */
export function keepProgress(id, progress) {
  const all = recall(NAME);
  const others = typeof all === 'object' && all !== null ? all : {};
  remember(NAME, { ...others, [id]: progress });
}

/** @param {string} id @returns {'new' | 'begun' | 'done'} */
export function stateOf(id) {
  const { guess, answers, done } = progressOf(id);
  if (done) return 'done';
  return guess === undefined && answers.length === 0 ? 'new' : 'begun';
}
