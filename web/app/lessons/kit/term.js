import { html } from 'lit';

/**
 * A technical term where it first appears, with its name in the other language.
 *
 * @param {string} own
 * @param {string} other
 */
export const term = (own, other) =>
  /\p{Script=Han}/u.test(other)
    ? html`<dfn>${own}</dfn> <span class="other" lang="zh-CN">${other}</span>`
    : html`<dfn>${own}</dfn><span class="other">（<span lang="en">${other}</span>）</span>`;
