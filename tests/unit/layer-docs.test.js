import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { layerDocs } from '../../scripts/lib/layer-docs.js';
import * as schemas from '../../web/module/schemas.js';

test('engine/LAYERS.md says what the engine says', async () => {
  const written = await readFile(new URL('../../engine/LAYERS.md', import.meta.url), 'utf8');
  const wanted = layerDocs(schemas);
  assert.equal(written, wanted, 'run npm run docs after changing a schema');
});
