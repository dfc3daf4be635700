import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inRepo } from '../../scripts/lib/paths.js';
import { visit } from '../browser/support/browser.js';
import { createProject } from './support/project.js';
import { serveFolder } from './support/site.js';
import { problemsOf } from './support/visitor.js';

/** The five lines of the README, on a page that has nothing else. */

test('a page with the five lines of the README reads a drawing', async (t) => {
  const readme = await readFile(inRepo('README.md'), 'utf8');
  const lines = /```html\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  assert.equal(lines.trim().split('\n').length, 5);
  const { root, remove } = await createProject('plain');
  t.after(remove);
  await cp(join(root, 'node_modules', 'convscope'), join(root, 'convscope'), { recursive: true });
  await writeFile(join(root, 'index.html'), `<!doctype html><title>Five lines</title>${lines}`);
  const site = await serveFolder(root, { prefix: '/some/where/' });
  t.after(site.close);
  const { page, end } = await visit();
  t.after(end);
  const problems = problemsOf(page);
  await page.goto(site.url);
  await page.locator('conv-digit-pad .surface').waitFor();
  await page.evaluate(() => {
    const pad = /** @type {any} */ (document.querySelector('conv-digit-pad'));
    pad.replaceStrokes([{ points: [0.5, 0.15, 1, 0.5, 0.85, 1], width: 0.08 }]);
  });
  await page.waitForFunction(
    () => {
      const [shown, maps, view] = /** @type {any[]} */ (
        ['predictions', 'feature-maps', 'window'].map((name) =>
          document.querySelector(`conv-${name}`),
        )
      );
      return shown.probabilities?.[1] > 0.5 && maps.data && view.result !== null;
    },
    undefined,
    { timeout: 60_000 },
  );
  assert.deepEqual(problems, []);
});
