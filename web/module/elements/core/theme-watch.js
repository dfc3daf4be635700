/**
 * Canvases take their colours from custom properties, but no event tells when those change. A page
 * changes them by a class or attribute on the root element or by the system's colour scheme.
 */

/** @type {Set<() => void>} */
const listeners = new Set();
let watching = false;

function notify() {
  for (const listener of listeners) listener();
}

function start() {
  watching = true;
  new MutationObserver(notify).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['class', 'data-theme'],
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', notify);
}

/**
 * @param {() => void} listener
 * @returns {() => void} stops watching
 */
export function onThemeChange(listener) {
  if (!watching) start();
  listeners.add(listener);
  return () => listeners.delete(listener);
}
