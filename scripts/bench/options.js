import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { networkNames } from '../../web/app/benchmark/networks.js';
import { SetupError } from '../lib/errors.js';
import { inRepo } from '../lib/paths.js';
import { contestants, matches } from './contestants.js';

/** @typedef {import('./contestants.js').Contestant} Contestant */
/** @typedef {import('./figures.js').FigureKind} FigureKind */
/** @typedef {import('../../web/app/benchmark/networks.js').NetworkName} NetworkName */

/**
 * @typedef {object} Options
 * @property {number} rounds
 * @property {number} seconds of each measurement
 * @property {Contestant[]} contestants
 * @property {NetworkName[]} networks
 * @property {FigureKind[]} kinds
 * @property {string} out
 */

/** @type {FigureKind[]} */
const kinds = ['training', 'latency', 'inference'];

export const help = `Times convscope beside other engines: training and inference of three networks.

  npm run bench:peers -- [--rounds 5] [--seconds 1] [--networks A,B,C] [--figures ${kinds.join(',')}]
                         [--only <name>,<name>…] [--out <file>]

  names: ${contestants.map((one) => one.id).join(', ')}
  "ours" or "pytorch" means all that begin so; ours is always timed, since every ratio needs it.`;

/**
 * @param {string[]} args
 * @returns {Options | null} null when only help is asked for
 */
export function readOptions(args) {
  const values = parse(args);
  if (values.help) return null;
  return {
    rounds: wholeNumber('rounds', values.rounds),
    seconds: positiveNumber('seconds', values.seconds),
    contestants: chosenContestants(values.only),
    networks: chosen('networks', values.networks, networkNames),
    kinds: chosen('figures', values.figures, kinds),
    out: resolve(values.out),
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '1' },
        networks: { type: 'string', default: networkNames.join(',') },
        figures: { type: 'string', default: kinds.join(',') },
        only: { type: 'string' },
        out: { type: 'string', default: inRepo('build', 'bench', 'peers.json') },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new SetupError(`${/** @type {Error} */ (error).message}\n\n${help}`, 2);
  }
}

/** @param {string} name of the option @param {string} text */
export function wholeNumber(name, text) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new SetupError(`--${name} expects a whole number from 1, got "${text}".`, 2);
}

/** @param {string} name of the option @param {string} text */
export function positiveNumber(name, text) {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new SetupError(`--${name} expects a number above 0, got "${text}".`, 2);
}

/** @param {string} text */
const parts = (text) => text.split(',').map((part) => part.trim());

/**
 * @template {string} Name
 * @param {string} option
 * @param {string} text
 * @param {Name[]} known
 * @returns {Name[]} in the order of those known
 */
export function chosen(option, text, known) {
  const wanted = parts(text);
  const unknown = wanted.filter((name) => !known.some((one) => one === name));
  if (unknown.length === 0) return known.filter((name) => wanted.includes(name));
  throw new SetupError(`--${option}: no "${unknown[0]}"; there are ${known.join(', ')}.`, 2);
}

/** @param {string | undefined} text */
function chosenContestants(text) {
  if (text === undefined) return contestants;
  const wanted = parts(text);
  const unknown = wanted.filter((name) => !contestants.some(({ id }) => matches(id, name)));
  if (unknown.length > 0) {
    const names = contestants.map(({ id }) => id).join(', ');
    throw new SetupError(`--only: no "${unknown[0]}"; there are ${names}.`, 2);
  }
  return contestants.filter(
    ({ id, family }) => family === 'ours' || wanted.some((name) => matches(id, name)),
  );
}
