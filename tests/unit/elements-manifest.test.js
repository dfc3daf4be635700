import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

/** The manifest of the elements: what it promises is what their sources say. */

const folder = new URL('../../web/module/elements/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('custom-elements.json', folder), 'utf8'));
const [{ declarations }] = manifest.modules;

const EXPECTED = ['chart', 'digit-pad', 'feature-maps', 'grid', 'predictions', 'trainer', 'window'];

test('it has every element that a page can use', () => {
  const names = declarations.map((/** @type {any} */ { tagName }) => tagName).sort();
  assert.deepEqual(
    names,
    EXPECTED.map((name) => `conv-${name}`),
  );
});

/** @typedef {'attributes' | 'events' | 'cssProperties' | 'cssParts'} Kind */

/** @type {[Kind, RegExp][]} */
const TAGS = [
  ['attributes', /@attr \{[^}]*\} ([\w-]+)/g],
  ['events', /@fires ([\w-]+)/g],
  ['cssProperties', /@cssprop (--[\w-]+)/g],
  ['cssParts', /@csspart ([\w-]+)/g],
];

for (const declaration of declarations) {
  test(`${declaration.tagName} is documented as its source says`, async () => {
    const source = await readFile(new URL(`${declaration.tagName}.js`, folder), 'utf8');
    for (const [kind, tag] of TAGS) {
      const written = [...source.matchAll(tag)].map(([, name]) => name).sort();
      const listed = declaration[kind] ?? [];
      assert.deepEqual(listed.map((/** @type {any} */ { name }) => name).sort(), written, kind);
      for (const { name, description } of listed) assert.ok(description, name);
    }
    for (const { name } of declaration.cssParts)
      assert.match(source + (await tiles()), new RegExp(`part="${name}"`));
  });
}

/** Feature maps have their parts from here. */
const tiles = () => readFile(new URL('tiles-element.js', folder), 'utf8');
