import { networkNames } from './networks.js';

/** @typedef {import('./networks.js').NetworkName} NetworkName */
/** @typedef {'kernels' | 'networks' | 'scaling' | 'startup'} Part */

/**
 * @typedef {object} Options
 * @property {boolean} quick only shows that everything works; its figures mean little
 * @property {Part[]} parts
 * @property {NetworkName[]} networks
 * @property {number} rounds
 * @property {number} seconds of each measurement
 */

/** In the order in which they are measured. @type {Part[]} */
export const parts = ['startup', 'kernels', 'networks', 'scaling'];

/** @type {Options} */
export const defaultOptions = {
  quick: false,
  parts,
  networks: networkNames,
  rounds: 5,
  seconds: 0.3,
};

/** @type {Options} */
export const quickOptions = { quick: true, parts, networks: ['A'], rounds: 1, seconds: 0.005 };

/** Seeds of the runs to an accuracy. */
export const defaultSeeds = [1, 2, 3, 4, 5];

/**
 * What the address of the page asks for: `?run`, `?quick`, `?rounds=3&seconds=0.5`,
 * `?parts=kernels,networks`, `?networks=A,B`, `?accuracy`, `?seeds=1,2`. What makes no sense is
 * left at its default.
 *
 * @param {string} query
 */
export function optionsFrom(query) {
  const given = new URLSearchParams(query);
  const base = given.has('quick') ? quickOptions : defaultOptions;
  return {
    run: given.has('run'),
    accuracy: given.has('accuracy'),
    seeds: numbers(given.get('seeds')) ?? defaultSeeds,
    options: {
      ...base,
      parts: chosen(given.get('parts'), base.parts),
      networks: chosen(given.get('networks'), base.networks),
      rounds: numbers(given.get('rounds'))?.[0] ?? base.rounds,
      seconds: positive(given.get('seconds')) ?? base.seconds,
    },
  };
}

/**
 * @template {string} Name
 * @param {string | null} text
 * @param {Name[]} known
 * @returns {Name[]}
 */
function chosen(text, known) {
  const wanted = text?.split(',') ?? known;
  return known.filter((name) => wanted.includes(name));
}

/** @param {string | null} text @returns {number | null} */
function positive(text) {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : null;
}

/** @param {string | null} text @returns {number[] | null} whole numbers from 1 */
function numbers(text) {
  const values = (text ?? '').split(',').map(Number);
  const sound = values.every((value) => Number.isSafeInteger(value) && value >= 1);
  return sound ? values : null;
}
