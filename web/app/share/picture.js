import { domToBlob } from 'modern-screenshot';

/** A view as a picture: text, drawings and canvases as they are on the page, also what is out of sight. */

/** @typedef {import('../state/inside.js').Inside} Inside */
/** @typedef {HTMLElement & {see: (visible: boolean) => void, visible: boolean}} Seen */

/** Pixels a side that every browser's canvas can have. */
const LARGEST = 16_000;
const FINEST = 2;

/** Frames that drawing takes at most, a few milliseconds each. */
const MOST_FRAMES = 300;

/**
 * @param {HTMLElement} view
 * @param {Inside | null} inside which feeds the layers
 * @returns {Promise<Blob>} a PNG
 */
export async function pictureOf(view, inside) {
  const hideAgain = await showAll(view, inside);
  try {
    const scale = Math.min(FINEST, LARGEST / view.scrollHeight, LARGEST / view.scrollWidth);
    const backgroundColor = getComputedStyle(document.documentElement).getPropertyValue('--ground');
    // Fonts are those of the system, and asking for embedded ones needs inline styles.
    return await domToBlob(view, { type: 'image/png', scale, backgroundColor, font: false });
  } finally {
    hideAgain();
  }
}

/**
 * Only what is on screen is drawn; for a picture it is everything.
 *
 * @param {HTMLElement} view
 * @param {Inside | null} inside
 * @returns {Promise<() => void>} ends it
 */
async function showAll(view, inside) {
  const canvases = seenBelow(view).filter(({ visible }) => !visible);
  const layers = [...(inside?.views ?? [])]
    .filter(([index, layer]) => view.contains(layer) && !inside?.visible.has(index))
    .map(([index]) => index);
  for (const canvas of canvases) canvas.see(true);
  for (const index of layers) inside?.see(index, true);
  for (let frame = 0; frame < MOST_FRAMES; frame++) {
    await new Promise(requestAnimationFrame);
    const waiting = inside?.requests.busy || frame < 3 + canvases.length / 4;
    if (!waiting) break;
  }
  return () => {
    for (const canvas of canvases) canvas.see(false);
    for (const index of layers) inside?.see(index, false);
  };
}

/** Elements that draw when they are seen, in all shadow trees. @param {ParentNode} root @returns {Seen[]} */
function seenBelow(root) {
  return [...root.querySelectorAll('*')].flatMap((element) => [
    ...('see' in element ? [/** @type {Seen} */ (element)] : []),
    ...(element.shadowRoot ? seenBelow(element.shadowRoot) : []),
  ]);
}
