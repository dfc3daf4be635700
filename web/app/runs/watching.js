/** @typedef {import('../worker/watching.js').Watching} Watching */

/**
 * Asks the part of the worker that watches training.
 *
 * @template {keyof Watching} C
 * @param {import('../state/types.js').Session} session
 * @param {C} call
 * @param {Parameters<Watching[C]>[0]} params
 * @returns {Promise<Awaited<ReturnType<Watching[C]>>>}
 */
export const askWatcher = (session, call, params) =>
  session.request('extra', { part: 'watching', call, params });
