import { readdir } from 'node:fs/promises';
import { inRepo } from '../../../scripts/lib/paths.js';

/** The course: its list, and every lesson with its lab open. */

/** @typedef {import('../support/page.js').Page} Page */

const folders = (await readdir(inRepo('web', 'app', 'lessons'))).filter((name) =>
  /^\d\d-/.test(name),
);

/** What is out of sight is not drawn. @param {Page} page */
function lookThrough(page) {
  return page.evaluate(async () => {
    for (let top = 0; top < document.body.scrollHeight; top += innerHeight / 2) {
      scrollTo({ top, behavior: 'instant' });
      await new Promise(requestAnimationFrame);
    }
    scrollTo({ top: 0, behavior: 'instant' });
  });
}

export const address = 'lessons.html';

/** @param {Page} page @param {string} url */
export async function open(page, url) {
  await page.goto(url);
  await page.locator('.lessons-index').waitFor();
}

/** @type {import('../support/gallery.js').State[]} */
export const states = [
  { name: 'lessons', prepare: async () => undefined },
  ...folders.sort().map((folder) => ({
    name: `lesson-${folder}`,
    whole: true,
    /** @param {Page} page */
    async prepare(page) {
      await page.evaluate((id) => {
        location.hash = id;
      }, folder.slice(3));
      await page.locator('.lesson-skip button').click();
      await page.waitForFunction(() => {
        const lab = /** @type {any} */ (document.querySelector('.lesson-part.lab > :nth-child(3)'));
        return lab?.networks && lab.childElementCount > 0;
      });
      await lookThrough(page);
    },
  })),
];
