import { recall, remember } from './state/storage.js';

/** @typedef {'system' | 'light' | 'dark'} Theme */

const dark = matchMedia('(prefers-color-scheme: dark)');

/** @type {Theme} */
let chosen = 'system';

function apply() {
  const shown = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
  document.documentElement.dataset.theme = shown;
  const color = getComputedStyle(document.documentElement).getPropertyValue('--surface').trim();
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', color);
}

export function startTheme() {
  const kept = recall('theme');
  chosen = kept === 'light' || kept === 'dark' ? kept : 'system';
  dark.addEventListener('change', apply);
  apply();
}

export const currentTheme = () => chosen;

/** @param {Theme} theme */
export function chooseTheme(theme) {
  chosen = theme;
  remember('theme', theme);
  apply();
}
