/** The course: a lesson is a folder and a line in this list. */

const folders = [
  '00-fully-connected',
  '01-typical',
  '02-convolution',
  '03-padding',
  '04-stride',
  '05-receptive-field',
  '06-channels',
  '07-counting',
  '08-kernels',
  '09-pooling',
  '10-relu-sigmoid',
  '11-batch-norm',
  '12-dropout',
];

/**
 * What the index says about a lesson, in `about.json` of its folder.
 *
 * @typedef {object} About
 * @property {Record<'en' | 'zh', string>} title
 * @property {Record<'en' | 'zh', string>} summary one sentence
 */

/**
 * @typedef {object} Entry
 * @property {string} id the name of its folder without the number, and its address after the #
 * @property {number} number
 * @property {About} about
 * @property {() => Promise<import('./kit/lesson.js').Lesson>} load
 */

/** @type {Record<string, About>} */
const abouts = import.meta.glob('./*/about.json', { eager: true, import: 'default' });

/** @type {Record<string, () => Promise<any>>} */
const modules = import.meta.glob('./*/lesson.js', { import: 'default' });

/** @param {string} folder @returns {Entry} */
const entryOf = (folder) => ({
  id: folder.slice(3),
  number: Number(folder.slice(0, 2)),
  about: abouts[`./${folder}/about.json`],
  load: modules[`./${folder}/lesson.js`],
});

export const lessons = folders.map(entryOf);

/** @param {string} id @returns {Entry | undefined} */
export const findLesson = (id) => lessons.find((lesson) => lesson.id === id);
