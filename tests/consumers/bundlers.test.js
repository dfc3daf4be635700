import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { isolation } from '../browser/support/module-site.js';
import { createProject, folderOf, manifestIn } from './support/project.js';
import { serveFolder } from './support/site.js';
import { useBrowser } from './support/visitor.js';

/** The packed module in projects of the usual bundlers, built and then run in a browser. */

const browser = useBrowser();
const repository = await manifestIn(folderOf('../..'));
const cores = Math.min(availableParallelism(), 8);

for (const name of ['vite', 'webpack', 'rollup', 'esbuild']) {
  test(`${name} builds a page that trains, with threads and without`, async (t) => {
    const { root, remove } = await createProject(name);
    t.after(remove);
    // The configuration is the consumer's own; the bundler is the one installed here.
    const { default: build } = await import(pathToFileURL(join(folderOf(name), 'build.js')).href);
    await build(root);
    for (const [headers, threads] of /** @type {[Record<string, string>, number][]} */ ([
      [isolation, cores],
      [{}, 1],
    ])) {
      const site = await serveFolder(join(root, 'out'), { headers, prefix: '/some/where/' });
      t.after(site.close);
      const { step, right, ...found } = await browser.resultOf(site.url);
      assert.deepEqual({ step, right }, { step: 12, right: 64 });
      const fallback = threads < cores ? 'NotIsolated' : null;
      assert.deepEqual(found, { threads, fallback });
    }
  });

  test(`the ${name} consumer names the versions that are installed`, async () => {
    const { devDependencies } = await manifestIn(folderOf(name));
    for (const [dependency, version] of Object.entries(devDependencies)) {
      assert.equal(version, repository.devDependencies[dependency]);
    }
  });
}

test("a page on vite's development server trains", async (t) => {
  const { root, remove } = await createProject('vite');
  t.after(remove);
  const { createServer } = await import('vite');
  const server = await createServer({ root, configFile: false, logLevel: 'error' });
  t.after(() => server.close());
  await server.listen();
  const { step, right } = await browser.resultOf(String(server.resolvedUrls?.local[0]));
  assert.deepEqual({ step, right }, { step: 12, right: 64 });
});
