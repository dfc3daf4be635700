import { html } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import temml from 'temml';

/** Formulas as MathML, which browsers typeset themselves. */

/** @type {Map<string, string>} */
const made = new Map();

/** @param {string} tex @param {boolean} displayMode */
function toMathMl(tex, displayMode) {
  const key = `${displayMode}${tex}`;
  const known = made.get(key);
  if (known) return known;
  const text = temml.renderToString(tex, { displayMode, throwOnError: true });
  made.set(key, text);
  return text;
}

/**
 * A formula on a line of its own.
 *
 * @param {string} tex
 * @param {string} words the formula as one reads it out
 */
export const formula = (tex, words) => html`<span class="formula" role="math" aria-label=${words}
  >${unsafeHTML(toMathMl(tex, true))}</span
>`;

/** A formula within a line. @param {string} tex */
export const math = (tex) => unsafeHTML(toMathMl(tex, false));
