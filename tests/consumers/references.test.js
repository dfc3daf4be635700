import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeReferences, staleFiles } from '../../scripts/lib/references.js';

/** API.md, LAYERS.md and custom-elements.json are made from the sources, and go with them. */

test('the references in the repository say what the sources say', async () => {
  assert.deepEqual(await staleFiles(await makeReferences()), [], 'run npm run docs');
});
