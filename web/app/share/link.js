import { isDescription, isRecord } from '../state/sound.js';

/** Addresses that open the playground with a given network and settings. */

/**
 * @typedef {object} PlaygroundState
 * @property {import('../state/types.js').Description} description of the network
 * @property {Partial<import('../state/types.js').Settings>} [training]
 * @property {number} [seed] of the weights
 * @property {'pretrained'} [start] with the pretrained weights instead of random ones
 * @property {string} [view] that is shown
 * @property {string} [dataset] one of those that come with the page
 */

/** Of what is encoded in the address; readers refuse one they do not know. */
const VERSION = 1;

const NAME = '#network=';

/** More than any network takes; a longer address would only fill the memory. */
const MOST_CHARACTERS = 200_000;

/**
 * @param {PlaygroundState} state
 * @returns {string} what follows the address of the page
 */
export function toFragment({ description, training, seed, start, view, dataset }) {
  const all = { version: VERSION, description, training, seed, start, view, dataset };
  const bytes = new TextEncoder().encode(JSON.stringify(all));
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte));
  const base64 = btoa(letters.join('')).replaceAll('+', '-').replaceAll('/', '_');
  return NAME + base64.replace(/=+$/, '');
}

/**
 * @param {PlaygroundState} state
 * @returns {string} an address relative to the page
 */
export const playgroundLink = (state) => `./index.html${toFragment(state)}`;

/**
 * @param {string} fragment of an address
 * @returns {{state: PlaygroundState} | {problem: 'broken' | 'newer'} | null} null if there is nothing
 *   for the playground in it. What is in the state has the right types; whether a network can be built
 *   from it, the engine knows.
 */
export function fromFragment(fragment) {
  if (!fragment.startsWith(NAME)) return null;
  if (fragment.length > MOST_CHARACTERS) return { problem: 'broken' };
  try {
    return checked(parse(fragment.slice(NAME.length)));
  } catch {
    return { problem: 'broken' };
  }
}

/** @param {string} text @returns {unknown} */
function parse(text) {
  const letters = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

/** @param {any} value @returns {ReturnType<typeof fromFragment>} */
function checked(value) {
  if (!Number.isInteger(value?.version) || value.version < 1) return { problem: 'broken' };
  if (value.version > VERSION) return { problem: 'newer' };
  const { description, training = {}, seed, start, view, dataset } = value;
  const sound =
    isDescription(description) &&
    isRecord(training) &&
    (seed === undefined || (Number.isSafeInteger(seed) && seed >= 0)) &&
    [undefined, 'pretrained'].includes(start) &&
    [view, dataset].every((name) => name === undefined || typeof name === 'string');
  if (!sound) return { problem: 'broken' };
  return { state: { description, training, seed, start, view, dataset } };
}
