import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violationsOn } from './support/axe.js';
import { phone, startPreview, visit } from './support/browser.js';
import {
  drawStrokes,
  openPage,
  pixelsOf,
  readPrediction,
  waitForData,
  waitForState,
  waitForStep,
} from './support/page.js';
import { digits } from './support/shapes.js';
import { serveSite } from './support/site.js';

/** Languages, appearance, narrow screens, assistive technology, other hosts. */

/** @typedef {import('./support/page.js').Page} Page */

/** @type {{url: string, close: () => Promise<void>}} */
let site;

before(async () => {
  site = await startPreview();
});

after(() => site.close());

/**
 * All text of the page, in shadow trees and attributes as well.
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
function allText(page) {
  return page.evaluate(() => {
    const spoken = ['aria-label', 'title', 'aria-description', 'alt'];
    /** @param {Element} element */
    const ownText = (element) => [
      ...Array.from(element.childNodes, (child) =>
        child.nodeType === Node.TEXT_NODE ? (child.textContent ?? '') : '',
      ),
      ...spoken.map((name) => element.getAttribute(name) ?? ''),
    ];
    const silent = ['STYLE', 'SCRIPT', 'NOSCRIPT'];
    return /** @type {any} */ (globalThis)
      .everyElement()
      .filter((/** @type {Element} */ { tagName }) => !silent.includes(tagName))
      .flatMap(ownText)
      .map((/** @type {string} */ text) => text.trim())
      .filter(Boolean);
  });
}

/** Gives the page a function that lists its elements, those in shadow trees as well. */
const everyElement = () => {
  /** @param {Document | ShadowRoot} root @returns {Element[]} */
  const below = (root) =>
    [...root.querySelectorAll('*')].flatMap((element) =>
      element.shadowRoot ? [element, ...below(element.shadowRoot)] : [element],
    );
  Object.assign(globalThis, { everyElement: () => below(document) });
};

/** Opens everything that can be opened. @param {Page} page */
async function openAll(page) {
  const closed = page.locator('details:not([open]) > summary');
  while ((await closed.count()) > 0) {
    await closed.first().evaluate((element) => /** @type {HTMLElement} */ (element).click());
  }
}

/** @param {Page} page */
async function useEverything(page) {
  await drawStrokes(page, digits[3]);
  await waitForData(page);
  await page.locator('#start-random').click();
  await page.locator('#train').click();
  await waitForStep(page, 10);
  await page.locator('#train').click();
  await waitForState(page, ['paused']);
  await openAll(page);
  await page.evaluate(() => new Promise(requestAnimationFrame));
}

/** @param {Page} page @param {'zh' | 'en'} language */
async function choose(page, language) {
  await page.locator(`label:has(> input[name="language"][value="${language}"])`).click();
}

