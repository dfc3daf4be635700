/** Addresses that open the playground with a given network. */

/**
 * @typedef {object} PlaygroundState
 * @property {import('../state/types.js').Description} description of the network
 * @property {Partial<import('../state/types.js').Settings>} [training]
 * @property {number} [seed] of the weights
 */

/** Of what is encoded in the address; readers refuse one they do not know. */
const VERSION = 1;

/**
 * @param {PlaygroundState} state
 * @returns {string} an address relative to the page
 */
export function playgroundLink({ description, training, seed }) {
  const text = JSON.stringify({ version: VERSION, description, training, seed });
  const letters = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
  const base64 = btoa(letters.join('')).replaceAll('+', '-').replaceAll('/', '_');
  return `./index.html#network=${base64.replace(/=+$/, '')}`;
}
