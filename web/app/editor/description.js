/** Changes of a network's description: each gives a new one and leaves the old as it is. */

/** @typedef {import('../state/types.js').Description} Description */
/** @typedef {Description['layers'][number]} Layer */
/** @typedef {import('../../module/schemas.js').LayerSchema} LayerSchema */
/** @typedef {import('../../module/schemas.js').OptionSchema} OptionSchema */

/** The network's own input, among the names of layers. */
export const INPUT = 'input';

/** What belongs to a layer besides its options. */
const FRAME = ['type', 'name', 'inputs'];

/** For options that have no default: neither too small to be seen nor too large to be quick. */
const FIRST_COUNT = 16;
const FIRST_EXTENT = 2;

/** @param {Layer[]} layers @param {string} type */
function freeName(layers, type) {
  const stem = type.toLowerCase().replace(/[12]d$/, '');
  const taken = new Set(layers.map(({ name }) => name));
  let number = 1;
  while (taken.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

/**
 * The same network with a name for each layer, so that layers can be told apart.
 *
 * @param {Description} description
 * @returns {Description}
 */
export function named(description) {
  if (description.layers.every(({ name }) => name)) return description;
  /** @type {Layer[]} */
  const layers = [];
  for (const layer of description.layers) {
    const all = [...layers, ...description.layers];
    layers.push(layer.name ? layer : { ...layer, name: freeName(all, layer.type) });
  }
  return { ...description, layers };
}

/** @param {OptionSchema} option */
function firstValue({ kind, min = 1, max = Number.POSITIVE_INFINITY }) {
  const wanted = kind === 'int' ? FIRST_COUNT : FIRST_EXTENT;
  return Math.min(Math.max(wanted, min), max);
}

/** Names of what a layer at this place can take. @param {Layer[]} layers @param {number} index */
export const sourcesAt = (layers, index) => [
  INPUT,
  ...layers.slice(0, index).map(({ name }) => String(name)),
];

/**
 * @param {Description} description
 * @param {number} index where the new layer will be
 * @param {LayerSchema} schema
 * @returns {Description}
 */
export function added(description, index, { type, inputs, options }) {
  const { layers } = description;
  const required = options.filter((option) => option.required);
  const sources = sourcesAt(layers, index);
  const many = sources.length < inputs.min ? [INPUT, ...sources] : sources;
  const layer = {
    type,
    name: freeName(layers, type),
    ...Object.fromEntries(required.map((option) => [option.name, firstValue(option)])),
    ...(inputs.min > 1 ? { inputs: many.slice(-inputs.min) } : {}),
  };
  return { ...description, layers: layers.toSpliced(index, 0, layer) };
}

/**
 * What took the layer takes what it took.
 *
 * @param {Description} description
 * @param {number} index
 * @returns {Description}
 */
export function removed(description, index) {
  const { layers } = description;
  const { name, inputs } = layers[index];
  const source = inputs?.[0] ?? sourcesAt(layers, index).at(-1) ?? INPUT;
  const rest = layers.toSpliced(index, 1);
  return { ...description, layers: rest.map((layer) => rewired(layer, name, source)) };
}

/** @param {Layer} layer @param {string | undefined} from @param {string} to @returns {Layer} */
function rewired(layer, from, to) {
  if (!from || !layer.inputs?.includes(from)) return layer;
  return { ...layer, inputs: layer.inputs.map((input) => (input === from ? to : input)) };
}

/** @param {Description} description @param {number} from @param {number} to @returns {Description} */
export function moved(description, from, to) {
  const { layers } = description;
  return { ...description, layers: layers.toSpliced(from, 1).toSpliced(to, 0, layers[from]) };
}

/** @param {Description} description @param {number} index @param {string} name @returns {Description} */
export function renamed(description, index, name) {
  const old = description.layers[index].name;
  const layers = description.layers.map((layer, i) =>
    rewired(i === index ? { ...layer, name } : layer, old, name),
  );
  return { ...description, layers };
}

/**
 * @param {Description} description
 * @param {number} index
 * @param {string[] | null} inputs null for the layer before
 * @returns {Description}
 */
export function withInputs(description, index, inputs) {
  const { inputs: _, ...layer } = description.layers[index];
  const wired = /** @type {Layer} */ (inputs ? { ...layer, inputs } : layer);
  return { ...description, layers: description.layers.with(index, wired) };
}

/**
 * @param {Description} description
 * @param {number} index
 * @param {OptionSchema} option
 * @param {unknown} value
 * @returns {Description}
 */
export function withOption(description, index, option, value) {
  const { layers } = description;
  return { ...description, layers: layers.with(index, withValue(layers[index], option, value)) };
}

/**
 * An object with another value for an option; the default is left out.
 *
 * @template {Record<string, unknown>} T
 * @param {T} object
 * @param {OptionSchema} option
 * @param {unknown} value
 * @returns {T}
 */
export function withValue(object, { name, required, default: usual }, value) {
  const copy = { ...object, [name]: value };
  if (!required && same(value, usual)) delete copy[name];
  return copy;
}

/** The loss with its options. @param {Description} description */
export const lossOf = ({ loss = 'CrossEntropyLoss' }) =>
  typeof loss === 'string' ? { type: loss } : loss;

/** The options of a layer that are written down. @param {Layer} layer */
export const writtenOptions = (layer) =>
  Object.entries(layer).filter(([name]) => !FRAME.includes(name));

/** @param {unknown} a @param {unknown} b */
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
