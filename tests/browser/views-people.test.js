import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violationsOn } from './support/axe.js';
import { phone, visit } from './support/browser.js';
import {
  drawStrokes,
  LONG,
  openPage,
  setField,
  waitForData,
  waitForState,
} from './support/page.js';
import { digits } from './support/shapes.js';
import { serveSite } from './support/site.js';

/** The views "Network editor", "Take apart", "Runs", "Judge" and "Your data" for everybody: languages, narrow screens, names, contrast. */

/** @type {import('./support/site.js').Site} */
let site;
/** @type {import('./support/browser.js').Visit} */
let visitor;

before(async () => {
  site = await serveSite();
  visitor = await visit({ ...phone, locale: 'zh-CN' });
  const { page } = visitor;
  await openPage(page, site.url);
  await waitForData(page);
  await drawStrokes(page, digits[7]);
  await page.locator('.label-chips [data-label="7"]').click();
  await page.locator('#tab-runs').click();
  await slowStep(page);
  assert.equal(await excessWidth(), 0, 'without the styles of views that were not opened yet');
  await page.locator('#tab-build').click();
  for (const row of ['flatten', 'conv2']) {
    await page.locator(`[data-layer="${row}"] .build-title`).click();
  }
  await page.locator('[data-layer="conv2"] [data-option="groups"] input').fill('5');
  await page.locator('.build .problem').first().waitFor();
  await page.locator('[data-layer="flatten"] .build-insert').click();
  await page.locator('#tab-judge').click();
  await page.locator('[data-cell="4-9"]').click({ timeout: LONG });
  await page.locator('judge-view').evaluate((view) => {
    // What is written matters here, not what is measured.
    /** @type {any} */ (view).judgement.sample = 64;
  });
  await page.locator('#measure').click();
  await page.locator('.shift td[data-shift="4,4"]').waitFor({ timeout: LONG });
  await twoRuns(page);
});

/** Pixels that the page is wider than the screen; a phone shows such a page smaller. */
const excessWidth = () =>
  visitor.page.evaluate(() => document.documentElement.scrollWidth - screen.width);

/** Headings of the table of a slow step that one has to scroll to, in whichever view it stands. */
const hiddenColumns = () =>
  visitor.page.locator('.wide:has(.phases):visible').evaluateAll((regions) =>
    regions.flatMap((region) => {
      const { right } = region.getBoundingClientRect();
      const headings = [...region.querySelectorAll('.phases thead th')];
      return headings
        .filter((heading) => heading.getBoundingClientRect().right > right + 0.5)
        .map(({ textContent }) => textContent);
    }),
  );

/** @param {import('./support/page.js').Page} page */
async function slowStep(page) {
  for (const phase of ['forward', 'backward', 'update']) {
    await page.locator(`[data-phase="${phase}"]:not([disabled])`).click({ timeout: LONG });
  }
}

/** Two short runs and a step in slow motion. @param {import('./support/page.js').Page} page */
async function twoRuns(page) {
  await page.locator('#tab-runs').click();
  await page.locator('.more-settings > summary').click();
  await setField(page, 'stopSteps', 12);
  for (let run = 0; run < 2; run++) {
    await page.locator('#start-random').click();
    await waitForState(page, ['idle']);
    await page.locator('#train').click();
    await page.locator('[data-notice="stopped"]').waitFor({ timeout: LONG });
    await page.locator('select[name="optimizer"]').selectOption('SGD');
  }
  await slowStep(page);
}

after(async () => {
  await visitor.endClean();
  await site.close();
});

/**
 * What each topic of a view shows when it has something to show.
 *
 * @type {Record<string, (page: import('./support/page.js').Page) => Promise<unknown>>}
 */
const topics = {
  async pixel(page) {
    const frame = page.locator('look-maps[data-layer="4"] .frame');
    await frame.focus();
    await page.keyboard.press('Enter');
    await page.locator('pixel-story .steps').waitFor();
  },
  why: (page) => page.locator('look-maps[data-heat="losses"]').waitFor({ timeout: LONG }),
  async wish(page) {
    if ((await page.locator('.exciting').count()) > 0) return;
    await page.locator('#search').click();
    await page.locator('.exciting li').first().waitFor({ timeout: LONG });
    await page.locator('#dream').click();
    await page.locator('#dream:not([disabled])').waitFor({ timeout: LONG });
  },
  health: (page) => page.locator('.health li').first().waitFor({ timeout: LONG }),
};

/** @param {string} view @param {string} [topic] */
async function open(view, topic) {
  const { page } = visitor;
  await page.locator(`#tab-${view}`).click();
  await page.locator(`#view-${view} h2`).waitFor();
  if (topic) {
    await page.locator(`label:has(> input[name="look-part"][value="${topic}"])`).click();
    await topics[topic](page);
  }
  const closed = page.locator(`#view-${view} details:not([open]) > summary`);
  while ((await closed.count()) > 0) await closed.first().click();
}

