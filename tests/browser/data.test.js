import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { visit } from './support/browser.js';
import { LONG, notice, openPage, stepCount, waitForData, waitForState } from './support/page.js';
import { serveSite } from './support/site.js';

/** Data files that come damaged, cut short, late or not at all. */

/** @type {import('./support/site.js').Site} */
let site;
/** @type {import('./support/browser.js').Visit} */
let visitor;
/** @type {import('./support/page.js').Page} */
let page;

beforeEach(async () => {
  site = await serveSite();
  visitor = await visit();
  page = visitor.page;
});

afterEach(async () => {
  await visitor.end();
  await site.close();
});

/** The browser itself reports failed requests on the console; all else would be a fault. */
function otherProblems() {
  return visitor.problems.filter((text) => !text.startsWith('Failed to load resource'));
}

/** Images that are in, as the page says. @returns {Promise<{train: number, test: number}>} */
async function imagesThere() {
  const text = await page.locator('.data').innerText();
  const [train, rest] = [...text.matchAll(/([\d,]+) (?:training|test)/g)].map(([, count]) =>
    Number(count.replaceAll(',', '')),
  );
  return { train, test: rest };
}

/** @type {Record<string, {fault: import('./support/site.js').Fault, text: RegExp}>} */
const mishaps = {
  'altered part': {
    fault: (name, body) => {
      if (!name.endsWith('train-01.part')) return undefined;
      const altered = Buffer.from(body);
      altered[altered.length >> 1] ^= 0x40;
      return { body: altered };
    },
    text: /damaged/,
  },
  'part that is complete for the browser but too short': {
    fault: (name, body) =>
      name.endsWith('train-01.part') ? { body: body.subarray(0, body.length / 2) } : undefined,
    text: /damaged|downloaded completely/,
  },
  'connection that breaks in the middle of a part': {
    fault: (name) => (name.endsWith('train-01.part') ? { cutAfter: 20_000 } : undefined),
    text: /downloaded completely/,
  },
  'missing part': {
    fault: (name) =>
      name.endsWith('train-01.part') ? { status: 404, body: Buffer.from('no') } : undefined,
    text: /downloaded completely/,
  },
};

for (const [name, { fault, text }] of Object.entries(mishaps)) {
  test(`${name}: a message, what is there trains, a retry completes it`, async () => {
    site.control.fault = fault;
    await openPage(page, site.url);
    await notice(page, 'data').waitFor({ timeout: LONG });
    assert.match(await notice(page, 'data').innerText(), text);
    const there = await imagesThere();
    assert.deepEqual(there, { train: 5000, test: 10_000 });

    await page.locator('#start-random').click();
    await page.locator('#train').click();
    await waitForState(page, ['waiting'], LONG);
    assert.ok((await stepCount(page)) >= Math.floor(5000 / 64), 'trained on the first part');

    site.control.fault = () => undefined;
    await notice(page, 'data').getByRole('button', { name: 'Try again' }).click();
    await waitForData(page);
    assert.equal(await notice(page, 'data').count(), 0);
    await waitForState(page, ['running', 'finished']);
    assert.deepEqual(otherProblems(), []);
  });
}

test('a manifest that is not there: a message, and the page works without data', async () => {
  site.control.fault = (name) =>
    name.endsWith('manifest.json') ? { status: 404, body: Buffer.from('no') } : undefined;
  await openPage(page, site.url);
  await notice(page, 'data').waitFor({ timeout: LONG });
  assert.match(await notice(page, 'data').innerText(), /downloaded completely/);
  await page.locator('#train').click();
  await waitForState(page, ['waiting']);
  site.control.fault = () => undefined;
  await notice(page, 'data').getByRole('button', { name: 'Try again' }).click();
  await waitForData(page);
  await waitForState(page, ['running', 'finished']);
  assert.deepEqual(otherProblems(), []);
});

test('offline in the middle of the download, then a retry', async () => {
  /** @type {(value: unknown) => void} */
  let reached = () => undefined;
  const inTheMiddle = new Promise((resolve) => {
    reached = resolve;
  });
  site.control.fault = async (name) => {
    if (name.endsWith('train-03.part')) {
      reached(undefined);
      await visitor.context.setOffline(true);
      return { cutAfter: 1000 };
    }
    return undefined;
  };
  await openPage(page, site.url);
  await inTheMiddle;
  await notice(page, 'data').waitFor({ timeout: LONG });
  const before = await imagesThere();
  assert.ok(before.train >= 10_000 && before.train < 60_000, JSON.stringify(before));
  site.control.fault = () => undefined;
  await visitor.context.setOffline(false);
  await notice(page, 'data').getByRole('button', { name: 'Try again' }).click();
  await waitForData(page);
  const parts = site.requests.filter((path) => /train-00\.part$/.test(path));
  assert.equal(parts.length, 1, 'what had arrived was not asked for again');
  assert.deepEqual(otherProblems(), []);
});

test('the second visit takes the data from the browser', async () => {
  await openPage(page, site.url);
  await waitForData(page);
  const asked = site.requests.filter((path) => path.endsWith('.part')).length;
  await page.reload();
  await waitForData(page);
  assert.equal(site.requests.filter((path) => path.endsWith('.part')).length, asked);
  assert.match(await page.locator('.data').innerText(), /from this browser/);
  assert.deepEqual(visitor.problems, []);
});

test('training starts when the first part is there and waits for the next', async () => {
  /** @type {(value: unknown) => void} */
  let release = () => undefined;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  site.control.fault = async (name) => {
    if (name.endsWith('train-01.part')) await held;
    return undefined;
  };
  await openPage(page, site.url);
  await page.locator('#start-random').click();
  await page.locator('#train').click();
  await waitForState(page, ['waiting'], LONG);
  assert.ok((await stepCount(page)) >= Math.floor(5000 / 64));
  const bar = page.locator('.data.loading progress');
  const share = await bar.evaluate((element) => {
    const { value, max } = /** @type {HTMLProgressElement} */ (element);
    return value / max;
  });
  assert.ok(share > 0.1 && share < 0.5, `${share}`);
  release(undefined);
  await waitForState(page, ['running']);
  assert.deepEqual(visitor.problems, []);
});