const keyName = /^[a-z]+\.[A-Za-z_.]+[a-z]$|\{\{|undefined|\[object/;

test('Chinese and English: complete, switchable, remembered', async () => {
  const visitor = await visit({ locale: 'zh-CN' });
  const { page } = visitor;
  await page.addInitScript(everyElement);
  await openPage(page, site.url);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
  await useEverything(page);

  const chinese = await allText(page);
  assert.deepEqual(
    chinese.filter((text) => keyName.test(text)),
    [],
  );
  const names = /^(convscope|English|SGD|RMSprop|AdamW?|MNIST|[a-z]+\d*|ReLU.*)$/;
  const untranslated = chinese.filter(
    (text) => /[A-Za-z]{2}/.test(text) && !/\p{Script=Han}/u.test(text) && !names.test(text),
  );
  assert.deepEqual(untranslated, []);
  assert.match(await page.title(), /卷积/);

  await choose(page, 'en');
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await page.waitForFunction(() =>
    document.querySelector('#train')?.textContent?.includes('Resume'),
  );
  await page.evaluate(() => new Promise(requestAnimationFrame));
  const english = await allText(page);
  assert.deepEqual(
    english.filter((text) => keyName.test(text)),
    [],
  );
  const left = english.filter((text) => /\p{Script=Han}/u.test(text) && text !== '中文');
  assert.deepEqual(left, []);
  assert.match(await page.title(), /convolutional network/);

  await page.reload();
  await openPage(page, site.url);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await visitor.endClean();
});

test('a browser in another language gets English', async () => {
  const visitor = await visit({ locale: 'fr-FR' });
  await openPage(visitor.page, site.url);
  assert.equal(await visitor.page.evaluate(() => document.documentElement.lang), 'en');
  await visitor.endClean();
});

/** @param {Page} page @param {string} selector */
function contrastOf(page, selector) {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      /** @param {string} color */
      const luminance = (color) => {
        const [r, g, b] = (color.match(/[\d.]+/g) ?? []).map((value) => {
          const share = Number(value) / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      /** @type {Element | null} */
      let ground = element;
      const backgroundOf = (/** @type {Element} */ node) => getComputedStyle(node).backgroundColor;
      while (ground && /, 0\)$|transparent/.test(backgroundOf(ground))) {
        const root = ground.getRootNode();
        ground = ground.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
      }
      const back = luminance(backgroundOf(ground ?? document.documentElement));
      const front = luminance(getComputedStyle(element).color);
      return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    });
}

const texts = [
  '.tagline',
  '#train',
  '#start-random',
  '.certainty',
  '.figures dt',
  '.network-summary',
  '.chip',
  '.data',
  '.field-name',
  'conv-layer .type',
  'conv-layer .count',
  'conv-layer summary',
  'conv-predictions .percent',
  'conv-chart figcaption',
  '.segments input:not(:checked) + span',
  '.reading figcaption',
];

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`${scheme}: follows the system, and every text has a contrast of 4.5`, async () => {
    const visitor = await visit({ colorScheme: scheme });
    const { page } = visitor;
    await openPage(page, site.url);
    await waitForData(page);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), scheme);
    for (const selector of texts) {
      const contrast = await contrastOf(page, selector);
      assert.ok(contrast >= 4.5, `${selector}: ${contrast.toFixed(2)}`);
    }
    await visitor.endClean();
  });
}

test('the appearance is switchable and remembered, and the maps change with it', async () => {
  const visitor = await visit();
  const { page } = visitor;
  await openPage(page, site.url);
  await drawStrokes(page, digits[0]);
  const maps = page.locator('conv-layer conv-feature-maps canvas').first();
  const corner = () => pixelsOf(maps, { left: 1, top: 1, width: 1, height: 1 });
  const light = await corner();
  assert.ok(Math.min(...light) > 150, `${light}`);
  await page.locator('label:has(> input[name="theme"][value="dark"])').click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.evaluate(async () => {
    for (let i = 0; i < 10; i++) await new Promise(requestAnimationFrame);
  });
  const dark = await corner();
  assert.ok(Math.max(...dark.slice(0, 3)) < 90 && dark[3] === 255, `${dark}`);
  await page.reload();
  await openPage(page, site.url);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.locator('label:has(> input[name="theme"][value="system"])').click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await visitor.endClean();
});

/** @type {[string, import('./support/browser.js').ContextOptions, number[]][]} */
const SCREENS = [
  ['a phone', phone, [390]],
  ['wider screens', {}, [760, 1024, 1440]],
];
for (const [screen, options, widths] of SCREENS) {
  test(`no sideways scrolling on ${screen}, also with everything open`, async () => {
    const visitor = await visit({ ...options, locale: 'zh-CN' });
    const { page } = visitor;
    await openPage(page, site.url);
    await useEverything(page);
    for (const language of /** @type {const} */ (['zh', 'en'])) {
      await choose(page, language);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate(() => new Promise(requestAnimationFrame));
        // A phone shows a page that is too wide smaller, and then says that it is wider itself.
        const excess = await page.evaluate((screen) => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - Math.min(clientWidth, screen);
        }, width);
        assert.equal(excess, 0, `${language}, ${width} px`);
      }
    }
    await visitor.endClean();
  });
}

test('on a phone the reading stays in view and the links lead to the parts', async () => {
  const visitor = await visit(phone);
  const { page } = visitor;
  await openPage(page, site.url);
  await drawStrokes(page, digits[1]);
  await page.locator('read-glance a', { hasText: 'Network' }).click();
  await page.waitForFunction(() => {
    const top = document.querySelector('network-panel')?.getBoundingClientRect().top ?? 1e9;
    return top < 200;
  });
  const glance = page.locator('read-glance');
  const box = await glance.boundingBox();
  assert.ok(box && box.y >= 0 && box.y < 10, JSON.stringify(box));
  const shown = await glance.locator('b').innerText();
  assert.equal(shown, String((await readPrediction(page))?.digit));
  await visitor.endClean();
});

