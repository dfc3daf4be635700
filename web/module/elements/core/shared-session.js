/**
 * All elements of a page share one session: one worker, one engine, one download. It begins with
 * the first element that needs it and ends with the last.
 */

import { createSession } from '../../index.js';

/** @typedef {import('../../session/session.js').Session} Session */
/** @typedef {import('../../session/session.js').SessionOptions} SessionOptions */

/** @type {SessionOptions} */
let options = {};
/** @type {Promise<Session> | null} */
let shared = null;
let users = 0;

/**
 * Where the engine, the worker, the model and the data are, if not beside the module. For the
 * session that begins next.
 *
 * @param {SessionOptions} next
 */
export function setSessionOptions(next) {
  options = next;
}

async function begin() {
  const session = await createSession({ ...options, pretrained: true });
  try {
    await session.loadPretrained();
    return session;
  } catch (error) {
    session.dispose();
    throw error;
  }
}

/** An element that is moved leaves the page for a moment. */
function endUnlessUsed() {
  if (users > 0 || !shared) return;
  const ending = shared;
  shared = null;
  ending.then(
    (session) => session.dispose(),
    () => undefined,
  );
}

/**
 * The shared session, with the pretrained network in it, until the caller gives it back. After a
 * failure the next caller tries anew.
 *
 * @returns {{session: Promise<Session>, release: () => void}}
 */
export function takeSession() {
  users += 1;
  if (!shared) {
    const starting = begin();
    starting.catch(() => {
      if (shared === starting) shared = null;
    });
    shared = starting;
  }
  let held = true;
  return {
    session: shared,
    release() {
      if (!held) return;
      held = false;
      users -= 1;
      setTimeout(endUnlessUsed);
    },
  };
}
