/** Colours for what is drawn on a canvas, where a page sets none of the custom properties. */

/** For light and for dark surroundings. @type {Record<string, [string, string]>} */
const defaults = {
  '--conv-negative-soft': ['#58b0ad', '#23898a'],
  '--conv-negative': ['#0b5457', '#a5f2ea'],
  '--conv-zero': ['#eef2f0', '#1b2724'],
  '--conv-positive-soft': ['#f0905f', '#c7592a'],
  '--conv-positive': ['#9c2a08', '#ffd0ae'],
  '--conv-paper': ['#ffffff', '#070d0b'],
  '--conv-ink': ['#12211d', '#f3f7f5'],
  '--curve-train': ['#c43e16', '#ff8552'],
  '--curve-test': ['#0a7c7c', '#4ec9c4'],
  '--line': ['#d3dad7', '#273430'],
  '--text-soft': ['#55635e', '#9fafa8'],
};

/** @param {string} scheme the computed `color-scheme` */
function isDark(scheme) {
  if (!scheme.includes('dark')) return false;
  return !scheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches;
}

/**
 * @param {CSSStyleDeclaration} style computed, of the element
 * @param {string} name of a custom property
 */
export function colorNamed(style, name) {
  const [light, dark] = defaults[name] ?? defaults['--text-soft'];
  return style.getPropertyValue(name).trim() || (isDark(style.colorScheme) ? dark : light);
}

/** As CSS writes it, with the colour where a page sets none. @param {string} name */
export function colorVariable(name) {
  const [light, dark] = defaults[name] ?? defaults['--text-soft'];
  return `var(${name}, light-dark(${light}, ${dark}))`;
}
