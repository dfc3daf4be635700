/**
 * Whether what was kept or sent is of the types that the page reckons with. Whether a network can be
 * built from it, the engine knows.
 */

/** @typedef {import('./types.js').Description} Description */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export const isRecord = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {unknown} value @returns {value is Description} */
export const isDescription = (value) =>
  isRecord(value) &&
  Array.isArray(value.input) &&
  Array.isArray(value.layers) &&
  value.layers.every(isRecord);

/** @param {unknown} value @returns {value is string} */
const isText = (value) => typeof value === 'string';

/** @param {Record<string, unknown>} layer with a name, as the editor gives one to each */
function isEditedLayer({ type, name, inputs = [], ...options }) {
  return (
    isText(type) &&
    isText(name) &&
    Array.isArray(inputs) &&
    inputs.every(isText) &&
    !Object.values(options).some(isRecord)
  );
}

/**
 * A description that the editor can show, be it one of a network or not.
 *
 * @param {unknown} value
 * @returns {value is Description}
 */
export function isEdited(value) {
  if (!isDescription(value)) return false;
  const { loss = '', init = '', layers } = value;
  const knownLoss = isText(loss) || (isRecord(loss) && isText(loss.type));
  return knownLoss && isText(init) && layers.every(isEditedLayer);
}
