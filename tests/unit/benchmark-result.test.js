import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import i18next from 'i18next';
import { isResult, rounded } from '../../web/app/benchmark/result.js';
import { fromFragment, toFragment } from '../../web/app/benchmark/share.js';
import { tablesOf } from '../../web/app/benchmark/tables.js';

/** @typedef {import('../../web/app/benchmark/result.js').Result} Result */

const spread = { median: 1500, min: 1000, max: 2000 };
const plain = { threads: 1, simd: /** @type {const} */ ('plain') };
const relaxed = { threads: 2, simd: /** @type {const} */ ('relaxed') };

/** @type {Result} */
const result = {
  format: 1,
  date: '2026-01-02T03:04:05.000Z',
  device: { userAgent: 'Some/1.0', cores: 2, isolated: true, relaxedSimd: true, threads: 2 },
  options: { quick: false, rounds: 2, seconds: 0.1 },
  rooflines: [{ simd: 'plain', gflops: 50, samples: [40, 50] }],
  kernels: [
    {
      ...{ name: 'B dropout', simd: 'plain' },
      ...{ forward: { us: 12 }, gradients: { us: 3, gflops: 30, share: 0.6 } },
    },
  ],
  networks: [
    {
      ...{ network: 'A', kind: 'training', batch: 128, unit: 'images/s' },
      rows: [
        { ...plain, values: [1000, 2000], spread },
        { ...relaxed, values: [null, null], problem: 'no threads' },
      ],
      ratios: [{ better: relaxed, base: plain, spread: { median: 2, min: 1.9, max: 2.1 } }],
    },
  ],
  scaling: [
    { by: 'width', kind: 'inference', rows: [{ value: 8, products: 100, usPerImage: spread }] },
  ],
  startup: [{ ...plain, values: [90], spread: { median: 90, min: 90, max: 90 } }],
  accuracy: [{ seed: 1, seconds: [3, 7.5, null], curve: [[3000, 640, 0.981]] }],
};

test('a result travels in an address and comes back the same', async () => {
  assert.ok(isResult(result));
  const fragment = await toFragment(result);
  assert.match(fragment, /^#result=[\w-]+$/);
  assert.deepEqual(await fromFragment(fragment), result);
});

test('an address without a sound result gives none', async () => {
  const whole = await toFragment(result);
  const odd = /** @type {any[]} */ ([
    ...[{}, null, 5, { ...result, format: 2 }, { ...result, more: 1 }],
    { ...result, date: '<img>' },
    { ...result, device: { ...result.device, cores: '2' } },
    { ...result, accuracy: [{ seed: 1, seconds: [], curve: [['x']] }] },
    { ...result, kernels: [{ ...result.kernels?.[0], name: 'x'.repeat(500) }] },
  ]);
  const fragments = await Promise.all(odd.map((value) => toFragment(value)));
  for (const fragment of [
    '',
    '#',
    '#network',
    '#result=',
    '#result=!',
    whole.slice(0, -9),
    ...fragments,
  ]) {
    assert.equal(await fromFragment(fragment), null, fragment.slice(0, 40));
  }
});

test('a small address that would unpack to very much is refused', async () => {
  const text = new Blob([`"${'a'.repeat(5_000_000)}"`]);
  const packed = text.stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = Buffer.from(await new Response(packed).arrayBuffer());
  assert.ok(bytes.length < 20_000);
  assert.equal(await fromFragment(`#result=${bytes.toString('base64url')}`), null);
});

test('numbers keep four digits, counts all of theirs', () => {
  assert.deepEqual(rounded({ a: [0.123456, 123456], b: 12345.678 }), {
    a: [0.1235, 123456],
    b: 12350,
  });
});

for (const language of ['en', 'zh']) {
  test(`${language}: tables show every part, with words for everything`, async () => {
    const file = new URL(`../../web/app/locales/${language}.json`, import.meta.url);
    const words = JSON.parse(await readFile(file, 'utf8'));
    const i18n = i18next.createInstance();
    await i18n.init({ lng: language, resources: { [language]: { translation: words } } });
    const tables = tablesOf(result, /** @type {any} */ (i18n.t));
    const ids = tables.map(({ id }) => id);
    assert.deepEqual(ids, [
      ...['kernels', 'networks', 'ratios', 'scaling-width', 'startup', 'accuracy'],
    ]);
    const texts = tables.flatMap(({ title, note, heads, rows }) => [
      title,
      note,
      ...heads,
      ...rows.flat(),
    ]);
    assert.deepEqual(
      texts.filter((text) => /benchmark\.|engine\.|\{\{|undefined|NaN/.test(text)),
      [],
    );
    for (const { heads, rows } of tables) {
      for (const row of rows) assert.equal(row.length, heads.length);
    }
    const [kernels, networks, ratios, , , accuracy] = tables.map(({ rows }) => rows[0].slice(1));
    assert.deepEqual(kernels, ['12 µs', '30 · 60 %']);
    assert.deepEqual(networks, ['1,500 [1,000..2,000]', 'no threads']);
    assert.deepEqual(ratios, ['2 [1.9..2.1]']);
    assert.deepEqual(accuracy, ['3', '7.5', '–']);
  });
}
