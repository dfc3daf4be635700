/**
 * Everything that can be set, as the engine's own sources say it: what forms, checks and
 * documentation are made from. The engine itself goes by the same rules and carries no texts.
 */

export { layers, losses, training } from './wasm/schemas.js';

/**
 * @typedef {object} OptionSchema
 * @property {string} name
 * @property {'int' | 'float' | 'bool' | 'pair' | 'enum' | 'padding' | 'axes' | 'list'} kind
 * @property {boolean} required
 * @property {unknown} [default]
 * @property {number} [min]
 * @property {number} [max]
 * @property {boolean} [maxExcluded] the value must stay below max
 * @property {string[]} [values]
 * @property {{en: string, zh: string}} doc
 */

/**
 * @typedef {object} LayerSchema
 * @property {string} type
 * @property {{en: string, zh: string}} doc
 * @property {string} formula in TeX
 * @property {string} size equation of the output's size, in TeX; may be empty
 * @property {string} source where the formula comes from
 * @property {{min: number, max: number}} inputs how many it takes
 * @property {OptionSchema[]} options
 */
