/**
 * Follows an event of the session.
 * @template {keyof import('./types.js').Events} E
 * @param {import('./types.js').Session} session
 * @param {E} event
 * @param {(detail: import('./types.js').Events[E]) => void} handler
 */
export function listen(session, event, handler) {
  session.addEventListener(event, (message) => {
    handler(/** @type {CustomEvent} */ (message).detail);
  });
}
