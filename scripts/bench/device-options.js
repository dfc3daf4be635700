import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultOptions, defaultSeeds, parts } from '../../web/app/benchmark/options.js';
import { SetupError } from '../lib/errors.js';
import { inRepo } from '../lib/paths.js';
import { chosen, positiveNumber, wholeNumber } from './options.js';

/** @typedef {import('../../web/app/benchmark/options.js').Options} Options */

/**
 * @typedef {object} DeviceOptions
 * @property {string} query what the page is opened with
 * @property {string} out
 */

const { rounds, seconds, networks } = defaultOptions;

export const help = `Times this engine in headless Chromium, by the page's own benchmark view.

  npm run bench -- [--rounds ${rounds}] [--seconds ${seconds}] [--networks ${networks.join(',')}]
                   [--parts ${parts.join(',')}]
                   [--accuracy] [--seeds ${defaultSeeds.length}] [--quick] [--out <file>]

  --accuracy   also how long training takes to 98 %, 99 % and 99.3 % of the test images
  --quick      only shows that everything works; the figures mean little`;

/**
 * @param {string[]} args
 * @returns {DeviceOptions | null} null when only help is asked for
 */
export function readDeviceOptions(args) {
  const values = parse(args);
  if (values.help) return null;
  const query = new URLSearchParams({
    run: '',
    ...(values.quick ? { quick: '' } : {}),
    ...given('rounds', values.rounds, wholeNumber),
    ...given('seconds', values.seconds, positiveNumber),
    ...given('networks', values.networks, (name, text) => chosen(name, text, networks)),
    ...given('parts', values.parts, (name, text) => chosen(name, text, parts)),
    ...(values.accuracy ? { accuracy: '', seeds: seedsOf(values.seeds) } : {}),
  });
  return { query: String(query), out: resolve(values.out) };
}

/** @param {string[]} args */
function parse(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        networks: { type: 'string' },
        parts: { type: 'string' },
        accuracy: { type: 'boolean', default: false },
        seeds: { type: 'string', default: String(defaultSeeds.length) },
        quick: { type: 'boolean', default: false },
        out: { type: 'string', default: inRepo('build', 'bench', 'bench.json') },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new SetupError(`${/** @type {Error} */ (error).message}\n\n${help}`, 2);
  }
}

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {(name: string, text: string) => unknown} check throws if the text makes no sense
 * @returns {Record<string, string>}
 */
function given(name, text, check) {
  return text === undefined ? {} : { [name]: String(check(name, text)) };
}

/** @param {string} text how many */
const seedsOf = (text) =>
  Array.from({ length: wholeNumber('seeds', text) }, (_, i) => i + 1).join(',');
