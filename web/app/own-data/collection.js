/** Labelled images of one's own: all changes make a new collection, so that the last one can return. */

export const SIDE = 28;
export const SIZE = SIDE * SIDE;
export const FEWEST_CLASSES = 2;
export const MOST_CLASSES = 20;

/** Every so many-th image of a class is kept for the test. */
const TEST_EVERY = 5;

/**
 * @typedef {object} Collection
 * @property {string} id 'mnist' and 'fashion' hold drawings for the classes of these
 * @property {string} title
 * @property {string[]} classes
 * @property {Uint8Array} pixels 28 x 28 each, one after another
 * @property {Uint8Array} labels
 * @property {{pixels: Uint8Array, labels: Uint8Array} | null} test images that came as a test set
 */

/** @typedef {{pixels: Uint8Array, labels: Uint8Array}} Labelled */

/** @param {string} id @param {string} title @param {string[]} classes @returns {Collection} */
export const emptyCollection = (id, title, classes) => ({
  id,
  title,
  classes,
  pixels: new Uint8Array(0),
  labels: new Uint8Array(0),
  test: null,
});

/** @param {Uint8Array} first @param {Uint8Array} second */
function joined(first, second) {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** @param {Labelled} images @param {number} index */
export const imageAt = ({ pixels }, index) => pixels.subarray(index * SIZE, (index + 1) * SIZE);

/** @param {Collection} collection @param {Uint8Array} image @param {number} label @returns {Collection} */
export const withImage = (collection, image, label) => ({
  ...collection,
  pixels: joined(collection.pixels, image),
  labels: joined(collection.labels, Uint8Array.of(label)),
});

/** @param {Labelled} images @param {number[]} indices @returns {Labelled} */
export function chosen(images, indices) {
  const pixels = new Uint8Array(indices.length * SIZE);
  for (const [place, index] of indices.entries()) pixels.set(imageAt(images, index), place * SIZE);
  return { pixels, labels: Uint8Array.from(indices, (index) => images.labels[index]) };
}

/** @param {Collection} collection @param {number} index @returns {Collection} */
export const withoutImage = (collection, index) => ({
  ...collection,
  ...chosen(
    collection,
    Array.from(collection.labels.keys()).filter((other) => other !== index),
  ),
});

/** @param {Collection} collection @param {number} index @param {number} label @returns {Collection} */
export const relabelled = (collection, index, label) => ({
  ...collection,
  labels: collection.labels.map((old, at) => (at === index ? label : old)),
});

/** @param {Collection} collection @param {number} label @returns {number[]} indices */
export const ofClass = ({ labels }, label) =>
  Array.from(labels.keys()).filter((index) => labels[index] === label);

/**
 * What is learnt from and what is judged by: the test set that came along, or every fifth image of
 * a class.
 *
 * @param {Collection} collection
 * @returns {{train: Labelled, test: Labelled | null}}
 */
export function split(collection) {
  if (collection.test) return { train: collection, test: collection.test };
  /** @type {number[]} */
  const seen = new Array(collection.classes.length).fill(0);
  const isTest = Array.from(collection.labels, (label) => {
    seen[label] += 1;
    return seen[label] % TEST_EVERY === 0;
  });
  const indices = [...isTest.keys()];
  const test = indices.filter((index) => isTest[index]);
  const train = indices.filter((index) => !isTest[index]);
  return {
    train: chosen(collection, train),
    test: test.length > 0 ? chosen(collection, test) : null,
  };
}

/** An epoch of a few drawings shows each of them often, varied every time. */
const EPOCH = 3000;

/** @param {Labelled} images @returns {Labelled & {repeat: number}} */
export function repeated({ pixels, labels }) {
  const repeat = Math.max(1, Math.round(EPOCH / Math.max(1, labels.length)));
  const all = {
    pixels: new Uint8Array(pixels.length * repeat),
    labels: new Uint8Array(labels.length * repeat),
  };
  for (let n = 0; n < repeat; n++) {
    all.pixels.set(pixels, n * pixels.length);
    all.labels.set(labels, n * labels.length);
  }
  return { ...all, repeat };
}
