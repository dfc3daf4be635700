import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'fast-png';
import { welcome } from './support/guest.js';
import { readPrediction, settled, waitForData } from './support/page.js';

/** A picture from a file as input, and two inputs side by side. */

const { page } = await welcome();
await waitForData(page);
await page.locator('label:has(> input[name="source"][value="picture"])').click();

/** @param {number} index @returns {Promise<{image: number[], label: number}>} */
const testImage = (index) =>
  page.evaluate(async (wanted) => {
    const view = /** @type {any} */ (document.querySelector('read-panel'));
    const { image, label } = await view.playground.engine.testImage(wanted);
    return { image: Array.from(image, Number), label };
  }, index);

/** @param {string} name @param {Buffer} buffer @param {string} [mimeType] */
const upload = (name, buffer, mimeType = 'image/png') =>
  page.locator('#picture-file').setInputFiles({ name, mimeType, buffer });

/** @param {Uint8Array} data @param {number} side */
const png = (data, side) =>
  Buffer.from(encode({ width: side, height: side, data, channels: 1, depth: 8 }));

/** What every view is given. @returns {Promise<number[]>} */
const shownImage = () =>
  page.evaluate(() =>
    Array.from(
      /** @type {any} */ (document.querySelector('read-panel')).page.reading.image ?? [],
      Number,
    ),
  );

test('an enlarged digit on white paper, off the middle, is centred and read', async () => {
  for (const index of [0, 61, 184]) {
    const { image, label } = await testImage(index);
    const [side, zoom, right, down] = [200, 5, 50, 12];
    const paper = new Uint8Array(side * side).fill(255);
    for (let y = 0; y < 28 * zoom; ++y) {
      for (let x = 0; x < 28 * zoom; ++x) {
        const value = image[Math.floor(y / zoom) * 28 + Math.floor(x / zoom)];
        paper[(y + down) * side + x + right] = 255 - value;
      }
    }
    await upload(`digit ${index}.png`, png(paper, side));
    await page.locator(`conv-pixels[class="test-image"]`).waitFor();
    await page.waitForFunction(
      (name) =>
        /** @type {any} */ (document.querySelector('read-panel')).page.picture?.name === name,
      `digit ${index}.png`,
    );
    await settled(page);
    assert.equal((await readPrediction(page))?.digit, label);
    const seen = await shownImage();
    const mass = seen.reduce((sum, value) => sum + value, 0);
    const middle = seen.reduce((sum, value, i) => sum + value * (i % 28), 0) / mass;
    assert.ok(Math.abs(middle - 14) < 1, `${middle}`);
  }
});

test('without centring a picture of the right size keeps every value', async () => {
  const { image } = await testImage(7);
  await upload('seven.png', png(Uint8Array.from(image), 28));
  await page.locator('#picture-centred').uncheck();
  await settled(page);
  await page.waitForFunction(
    (wanted) =>
      Array.from(
        /** @type {any} */ (document.querySelector('read-panel')).page.reading.image,
      ).join() === wanted,
    image.join(),
  );
});

test('files that are no picture, damaged or empty are refused with a reason, and the last stays', async () => {
  const before = await shownImage();
  const refusal = page.locator('.picture-input .refusal');
  /** @type {[string, Buffer, string, RegExp][]} */
  const bad = [
    [
      'notes.txt',
      Buffer.from('seven'),
      'text/plain',
      /notes\.txt is not a picture but text\/plain/,
    ],
    [
      'half.png',
      png(new Uint8Array(784).fill(9), 28).subarray(0, 40),
      'image/png',
      /half\.png cannot be read/,
    ],
    ['none.png', Buffer.alloc(0), 'image/png', /none\.png is an empty file/],
    ['blank.png', png(new Uint8Array(784), 28), 'image/png', /same brightness everywhere/],
  ];
  for (const [name, buffer, type, reason] of bad) {
    await upload(name, buffer, type);
    await page.waitForFunction(
      (file) => document.querySelector('.refusal')?.textContent?.includes(file),
      name,
    );
    assert.match(await refusal.innerText(), reason);
    assert.deepEqual(await shownImage(), before);
  }
  const { image } = await testImage(3);
  await upload('fine.png', png(Uint8Array.from(image), 28));
  await page.waitForFunction(() => document.querySelector('.refusal')?.textContent === '');
});

test('a pinned input stands beside the present one, in one scale or as the difference', async () => {
  await settled(page);
  const first = await shownImage();
  await page.locator('#tab-look').click();
  await page.locator('#pin').click();
  await page.locator('look-maps[data-beside="0"]').waitFor();
  const { image: other } = await testImage(21);
  await upload('other.png', png(Uint8Array.from(other), 28));
  await page.waitForFunction(
    (wanted) =>
      Array.from(
        /** @type {any} */ (document.querySelector('look-view')).observer.seenImage ?? [],
      ).join() === wanted,
    other.join(),
  );
  const valuesOf = (/** @type {string} */ which) =>
    page
      .locator(`look-maps[${which}]`)
      .evaluate((element) => Array.from(/** @type {any} */ (element).data, Number));
  const outputs = (/** @type {number[]} */ image) =>
    page.evaluate(async (pixels) => {
      const { playground } = /** @type {any} */ (document.querySelector('look-view'));
      const [{ data }] = await playground.engine.inspect({
        image: Uint8Array.from(pixels),
        layers: [0],
      });
      return Array.from(data, Number);
    }, image);
  const [now, pinned] = [await outputs(other), await outputs(first)];
  assert.deepEqual(await valuesOf('data-layer="0"'), now);
  assert.deepEqual(await valuesOf('data-beside="0"'), pinned);
  const strongest = Math.max(...[...now, ...pinned].map(Math.abs));
  for (const which of ['data-layer="0"', 'data-beside="0"']) {
    const least = await page
      .locator(`look-maps[${which}]`)
      .evaluate((element) => /** @type {any} */ (element).least);
    assert.equal(least, strongest);
  }
  await page.locator('label:has(> input[name="look-beside"][value="difference"])').click();
  await page.locator('[data-farthest]').first().waitFor();
  const difference = await valuesOf('data-beside="0"');
  assert.deepEqual(
    difference,
    now.map((value, i) => Math.fround(value - pinned[i])),
  );
  const farthest = Number(
    await page
      .locator('.look-layers > li')
      .nth(1)
      .locator('[data-farthest]')
      .getAttribute('data-farthest'),
  );
  assert.equal(Math.abs(difference[farthest]), Math.max(...difference.map(Math.abs)));
  await page.locator('#pin').click();
  await page.locator('look-maps[data-beside]').first().waitFor({ state: 'detached' });
});
