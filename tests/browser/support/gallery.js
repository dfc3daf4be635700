import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { phone, visit } from './browser.js';
import { openPage } from './page.js';

/**
 * Pictures of the main states of the page, in both languages and appearances, wide and narrow.
 *
 * Each file of the folder `gallery` has `states`, one after another on one page that is opened afresh
 * for the file. A new file there is all that new pictures need.
 */

/** @typedef {import('./page.js').Page} Page */

/**
 * @typedef {object} State
 * @property {string} name of the picture; unlike any other
 * @property {(page: Page) => Promise<unknown>} prepare brings the page from the state before to this one
 * @property {boolean} [whole] the picture shows the whole page, not only what fits the window
 */

/**
 * @typedef {object} Chapter
 * @property {State[]} states
 * @property {string} [address] relative to that of the page, for instance `lessons.html`
 * @property {(page: Page, url: string) => Promise<unknown>} [open] if not as the playground is opened
 */

/** @returns {Promise<Chapter[]>} */
async function readChapters() {
  const folder = new URL('../gallery/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.js')).sort();
  return Promise.all(files.map((name) => import(new URL(name, folder).href)));
}

/** Pictures show what is drawn in the next frames. @param {Page} page */
function drawn(page) {
  return page.evaluate(async () => {
    for (let i = 0; i < 20; i++) await new Promise(requestAnimationFrame);
  });
}

/**
 * @param {string} url of the page
 * @param {string} folder for the pictures
 * @param {Chapter} chapter
 * @param {{device: string, locale: string, options: import('./browser.js').ContextOptions}} look
 */
async function takeChapter(url, folder, { states, address = '', open = openPage }, look) {
  const { device, locale, options } = look;
  const visitor = await visit(options);
  await open(visitor.page, new URL(address, url).href);
  /** @type {string[]} */
  const files = [];
  for (const { name, prepare, whole = false } of states) {
    await prepare(visitor.page);
    await drawn(visitor.page);
    const language = locale.slice(0, 2);
    const file = join(folder, `${device}-${options.colorScheme}-${language}-${name}.png`);
    await visitor.page.screenshot({ path: file, fullPage: whole });
    files.push(file);
  }
  await visitor.endClean();
  return files;
}

/** Every language, appearance and device. */
function looks() {
  return ['zh-CN', 'en-US'].flatMap((locale) =>
    /** @type {const} */ (['light', 'dark']).flatMap((colorScheme) =>
      Object.entries({ desktop: {}, phone }).map(([device, options]) => ({
        device,
        locale,
        options: { ...options, locale, colorScheme },
      })),
    ),
  );
}

/**
 * @param {string} url of the page
 * @param {string} folder for the pictures
 * @returns {Promise<string[]>} the files
 */
export async function takePictures(url, folder) {
  await mkdir(folder, { recursive: true });
  const chapters = await readChapters();
  /** @type {string[]} */
  const files = [];
  for (const look of looks()) {
    for (const chapter of chapters) {
      files.push(...(await takeChapter(url, folder, chapter, look)));
    }
  }
  return files;
}
