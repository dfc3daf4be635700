import assert from 'node:assert/strict';
import { test } from 'node:test';
import { downloadBytes, downloads } from '../../scripts/lib/download.js';

// Whoever adds to the engine may have to raise these a little; a jump means that something came in
// unasked, such as a library's tables or what printf needs.
const mostBytes = { plain: 110_000, threads: 120_000 };

for (const { name, files } of downloads) {
  test(`the engine for ${name} is a small download`, async () => {
    const most = name.includes('threads') ? mostBytes.threads : mostBytes.plain;
    const bytes = await downloadBytes(files);
    assert.ok(bytes <= most, `${files.join(' and ')}: ${bytes} bytes, expected at most ${most}`);
  });
}
