import { html } from 'lit';

/**
 * A technical term where it first appears, with its name in the other language.
 *
 * @param {string} own
 * @param {string} other
 */
export function term(own, other) {
  const language = /\p{Script=Han}/u.test(other) ? 'zh-CN' : 'en';
  return html`<dfn>${own}</dfn> <span class="other" lang=${language}>${other}</span>`;
}
