/** A visitor of the lessons. All tests of a process share one browser. */

import { after, before } from 'node:test';
import { fromFragment } from '../../../web/app/share/link.js';
import { startPreview, visit } from './browser.js';

/** @typedef {import('playwright-core').Page} Page */

/** @type {Awaited<ReturnType<typeof startPreview>>} */
let site;
/** @type {import('./browser.js').Visit} */
let visitor;

before(async () => {
  site = await startPreview();
  visitor = await visit();
});

after(async () => {
  await visitor.endClean();
  await site.close();
});

/**
 * Opens a lesson with its lab, as on the first visit.
 *
 * @param {string} id
 * @returns {Promise<Page>}
 */
export async function openLesson(id) {
  const { page } = visitor;
  await page.goto(`${site.url}lessons.html`);
  await page.evaluate(() => localStorage.removeItem('convscope.lessons'));
  await page.evaluate((hash) => {
    location.hash = hash;
  }, id);
  await page.locator('.lesson-skip button').click();
  await page.waitForFunction(() => {
    const lab = /** @type {any} */ (document.querySelector('.lesson-part.lab > :nth-child(3)'));
    return lab?.networks && lab.childElementCount > 0;
  });
  return page;
}

/** What the link of the lesson would open the playground with. */
export async function linkedState() {
  const link = visitor.page.locator('#to-playground');
  const found = fromFragment(
    new URL(await link.evaluate((a) => /** @type {HTMLAnchorElement} */ (a).href)).hash,
  );
  if (!found || 'problem' in found) throw new Error('the link leads to no network');
  return found.state;
}

/** @returns {Page} the page as it is */
export const presentPage = () => visitor.page;

/** The address of the site. */
export const siteUrl = () => site.url;

/**
 * The numbers that a grid shows, row by row, as they are written in its cells.
 *
 * @param {string} name `data-grid` of the grid
 * @returns {Promise<number[][]>}
 */
export async function readGrid(name) {
  const grid = visitor.page.locator(`conv-grid[data-grid="${name}"]`);
  await grid.evaluate((element) => /** @type {any} */ (element).updateComplete);
  return grid.locator('tr').evaluateAll((rows) =>
    rows.map((row) =>
      Array.from(row.querySelectorAll('td'), (cell) => {
        const text = cell.querySelector('input')?.value ?? cell.textContent ?? '';
        return text.trim() === '' ? Number.NaN : Number(text.replace('−', '-'));
      }),
    ),
  );
}

/**
 * Writes a number into a cell of an editable grid.
 *
 * @param {string} name `data-grid` of the grid
 * @param {number} y
 * @param {number} x
 * @param {number | string} number
 */
export function writeCell(name, y, x, number) {
  const cell = `conv-grid[data-grid="${name}"] [data-cell="${y},${x}"]`;
  return visitor.page.locator(cell).fill(String(number));
}

/** One of a few that are all in sight; the radio buttons lie under their labels. @param {string} name @param {string} value */
export const chooseSegment = (name, value) =>
  visitor.page.locator(`label:has(> input[name="${name}"][value="${value}"])`).click();

/** The text of what has this name, in one line. @param {string} name `data-figure` */
export async function readFigure(name) {
  const text = await visitor.page.locator(`[data-figure="${name}"]`).innerText();
  return text.replaceAll('−', '-').replace(/\s+/g, ' ').trim();
}

/** The values behind a row of dots. @param {string} row @returns {Promise<number[]>} */
export async function readValues(row) {
  const values = await visitor.page.locator(`[data-row="${row}"]`).getAttribute('data-values');
  return JSON.parse(String(values));
}

/**
 * Trains every variant from one seed and waits for the end.
 *
 * @param {string} [part] of the lab, if several of its parts train
 */
export async function trainOnce(part = '.lesson-part.lab') {
  const inPart = visitor.page.locator(part);
  await inPart.locator('button.train-once').click();
  await inPart.locator('button.train-stop:enabled').waitFor();
  await inPart.locator('button.train-once:enabled').waitFor({ timeout: 120_000 });
}
