/** @typedef {import('../worker/drafts.js').Drafts} Drafts */

/**
 * Asks the part of the worker that tries out drafts.
 *
 * @template {keyof Drafts} C
 * @param {import('../state/types.js').Session} session
 * @param {C} call
 * @param {Parameters<Drafts[C]>[0]} params
 * @returns {Promise<ReturnType<Drafts[C]>>}
 */
export const askDrafts = (session, call, params) =>
  session.request('extra', { part: 'drafts', call, params });
