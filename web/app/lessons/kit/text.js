import { html as template } from 'lit';

/** Lit recognises a template by the identity of its strings. @type {WeakMap<TemplateStringsArray, TemplateStringsArray>} */
const joined = new WeakMap();

/** @param {string} text */
const join = (text) => text.replace(/(\d)\s+×\s+(?=\d)/g, '$1\u00a0×\u00a0');

/** @param {TemplateStringsArray} strings */
function joinedOf(strings) {
  const known = joined.get(strings);
  if (known) return known;
  const made = Object.assign(strings.map(join), { raw: strings.raw });
  joined.set(strings, made);
  return made;
}

/**
 * Running text: a size such as 3 × 3 stays on one line.
 *
 * @param {TemplateStringsArray} strings
 * @param {unknown[]} values
 */
export const html = (strings, ...values) => template(joinedOf(strings), ...values);
