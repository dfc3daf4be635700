import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { ensurePackage } from '../../scripts/lib/package/pack.js';
import { moduleBytes } from '../../scripts/lib/package/sizes.js';
import { inRepo } from '../../scripts/lib/paths.js';
import { tryRun } from '../../scripts/lib/run.js';
import { createProject, manifestIn } from './support/project.js';

/** What is in the archive that would be published. */

/** @type {Awaited<ReturnType<typeof createProject>>} */
let project;
/** @type {string} */
let folder;
before(async () => {
  project = await createProject('typescript');
  folder = join(project.root, 'node_modules', 'convscope');
});
after(() => project.remove());

test('publint has nothing to say', async () => {
  const { messages } = await publint({ pkgDir: folder, strict: true, pack: false });
  const manifest = await manifestIn(folder);
  assert.deepEqual(
    messages.map((message) => formatMessage(message, manifest)),
    [],
  );
});

test('the types are right for every way to resolve modules', async () => {
  const { buffer } = new Uint8Array(await readFile(await ensurePackage()));
  const { exports } = await manifestIn(folder);
  const scripts = Object.keys(exports).filter((name) => exports[name].types);
  const packed = createPackageFromTarballData(new Uint8Array(buffer));
  const result = await checkPackage(packed, { entrypoints: scripts });
  assert.ok(result.types);
  const { problems } = /** @type {import('@arethetypeswrong/core').Analysis} */ (result);
  // The package is for import only: `require` reads it in Node since 20.19, but not its types of
  // older ways, and what knows no `exports` finds nothing below the package's root.
  const found = problems.filter(({ kind, ...where }) => {
    const resolution = 'resolutionKind' in where ? where.resolutionKind : '';
    return kind !== 'CJSResolvesToESM' && resolution !== 'node10';
  });
  assert.deepEqual(found, []);
});

for (const [module, resolution] of [
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
]) {
  test(`a strict TypeScript program compiles (${resolution})`, async () => {
    const args = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022'];
    args.push('--lib', 'es2023,dom,dom.iterable,esnext.disposable', '--types', '');
    args.push('--module', module, '--moduleResolution', resolution, join(project.root, 'use.ts'));
    const options = { name: 'consumer-types', cwd: project.root };
    const { code, output } = await tryRun(inRepo('node_modules/.bin/tsc'), args, options);
    assert.equal(code, 0, output);
  });
}

test('every file that can be imported is there, types first, and nothing is depended on', async () => {
  const { exports, dependencies, peerDependencies, scripts } = await manifestIn(folder);
  assert.deepEqual([dependencies, peerDependencies, scripts], [undefined, undefined, undefined]);
  for (const [name, target] of Object.entries(exports)) {
    if (typeof target === 'object') assert.equal(Object.keys(target)[0], 'types', name);
    const files = typeof target === 'object' ? Object.values(target) : [target];
    for (const file of files.filter((path) => !path.includes('*'))) {
      assert.ok(await readFile(join(folder, file)), file);
    }
  }
  for (const name of ['.', './worker', './elements', './convscope.wasm', './package.json']) {
    assert.ok(exports[name], name);
  }
});

test('packing leaves the settings of the build folder alone, which the engine tests run by', async () => {
  const text = await readFile(inRepo('build', 'package.json'), 'utf8');
  assert.deepEqual(JSON.parse(text), { type: 'commonjs' });
});

test('licence and notices of all that is bundled are there', async () => {
  assert.match(await readFile(join(folder, 'LICENSE'), 'utf8'), /MIT License/);
  const notices = await readFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const name of ['xsimd', 'Emscripten', 'lit-html', '@lit/reactive-element', 'uplot']) {
    assert.match(notices, new RegExp(`^# ${name}[ ,]`, 'm'));
  }
});

test("the module's scripts without the elements stay below 20 KB, compressed", async () => {
  await ensurePackage();
  const bytes = await moduleBytes();
  assert.ok(bytes <= 20_000, `${bytes} bytes`);
});
