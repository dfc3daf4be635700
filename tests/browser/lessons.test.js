import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { filesBelow } from '../../scripts/lib/files.js';
import { inRepo } from '../../scripts/lib/paths.js';
import { labEngine } from '../../web/app/lessons/kit/engine.js';
import { linkedState, openLesson, presentPage, siteUrl } from './support/lesson.js';

/** What all lessons have in common; then the tests in the folders of the lessons. */

/** @param {string} name */
const inQuestion = (name) => presentPage().locator(`.lesson-part.question ${name}`);

test('the lab waits for a prediction, which is kept and judged', async () => {
  const page = await openLesson('convolution');
  await inQuestion('.choice').nth(2).click();
  assert.equal(await inQuestion('.choice').nth(2).getAttribute('aria-pressed'), 'true');
  assert.match(await page.locator('.lesson-verdict').innerText(), /11/);
  await page.reload();
  await page.locator('.lesson-verdict').waitFor();
  assert.equal(await inQuestion('.choice').nth(2).getAttribute('aria-pressed'), 'true');
  await page.evaluate(() => localStorage.removeItem('convscope.lessons'));
  await page.reload();
  await inQuestion('.choice').first().waitFor();
  assert.equal(await page.locator('.lesson-part.lab').isVisible(), false);
  await inQuestion('.choice').nth(1).click();
  assert.ok(await page.locator('.lesson-part.lab').isVisible());
  const focused = page.evaluate(() => document.activeElement?.id);
  assert.equal(await focused, 'lab-title');
});

test('right answers finish a lesson, and the list knows it', async () => {
  const page = await openLesson('convolution');
  const questions = await page.locator('.lesson-part.check choice-question').all();
  for (const question of questions) {
    await question.locator('.choice').first().click();
    assert.notEqual(await question.locator('.choice-why').innerText(), '');
  }
  assert.equal(await page.locator('.lesson-done').count(), 0, 'not all of them are right');
  for (const question of questions) {
    const choices = await question.locator('.choice').all();
    for (const choice of choices) {
      await choice.click();
      if (await question.locator('.choice.right').count()) break;
    }
  }
  await page.locator('.lesson-done').waitFor();
  await page.goto(`${siteUrl()}lessons.html`);
  await page.locator('.lessons-index li[data-state="done"]').waitFor();
});

test('every lab goes on in the playground, with a network that can be built, and fits a phone', async () => {
  const page = await openLesson('convolution');
  const engine = await labEngine();
  const links = page.locator('.lessons-nav ol a');
  const addresses = await links.evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
  assert.equal(addresses.length, 13);
  const wide = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  for (const address of addresses) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, address);
    const current = page.locator(`.lessons-nav a[href="${address}"][aria-current="page"]`);
    await current.waitFor({ state: 'attached' });
    await page.locator('#to-playground[href*="#network="]').waitFor({ state: 'attached' });
    const { description, training } = await linkedState();
    const network = engine.createNetwork(description);
    assert.ok(network.info.parameterCount > 0);
    network.dispose();
    assert.ok(training?.optimizer && training.learningRate, 'not as the lesson before had it');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${address} is ${width} wide`);
  }
  if (wide) await page.setViewportSize(wide);
});

/**
 * Enabled buttons, each with the names of the groups and tables that it stands in: a cell is told
 * apart by its table, an answer by its question.
 *
 * @param {import('playwright-core').CDPSession} client
 */
async function namedButtons(client) {
  const { nodes } = await client.send('Accessibility.getFullAXTree');
  const nameOf = (/** @type {(typeof nodes)[number]} */ { name }) => String(name?.value ?? '');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  /** @param {string | undefined} id @returns {string[]} */
  function framesAt(id) {
    const node = id ? byId.get(id) : undefined;
    if (!node) return [];
    const isFrame = ['group', 'table', 'radiogroup'].includes(node.role?.value);
    return [...framesAt(node.parentId), ...(isFrame ? [nameOf(node)] : [])];
  }
  const isOff = (/** @type {(typeof nodes)[number]} */ { properties = [] }) =>
    properties.some(({ name, value }) => name === 'disabled' && value.value);
  return nodes
    .filter((node) => !node.ignored && node.role?.value === 'button' && !isOff(node))
    .map((node) => [...framesAt(node.parentId), nameOf(node)].join(' / '));
}

for (const [language, word] of [
  ['en', 'Train'],
  ['zh', '训练'],
]) {
  test(`all buttons of a lesson can be told apart by their names (${language})`, async () => {
    const page = await openLesson('convolution');
    const before = await page.evaluate(() => localStorage.getItem('convscope.language'));
    await page.evaluate(
      (value) => localStorage.setItem('convscope.language', value),
      `"${language}"`,
    );
    const links = page.locator('.lessons-nav ol a');
    const lessons = await links.evaluateAll((all) =>
      all.map((a) => String(a.getAttribute('href')).slice(1)),
    );
    const client = await page.context().newCDPSession(page);
    let training = 0;
    for (const lesson of lessons) {
      await openLesson(lesson);
      const names = await namedButtons(client);
      const twice = names.filter((name, index) => names.indexOf(name) !== index);
      assert.deepEqual(twice, [], lesson);
      training += names.filter((name) => name.includes(word)).length;
    }
    assert.ok(training >= 12, `${training} buttons that train`);
    await client.detach();
    await page.evaluate((value) => {
      if (value === null) localStorage.removeItem('convscope.language');
      else localStorage.setItem('convscope.language', value);
    }, before);
  });
}

for (const file of await filesBelow(inRepo('web', 'app', 'lessons'), (path) =>
  path.endsWith('lesson.test.js'),
)) {
  await import(pathToFileURL(file).href);
}