/** Texts, those in attributes as well, but not names out of descriptions. @param {string} view */
const textsOf = (view) =>
  visitor.page
    .locator(`#view-${view}`)
    .evaluate((root) =>
      [...root.querySelectorAll(':not([translate="no"])')].flatMap((element) => [
        ...Array.from(element.childNodes, (node) =>
          node.nodeType === 3 ? (node.textContent ?? '') : '',
        ),
        ...['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
      ]),
    );

const texts = {
  build: [
    '.explain',
    '.build-state',
    '.build-totals dt',
    '.build-title b',
    '.build-title small',
    '.build-figures dt',
    '.field.option small',
    '.problem',
    '.build-buttons .button:not(:disabled)',
  ],
  judge: [
    '.judge-figures dt',
    '.cell.strong.hit',
    '.cell.strong.miss',
    '.shift td.strong',
    '.explain',
    '.scores td',
    '.worst .said',
    '.worst small',
  ],
  'look pixel': [
    '.explain',
    '.type',
    '.chip.field',
    '.step p',
    '.step-list button',
    '.look-mode p',
  ],
  'look why': ['.verdict-line', '.heat figcaption', '.heat p', '.field-name'],
  'look wish': ['.explain', '.heat p', '.exciting .value', '.field-name b'],
  'look health': [
    '.verdict-line',
    '.histogram figcaption',
    '.histograms dt',
    '.chip',
    '.scores td',
  ],
  runs: [
    '.explain',
    '.verdict-line',
    '.phases td',
    '.phases small',
    '.phases thead th',
    '.phase-buttons .primary',
    '.phase-buttons .reached',
    '.phase-tensors figcaption',
    '.run-name small',
    '.run-name small b',
    '.run-list dt',
    '.run-actions .button:not(:disabled)',
    '.compare td',
    '.check',
  ],
  data: ['.set b', '.set small', '.import small', '.explain', '.class-row small', '.tuning small'],
};

/** The contrast of an element's text and what is behind it. @param {string} selector */
const contrastOf = (selector) =>
  visitor.page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
      /** Paints colours over each other. @param {string[]} colors */
      const luminance = (colors) => {
        if (!canvas) throw new Error('no canvas');
        for (const color of colors) {
          canvas.fillStyle = color;
          canvas.fillRect(0, 0, 1, 1);
        }
        const [r, g, b] = Array.from(canvas.getImageData(0, 0, 1, 1).data, (value) => {
          const share = value / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const grounds = [];
      for (let at = /** @type {Element | null} */ (element); at; at = at.parentElement) {
        grounds.unshift(getComputedStyle(at).backgroundColor);
      }
      const back = luminance(grounds);
      const front = luminance([...grounds, getComputedStyle(element).color]);
      return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    });

/** Whether a view that is chosen while its tab is out of sight brings it back. @param {string} view */
const isTabWhole = (view) =>
  visitor.page.locator(`#tab-${view}`).evaluate(async (tab) => {
    const row = /** @type {HTMLElement} */ (tab.parentElement);
    /** @type {HTMLElement} */ (row.firstElementChild).click();
    await new Promise(requestAnimationFrame);
    row.scrollLeft = 0;
    /** @type {HTMLElement} */ (tab).click();
    await new Promise(requestAnimationFrame);
    const { left, right } = tab.getBoundingClientRect();
    const inside = row.getBoundingClientRect();
    return left >= inside.left - 1 && right <= inside.right + 1;
  });

for (const [name, selectors] of Object.entries(texts)) {
  const [view, topic] = name.split(' ');

  test(`${name}: both languages are complete, and nothing scrolls sideways on a phone`, async () => {
    const { page } = visitor;
    await open(view, topic);
    assert.ok(await isTabWhole(view), 'the chosen tab is cut off');
    for (const language of ['zh', 'en']) {
      await page.locator(`label:has(> input[name="language"][value="${language}"])`).click();
      await page.evaluate(() => new Promise(requestAnimationFrame));
      const shown = await textsOf(view);
      const foreign = language === 'zh' ? /^(?!.*\p{Script=Han}).*[A-Za-z]{4}/u : /\p{Script=Han}/u;
      const wrong = shown.filter((text) => foreign.test(text.trim()) && !/MNIST/.test(text));
      assert.deepEqual(wrong, [], language);
      assert.deepEqual(
        shown.filter((text) => /\{\{|undefined|^(build|judge|look|own|classes|runs)\./.test(text)),
        [],
      );
      assert.equal(await excessWidth(), 0, language);
      const hidden = await hiddenColumns();
      assert.deepEqual(hidden, [], `${language}: all columns of a slow step are seen at once`);
    }
  });

  test(`${name}: axe finds nothing, every control has a name, and every text a contrast of 4.5`, async () => {
    const { page } = visitor;
    await open(view, topic);
    assert.deepEqual(await violationsOn(page), []);
    const client = await page.context().newCDPSession(page);
    const { nodes } = await client.send('Accessibility.getFullAXTree');
    const roles = ['button', 'combobox', 'radio', 'image', 'img', 'textbox', 'gridcell'];
    const nameless = nodes.filter(
      ({ ignored, role, name }) => !ignored && roles.includes(role?.value) && !name?.value,
    );
    assert.deepEqual(
      nameless.map(({ role }) => role?.value),
      [],
    );
    for (const scheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.waitForFunction(
        (theme) => document.documentElement.dataset.theme === theme,
        scheme,
      );
      for (const selector of selectors) {
        const contrast = await contrastOf(`#view-${view} ${selector}`);
        assert.ok(contrast >= 4.5, `${scheme} ${selector}: ${contrast.toFixed(2)}`);
      }
    }
  });
}
