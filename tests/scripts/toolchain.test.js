import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { cacheFolder } from '../../scripts/lib/paths.js';
import { parseSystem } from '../../scripts/lib/system.js';
import { emccOnPath, ensureToolchain } from '../../scripts/lib/toolchain.js';
import { compareVersions, findVersion, isAtLeast } from '../../scripts/lib/versions.js';
import { withFolder } from './support.js';

test('versions are compared by number, part by part', () => {
  assert.ok(isAtLeast('3.1.60', '3.1.60'));
  assert.ok(isAtLeast('3.1.100', '3.1.60'));
  assert.ok(isAtLeast('4.0', '3.1.60'));
  assert.ok(!isAtLeast('3.1.6', '3.1.60'));
  assert.ok(!isAtLeast('3.1', '3.1.60'));
  assert.ok(!isAtLeast('2.99.99', '3.1.60'));
  assert.equal(compareVersions('1.2', '1.2.0'), 0);
});

test("the version is found in emcc's greeting", () => {
  const greeting =
    'emcc (Emscripten gcc/clang-like replacement + linker emulating GNU ld) 3.1.69 ()';
  assert.equal(findVersion(greeting), '3.1.69');
  assert.equal(findVersion('no number here'), null);
});

/**
 * @param {string} folder
 * @param {string} script
 */
async function withEmcc(folder, script) {
  await writeFile(join(folder, 'emcc'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return emccOnPath({ PATH: `/nowhere:${folder}:/usr/bin:/bin` });
}

test('an emcc on PATH is taken only when it is new enough and runs', () =>
  withFolder(async (folder) => {
    assert.equal(await withEmcc(folder, 'echo "emcc (Emscripten) 3.1.60 (abc)"'), folder);
    assert.equal(await withEmcc(folder, 'echo "emcc (Emscripten) 4.0.1 (abc)"'), folder);
    assert.equal(await withEmcc(folder, 'echo "emcc (Emscripten) 3.1.6 (abc)"'), null);
    assert.equal(await withEmcc(folder, 'echo "emcc (Emscripten) 3.1.69"; exit 1'), null);
    assert.equal(await withEmcc(folder, 'echo nothing of use'), null);
    assert.equal(emccOnPath({ PATH: '/nowhere' }), null);
  }));

test('the system is read from os-release', () => {
  assert.deepEqual(parseSystem('PRETTY_NAME="Debian GNU/Linux 12"\nVERSION_ID="12"\nID=debian\n'), {
    kind: 'debian',
    release: 12,
  });
  assert.deepEqual(parseSystem('ID=debian\nVERSION_CODENAME=sid\n'), {
    kind: 'debian',
    release: 99,
  });
  assert.deepEqual(parseSystem('PRETTY_NAME="Alpine Linux v3.20"\nID=alpine\n'), {
    kind: 'other',
    name: 'Alpine Linux v3.20',
  });
  assert.equal(parseSystem('').kind, 'other');
});

/**
 * @param {string} path
 * @param {() => Promise<unknown>} work
 */
async function withPath(path, work) {
  const before = process.env.PATH;
  process.env.PATH = path;
  try {
    return await work();
  } finally {
    process.env.PATH = before;
  }
}

test('on another system the message names exactly what is missing', () =>
  withFolder(async (folder) => {
    for (const tool of ['cmake', 'python3']) {
      await writeFile(join(folder, tool), '#!/bin/sh\n', { mode: 0o755 });
    }
    const alpine = /** @type {const} */ ({ kind: 'other', name: 'Alpine Linux' });
    await withPath(folder, () =>
      assert.rejects(ensureToolchain(['browser'], alpine), (/** @type {Error} */ error) => {
        assert.match(error.message, /On Alpine Linux, please install/);
        assert.match(error.message, /- Emscripten 3\.1\.60 or newer/);
        assert.match(error.message, /- ninja/);
        assert.match(error.message, /- Chromium or Chrome/);
        assert.doesNotMatch(error.message, /- (cmake|python3)/);
        return true;
      }),
    );
  }));

test('on another system everything that is there is used', () =>
  withFolder(async (folder) => {
    const headers = ['xsimd/config', 'doctest', 'nlohmann'];
    for (const name of headers) await mkdir(join(folder, name), { recursive: true });
    const version = ['MAJOR 13', 'MINOR 2', 'PATCH 0'].map(
      (part) => `#define XSIMD_VERSION_${part}`,
    );
    await writeFile(join(folder, 'xsimd/config/xsimd_config.hpp'), version.join('\n'));
    for (const file of ['xsimd/xsimd.hpp', 'doctest/doctest.h', 'nlohmann/json.hpp']) {
      await writeFile(join(folder, file), '');
    }
    for (const tool of ['cmake', 'ninja', 'python3']) {
      await writeFile(join(folder, tool), '#!/bin/sh\n', { mode: 0o755 });
    }
    await writeFile(join(folder, 'emcc'), '#!/bin/sh\necho emcc 4.0.10\n', { mode: 0o755 });
    Object.assign(process.env, { CONVSCOPE_INCLUDE_DIR: folder, XDG_CACHE_HOME: folder });
    try {
      const system = /** @type {const} */ ({ kind: 'other', name: 'Some system' });
      await withPath(`${folder}:/bin`, async () => {
        const tools = await ensureToolchain([], system);
        assert.equal(tools.emscripten, folder);
        assert.equal(tools.include, join(folder, 'convscope', 'system-headers'));
      });
    } finally {
      delete process.env.CONVSCOPE_INCLUDE_DIR;
      delete process.env.XDG_CACHE_HOME;
    }
  }));

test('the cache follows XDG_CACHE_HOME, when that is an absolute path', () => {
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/var/my-cache' }), '/var/my-cache/convscope');
  assert.match(cacheFolder({ XDG_CACHE_HOME: 'relative' }), /^\/.*\.cache\/convscope$/);
  assert.match(cacheFolder({}), /\.cache\/convscope$/);
});
