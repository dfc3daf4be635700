/** @typedef {import('../worker/judging.js').Judging} Judging */

/**
 * Asks the part of the worker that judges.
 *
 * @template {keyof Judging} C
 * @param {import('../state/types.js').Session} session
 * @param {C} call
 * @param {Parameters<Judging[C]>[0]} params
 * @returns {Promise<ReturnType<Judging[C]>>}
 */
export const ask = (session, call, params) =>
  session.request('extra', { part: 'judging', call, params });