test('axe finds nothing with everything open, and every control and every picture has a name', async () => {
  const visitor = await visit();
  const { page } = visitor;
  await page.addInitScript(everyElement);
  await openPage(page, site.url);
  await useEverything(page);
  assert.deepEqual(await violationsOn(page), []);
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send('Accessibility.getFullAXTree');
  const roles = ['button', 'checkbox', 'combobox', 'img', 'image', 'link', 'listbox', 'radio'];
  const named = [...roles, 'slider', 'spinbutton', 'textbox', 'group', 'application', 'region'];
  const shown = nodes.filter(({ ignored, role }) => !ignored && named.includes(role?.value));
  const nameless = shown
    .filter(({ name, role }) => !name?.value && role?.value !== 'group')
    .map(({ role, backendDOMNodeId }) => `${role?.value} ${backendDOMNodeId}`);
  assert.deepEqual(nameless, []);
  assert.ok(shown.length > 60, `${shown.length} named things`);

  const canvases = await page.evaluate(() => {
    const all = /** @type {any} */ (globalThis)
      .everyElement()
      .filter((/** @type {Element} */ { tagName }) => tagName === 'CANVAS');
    const nameless = all.filter((/** @type {Element} */ canvas) => {
      const picture = canvas.closest('[role="img"][aria-label]:not([aria-label=""])');
      return !picture && !canvas.closest('[aria-hidden="true"]');
    });
    const outer = nameless.map((/** @type {Element} */ canvas) => canvas.outerHTML);
    return { count: all.length, nameless: outer };
  });
  assert.deepEqual(canvases.nameless, []);
  assert.ok(canvases.count > 30, `${canvases.count} canvases`);
  const inline = await page.evaluate(async () => (await fetch('./')).text());
  assert.ok(!/ style=/.test(inline), 'no inline styles in the document');
  await visitor.endClean();
});

test('the keyboard reaches every control, and the focus can be seen', async () => {
  const visitor = await visit();
  const { page } = visitor;
  await openPage(page, site.url);
  await waitForData(page);
  const reached = new Set();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      if (!element || element === document.body) return null;
      const ring = element.matches('.segments input') ? element.nextElementSibling : element;
      return {
        name: element.id || element.getAttribute('name') || element.className,
        outline: getComputedStyle(/** @type {Element} */ (ring)).outlineStyle,
      };
    });
    if (!focus) break;
    assert.notEqual(focus.outline, 'none', `${focus.name} shows its focus`);
    reached.add(focus.name);
  }
  for (const name of [
    'language',
    'theme',
    'source',
    'surface',
    'train',
    'step',
    'start-random',
    'start-pretrained',
    'seed',
    'learningRate',
    'learningRateSlider',
    'schedule',
    'optimizer',
    'epochs',
    'batchSize',
  ]) {
    assert.ok(reached.has(name), `${name} among ${[...reached]}`);
  }
  await visitor.endClean();
});

for (const [name, options] of Object.entries({
  'a host without isolation headers': { isolated: false },
  'a sub-folder of a host': { folder: '/some/where/', isolated: false },
})) {
  test(`${name}: draws, reads and trains`, async () => {
    const host = await serveSite(options);
    const visitor = await visit();
    const { page } = visitor;
    await openPage(page, host.url);
    await drawStrokes(page, digits[7]);
    assert.equal((await readPrediction(page))?.digit, 7);
    await page.locator('#start-random').click();
    await page.locator('#train').click();
    await waitForStep(page, 20);
    assert.deepEqual(
      host.requests.filter((path) => !path.startsWith(options.folder ?? '/')),
      [],
    );
    await visitor.endClean();
    await host.close();
  });
}

test('all is served by the page itself', async () => {
  const visitor = await visit();
  /** @type {string[]} */
  const foreign = [];
  visitor.context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(site.url) && !/^(data|blob):/.test(url)) foreign.push(url);
  });
  await openPage(visitor.page, site.url);
  await waitForData(visitor.page);
  assert.deepEqual(foreign, []);
  await visitor.endClean();
});
