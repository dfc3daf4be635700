/** @typedef {import('../worker/looking.js').Looking} Looking */

/**
 * Asks the part of the worker that takes networks apart.
 *
 * @template {keyof Looking} C
 * @param {import('../state/types.js').Session} session
 * @param {C} call
 * @param {Parameters<Looking[C]>[0]} params
 * @returns {Promise<ReturnType<Looking[C]>>}
 */
export const ask = (session, call, params) =>
  session.request('extra', { part: 'looking', call, params });
