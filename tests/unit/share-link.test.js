import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromFragment, playgroundLink, toFragment } from '../../web/app/share/link.js';

/** Addresses with a network in them. */

/** @type {import('../../web/app/share/link.js').PlaygroundState} */
const state = {
  description: {
    input: [1, 28, 28],
    layers: [
      { type: 'Flatten', name: '展平' },
      { type: 'Linear', name: 'fc', out_features: 10, label: '🙂?>~' },
    ],
  },
  training: { learningRate: 0.015, optimizer: 'SGD' },
  seed: 7,
  start: undefined,
  view: 'build',
  dataset: 'fashion',
};

/** @param {unknown} value */
const fragment = (value) => `#network=${Buffer.from(JSON.stringify(value)).toString('base64url')}`;

test('what is written is read again, whatever the letters', () => {
  assert.deepEqual(fromFragment(toFragment(state)), { state });
  assert.match(toFragment(state), /^#network=[A-Za-z0-9_-]+$/);
  assert.equal(playgroundLink(state), `./index.html${toFragment(state)}`);
});

test('it is JSON in base64url, as other programs write it', () => {
  const { start: _, ...rest } = state;
  assert.deepEqual(fromFragment(fragment({ version: 1, ...rest })), { state });
});

test('a link with the network only has no settings', () => {
  const { description } = state;
  const read = fromFragment(fragment({ version: 1, description }));
  assert.deepEqual(read && 'state' in read && read.state.training, {});
});

test('other fragments are none of its business', () => {
  for (const text of ['', '#', '#network', '#result=abc']) assert.equal(fromFragment(text), null);
});

test('a version to come is told from damage', () => {
  const { description } = state;
  assert.deepEqual(fromFragment(fragment({ version: 2, description })), { problem: 'newer' });
  assert.deepEqual(fromFragment(fragment({ version: 2, other: 1 })), { problem: 'newer' });
});

const { description } = state;
const damaged = {
  'cut off': toFragment(state).slice(0, -9),
  'not base64': '#network=***',
  'not JSON': `#network=${Buffer.from('{').toString('base64url')}`,
  'not UTF-8': `#network=${Buffer.from([0x22, 0xff, 0x22]).toString('base64url')}`,
  nothing: '#network=',
  null: fragment(null),
  'no version': fragment({ description }),
  'a list': fragment([1]),
  'no network': fragment({ version: 1 }),
  'layers of numbers': fragment({ version: 1, description: { input: [1], layers: [1] } }),
  'a text as settings': fragment({ version: 1, description, training: 'fast' }),
  'half a seed': fragment({ version: 1, description, seed: 0.5 }),
  'a negative seed': fragment({ version: 1, description, seed: -1 }),
  'another start': fragment({ version: 1, description, start: 'elsewhere' }),
  'a number as view': fragment({ version: 1, description, view: 3 }),
  'too long': fragment({ version: 1, description, view: 'x'.repeat(300_000) }),
};

for (const [name, text] of Object.entries(damaged)) {
  test(`damaged: ${name}`, () => assert.deepEqual(fromFragment(text), { problem: 'broken' }));
}
