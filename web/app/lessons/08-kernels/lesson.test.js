import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  openLesson,
  presentPage,
  readFigure,
  readGrid,
  writeCell,
} from '../../../../tests/browser/support/lesson.js';

const EDGES = [
  [-1, -1, -1],
  [-1, 8, -1],
  [-1, -1, -1],
];

/** Where a row of the result is not zero. @param {number[]} row */
const notZero = (row) => [...row.keys()].filter((at) => row[at] !== 0);

/** @param {number[][]} window @param {number[][]} kernel */
const weighted = (window, kernel) =>
  window.flatMap((row, y) => row.map((value, x) => value * kernel[y][x])).reduce((a, b) => a + b);

/** @param {number} actual @param {number} expected @param {number} within */
const assertNear = (actual, expected, within) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} instead of ${expected}`);

/** @param {number} row @param {number} column */
async function look(row, column) {
  await presentPage().locator('input[name="row"]').fill(String(row));
  await presentPage().locator('input[name="column"]').fill(String(column));
}

/** @param {string} name */
const numberAt = async (name) => Number(await readFigure(name));

/**
 * A file in the form of Windows bitmaps, which keep every pixel as it is.
 *
 * @param {number} width a multiple of 4, so that rows need no filling
 * @param {number} height
 * @param {(x: number, y: number) => [number, number, number]} colour
 */
function bitmap(width, height, colour) {
  const head = 54;
  const file = Buffer.alloc(head + 3 * width * height);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(head, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(-height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      file.set(colour(x, y).toReversed(), head + 3 * (y * width + x));
    }
  }
  return file;
}

/** @param {string} name @param {Buffer} buffer */
const upload = (name, buffer) =>
  presentPage()
    .locator('input[name="file"]')
    .setInputFiles({ name, mimeType: 'image/bmp', buffer });

/** @param {string} text */
const waitForProblem = (text) =>
  presentPage().locator('.lab-problem', { hasText: text }).waitFor({ timeout: 20_000 });

test('lesson 8: 1 0 -1 gives something next to the boundary and nothing elsewhere', async () => {
  const page = await openLesson('kernels');
  for (const white of [30, 1, 17, 49]) {
    await page.locator('input[name="white"]').fill(String(white));
    const [row] = await readGrid('result-row');
    assert.equal(row.length, 48);
    const beside = [white - 2, white - 1].filter((at) => at >= 0 && at < 48);
    assert.deepEqual(notZero(row), beside, `${white} white columns`);
    assert.equal(await readFigure('columns'), beside.join(', '));
    assert.equal(await readFigure('values'), '1');
  }
  await page.locator('input[name="white"]').fill('30');
  await writeCell('boundary-kernel', 0, 0, -1);
  await writeCell('boundary-kernel', 0, 2, 1);
  assert.equal(await readFigure('columns'), '28, 29');
  assert.equal(await readFigure('values'), '-1');
});

test('lesson 8: the same kernel does not see a boundary that lies across', async () => {
  const page = await openLesson('kernels');
  await page.locator('input[name="turned"]').check();
  assert.equal(await readFigure('columns'), 'none');
  assert.deepEqual(notZero((await readGrid('result-row'))[0]), []);
});

test('lesson 8: edges and blur of white and black, figure by figure', async () => {
  const page = await openLesson('kernels');
  await page.locator('select[name="picture"]').selectOption('halves');
  assert.deepEqual(await readGrid('kernel'), EDGES);
  assert.equal(await readFigure('output-size'), '48 × 48');
  assert.equal(await numberAt('on-white'), 0);
  for (const [column, expected] of [
    [27, 0],
    [28, 8 - 5],
    [29, -3],
    [30, 0],
  ]) {
    await look(20, column);
    assert.equal(await numberAt('at-0'), expected);
  }
  await page.locator('select[name="preset"]').selectOption('blur');
  assert.deepEqual((await readGrid('kernel')).flat(), Array(25).fill(1 / 25));
  assert.equal(await readFigure('output-size'), '46 × 46');
  assert.equal(await numberAt('on-white'), 1);
  for (const white of [5, 4, 3, 2, 1, 0]) {
    await look(7, 30 - white);
    assert.equal(await numberAt('at-0'), white / 5);
  }
});

test('lesson 8: a picture of one’s own keeps its pixels, in grey and in RGB', async () => {
  const page = await openLesson('kernels');
  const colour = (/** @type {number} */ x, /** @type {number} */ y) =>
    /** @type {[number, number, number]} */ ([(7 * x + y) % 256, (3 * y) % 256, (5 * x) % 256]);
  await upload('own.bmp', bitmap(60, 40, colour));
  await page.locator('[data-figure="input-size"]', { hasText: '40 × 60' }).waitFor();
  await look(11, 23);
  const at = (/** @type {number} */ channel) =>
    [0, 1, 2].map((y) => [0, 1, 2].map((x) => colour(23 + x, 11 + y)[channel] / 255));
  const grey = at(0).map((row, y) =>
    row.map((red, x) => 0.299 * red + 0.587 * at(1)[y][x] + 0.114 * at(2)[y][x]),
  );
  assertNear(await numberAt('at-0'), weighted(grey, EDGES), 1e-3);
  await page.locator('.segments label', { hasText: 'RGB' }).click();
  await page.locator('[data-grid="window-2"]').waitFor();
  await page.locator('select[name="preset"]').selectOption('sharpen');
  await writeCell('kernel', 0, 0, 2);
  const kernel = [
    [2, -1, 0],
    [-1, 5, -1],
    [0, -1, 0],
  ];
  assert.equal(await numberAt('on-white'), 3);
  for (const channel of [0, 1, 2]) {
    const shown = await readGrid(`window-${channel}`);
    for (const [i, value] of shown.flat().entries())
      assertNear(value, at(channel).flat()[i], 0.006);
    assertNear(await numberAt(`at-${channel}`), weighted(at(channel), kernel), 1e-3);
  }
});

test('lesson 8: large pictures are made smaller, bad files refused, and the picture stays', async () => {
  const page = await openLesson('kernels');
  await upload(
    'large.bmp',
    bitmap(1000, 500, () => [200, 100, 50]),
  );
  await page.locator('[data-figure="input-size"]', { hasText: '160 × 320' }).waitFor();
  assert.match(await page.locator('.lab-pictures').innerText(), /1000 wide, 500 high/);
  await upload('text.bmp', Buffer.from('no picture at all'));
  await waitForProblem('no picture that the browser can read');
  await upload(
    'narrow.bmp',
    bitmap(400, 4, () => [0, 0, 0]),
  );
  await waitForProblem('too small');
  assert.equal(await readFigure('input-size'), '160 × 320');
  await page.locator('select[name="picture"]').selectOption('shapes');
  assert.equal(await page.locator('.lab-problem').count(), 0);
  assert.equal(await readFigure('input-size'), '240 × 320');
});

test('lesson 8: without a camera the reason is told, whichever it is', async () => {
  const page = await openLesson('kernels');
  const camera = page.locator('button.camera');
  await camera.click();
  await waitForProblem('drawn picture');
  for (const [name, reason] of [
    ['NotAllowedError', 'not allowed'],
    ['NotFoundError', 'No camera was found'],
    ['NotReadableError', 'did not start'],
  ]) {
    await page.evaluate((error) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', error));
    }, name);
    await camera.click();
    await waitForProblem(reason);
    assert.equal(await camera.innerText(), 'Use the camera');
  }
  await page.evaluate(() => Object.defineProperty(navigator, 'mediaDevices', { value: undefined }));
  await camera.click();
  await waitForProblem('not a secure one');
  assert.equal(await readFigure('input-size'), '240 × 320');
});

test('lesson 8: the camera is filtered live, and its light goes out on leaving', async () => {
  const page = await openLesson('kernels');
  await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: 64, height: 48 });
    const context = canvas.getContext('2d');
    const draw = () => {
      if (!context) return;
      context.fillStyle = 'rgb(51, 51, 51)';
      context.fillRect(0, 0, 64, 48);
      requestAnimationFrame(draw);
    };
    draw();
    const streams = /** @type {MediaStream[]} */ ([]);
    Object.assign(window, { streams });
    navigator.mediaDevices.getUserMedia = async () => {
      streams.push(canvas.captureStream());
      return streams[streams.length - 1];
    };
  });
  const states = () =>
    page.evaluate(() =>
      /** @type {any} */ (window).streams.map(
        (/** @type {MediaStream} */ stream) => stream.getTracks()[0].readyState,
      ),
    );
  const seen = page.locator('[data-figure="input-size"]', { hasText: '48 × 64' });
  await page.locator('select[name="preset"]').selectOption('blur');
  await page.locator('button.camera').click();
  await seen.waitFor();
  await look(10, 10);
  assertNear(await numberAt('at-0'), 51 / 255, 0.03);
  await page.locator('button.camera').click();
  assert.deepEqual(await states(), ['ended']);
  assert.equal(await readFigure('input-size'), '48 × 64', 'the last frame stays');
  await page.locator('button.camera').click();
  await page.locator('button.camera', { hasText: 'Stop' }).waitFor();
  await page.evaluate(() => {
    location.hash = '';
  });
  await page.waitForFunction(() =>
    /** @type {any} */ (window).streams.every(
      (/** @type {MediaStream} */ stream) => stream.getTracks()[0].readyState === 'ended',
    ),
  );
  assert.equal((await states()).length, 2);
});
