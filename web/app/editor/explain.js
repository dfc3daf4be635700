/** What a refusal of the engine means for whoever edits the network. */

/** @typedef {import('../worker/drafts.js').Refusal} Refusal */

/**
 * The engine's sentences, by the key of the text that says the same in the language of the page.
 *
 * @type {[key: string, sentence: RegExp][]}
 */
const SENTENCES = [
  ['low', /expected (?<option>\w+) >= (?<limit>\S+), got (?<got>.+)$/],
  ['high', /expected (?<option>\w+) <= (?<limit>\S+), got (?<got>.+)$/],
  ['below', /expected (?<option>\w+) < (?<limit>\S+), got (?<got>.+)$/],
  ['missing', /expected option (?<option>\w+), got none$/],
  ['small', /expected an input (?<axis>height|width) of at least (?<limit>\d+), got (?<got>\d+)$/],
  ['flat', /expected a flat input \(F\), got (?<got>\([^)]*\)); put a Flatten/],
  ['maps', /expected an input of shape \(C, H, W\), got (?<got>.+)$/],
  ['oneShape', /expected inputs of one shape, got (?<got>\(.*?\)) and (?<other>\(.*?\))$/],
  [
    'along',
    /expected inputs that differ only along dim \d+, got (?<got>\(.*?\)) and (?<other>.+)$/,
  ],
  [
    'dim',
    /expected (?<option>dim) from 1 to (?<limit>\d+),.* of shape (?<shape>\(.*?\)), got (?<got>.+)$/,
  ],
  [
    'groups',
    /expected (?<option>groups) to divide the (?<limit>\d+) (?<axis>\w+) channels, got (?<got>\d+)$/,
  ],
  ['samePadding', /expected (?<option>stride) 1 with padding "same", got (?<got>.+)$/],
  ['halfPadding', /expected (?<option>padding) of at most half the kernel_size, got (?<got>.+)$/],
  [
    'reflect',
    /expected (?<option>padding) smaller than the image.*, got (?<got>.+) on (?<shape>.+)$/,
  ],
  ['outside', /expected every window to reach the image/],
  ['frozenNorm', /expected (?<option>track_running_stats) to be true with frozen/],
  ['count', /expected (?<limit>\d+)(?: to (?<most>\d+))? inputs?, got (?<got>\d+)$/],
  ['earlier', /expected inputs out of earlier layers, got "?(?<got>[^"]*)"?/],
  ['cycle', /"?(?<got>[^" ]*)"?, which stands here or later/],
  ['name', /expected a name of letters, digits, _ and -, got (?<got>.+)$/],
  ['ownName', /expected a name (?:of its own|other than input)/],
  ['outputs', /to give at least 2 flat outputs .*, got (?<got>\([^)]*\))/],
  [
    'classes',
    /expected at most (?<got>\d+) classes \(the outputs of the network\), got (?<limit>\d+)$/,
  ],
  ['empty', /expected "layers" to be a list of 1 to (?<limit>\d+) layers$/],
  ['memory', /MiB of memory|fits the memory|out of memory/i],
];

/**
 * @typedef {object} Explained
 * @property {string} key of the text, under `build.refusals`
 * @property {Record<string, string>} values
 * @property {string} option which field is concerned, or ''
 */

/** @param {Refusal} refusal @returns {Explained} */
export function explain({ message }) {
  for (const [key, sentence] of SENTENCES) {
    const found = sentence.exec(message);
    if (!found) continue;
    const { option = '', ...values } = found.groups ?? {};
    return { key, option, values: { ...values, option } };
  }
  const option = /expected (\w+) to be /.exec(message)?.[1] ?? '';
  return { key: 'other', option, values: {} };
}

/**
 * The layer that a refusal is about; the last one when it is about the output.
 *
 * @param {Refusal} refusal
 * @param {import('./description.js').Layer[]} layers
 */
export function refusedLayer({ layer, message }, layers) {
  const twice = /layer (\d+): expected/.exec(message);
  if (twice) return Number(twice[1]) - 1;
  const index = layers.findIndex(({ name }) => name === layer);
  if (index >= 0) return index;
  const { key } = explain({ code: '', message });
  return ['classes', 'outputs'].includes(key) ? layers.length - 1 : -1;
}
