import { greyOf, surface } from './pictures.js';

/** One picture as input: read from a file, with the reason when that cannot be done. */

/** @typedef {import('../state/types.js').Picture} Picture */

/** What the two ways of reading it get: as scaled, and fine enough to be centred like a drawing. */
const SIDE = 28;
const FINE = 280;

const MOST_BYTES = 30e6;

/** @param {string} reason name of a text @param {Record<string, unknown>} values @returns {never} */
function refuse(reason, values) {
  throw Object.assign(new Error(reason), { reason, values });
}

/** @param {File} file @returns {Promise<Picture>} */
export async function readPicture(file) {
  const { name, size, type } = file;
  if (size === 0) refuse('empty', { name });
  if (size > MOST_BYTES)
    refuse('large', { name, size: Math.round(size / 1e6), most: MOST_BYTES / 1e6 });
  if (type !== '' && !type.startsWith('image/')) refuse('kind', { name, type });
  const picture = await createImageBitmap(file).catch(() => refuse('damaged', { name }));
  try {
    const image = greyOf(surface(SIDE), picture);
    const ink = greyOf(surface(FINE), picture);
    if (ink.every((value) => value === ink[0])) refuse('blank', { name });
    return { name, image, ink, side: FINE, centred: true };
  } finally {
    picture.close();
  }
}
