import assert from 'node:assert/strict';
import { test } from 'node:test';
import { downloadBytes, downloads } from '../../scripts/lib/download.js';

// The core has a limit to keep. Whoever adds to the rest may have to raise it a little; a jump means
// that something came in unasked, such as a library's tables or what printf needs.
const mostBytes = { core: 70_000, training: 41_500, threads: 116_000 };

for (const { name, files } of downloads) {
  test(`the engine, ${name}, is a small download`, async () => {
    const most = name.includes('threads')
      ? mostBytes.threads
      : mostBytes[name.includes('training') ? 'training' : 'core'];
    const bytes = await downloadBytes(files);
    assert.ok(bytes <= most, `${files.join(' and ')}: ${bytes} bytes, expected at most ${most}`);
  });
}
