import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SetupError } from './errors.js';
import { linkHeaders } from './headers.js';
import { run } from './run.js';

/** @typedef {import('./prefix.js').Recipe} Recipe */

export const headerPackages = ['libxsimd-dev', 'doctest-dev', 'nlohmann-json3-dev'];
export const headerProof = ['xsimd/xsimd.hpp', 'doctest/doctest.h', 'nlohmann/json.hpp'];

const loaders = new Map([
  ['amd64', { folder: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' }],
  ['arm64', { folder: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' }],
]);

/** The parts of a prefix, from its folder. @param {string} prefix */
export function prefixPaths(prefix) {
  return {
    emscripten: join(prefix, 'root/usr/share/emscripten'),
    config: join(prefix, 'emscripten.config'),
    include: join(prefix, 'include'),
  };
}

/**
 * Emscripten from Debian 13 for Debian 12. Its own Emscripten is too old for the engine, and
 * installing the new one with apt would replace the C library of the whole machine.
 * @returns {Recipe}
 */
export function emscriptenRecipe() {
  const architecture = debianArchitecture();
  const machine = loaders.get(architecture);
  if (!machine) {
    throw new SetupError(
      `There is no ready-made Emscripten for Debian on ${architecture}. Install Emscripten 3.1.60 or newer so that emcc is on PATH, then run this again.`,
    );
  }
  return {
    name: `emscripten-3.1.69-xsimd-13.2-${architecture}-1`,
    suite: 'trixie',
    packages: [
      ...['emscripten', 'binaryen', 'node-acorn', 'libc6', 'libstdc++6', 'libgcc-s1'],
      ...headerPackages,
    ],
    size: 'about 250 MB',
    diskBytes: 2.6e9,
    proof: [
      'emscripten.config',
      'root/usr/share/emscripten/em++',
      'root/usr/share/emscripten/node_modules/acorn',
      'binaryen/bin/wasm-opt',
      ...headerProof.map((file) => `include/${file}`),
    ],
    finish: (folder, final) => finishEmscripten(folder, final, machine),
    verify: verifyEmscripten,
  };
}

/**
 * Only the headers, for a machine that has an Emscripten of its own.
 * @returns {Recipe}
 */
export function headersRecipe() {
  return {
    name: 'headers-xsimd-13.2-1',
    suite: 'trixie',
    packages: headerPackages,
    size: 'under 1 MB',
    diskBytes: 1e8,
    proof: headerProof.map((file) => `include/${file}`),
    finish: linkPrefixHeaders,
    verify: async () => undefined,
  };
}

function debianArchitecture() {
  return spawnSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).stdout.trim();
}

/** @param {string} folder */
function linkPrefixHeaders(folder) {
  const target = (/** @type {string} */ name) => `../root/usr/include/${name}`;
  return linkHeaders(join(folder, 'include'), {
    xsimd: target('xsimd'),
    doctest: target('doctest'),
    nlohmann: target('nlohmann'),
  });
}

/**
 * @param {string} folder
 * @param {string} final where the folder will be moved to
 * @param {{ folder: string, loader: string }} machine
 */
async function finishEmscripten(folder, final, machine) {
  const paths = prefixPaths(folder);
  // Emscripten's JavaScript optimiser looks for acorn beside itself.
  await symlink('../nodejs', join(paths.emscripten, 'node_modules'));
  await writeBinaryenWrappers(folder, machine);
  await linkPrefixHeaders(folder);
  await writeFile(paths.config, emscriptenConfig(final));
}

/**
 * Binaryen of Debian 13 needs the C library of Debian 13, which it finds through these wrappers.
 * @param {string} folder
 * @param {{ folder: string, loader: string }} machine
 */
async function writeBinaryenWrappers(folder, machine) {
  const programs = join(folder, 'root/usr/bin');
  const wrappers = join(folder, 'binaryen/bin');
  await mkdir(wrappers, { recursive: true });
  const wanted = /^(wasm-|wasm2js$|binaryen-)/;
  for (const tool of (await readdir(programs)).filter((name) => wanted.test(name))) {
    const file = join(wrappers, tool);
    await writeFile(
      file,
      `#!/bin/sh
root="$(dirname "$(readlink -f "$0")")/../../root/usr"
libraries="$root/lib/${machine.folder}"
exec "$libraries/${machine.loader}" --library-path "$libraries" "$root/bin/${tool}" "$@"
`,
    );
    await chmod(file, 0o755);
  }
}

/** @param {string} final */
function emscriptenConfig(final) {
  const paths = prefixPaths(final);
  return `LLVM_ROOT = '/usr/bin'
BINARYEN_ROOT = '${join(final, 'binaryen')}'
NODE_JS = '${process.execPath}'
CACHE = '${join(paths.emscripten, 'cache')}'
FROZEN_CACHE = True
LLVM_ADD_VERSION = '19'
CLANG_ADD_VERSION = '19'
`;
}

const trial = `#include <emscripten/bind.h>
#include <xsimd/xsimd.hpp>
#include <cstdio>
#include <stdexcept>
int main() {
  const xsimd::batch<float> two(2.0F);
  try {
    throw std::runtime_error("thrown");
  } catch (const std::runtime_error& error) {
    std::printf("%s %.0f\\n", error.what(), xsimd::reduce_add(two));
  }
}
`;

/**
 * Compiles and runs a small program, so that a prefix is only ever used when it works.
 * @param {string} prefix
 */
async function verifyEmscripten(prefix) {
  const paths = prefixPaths(prefix);
  const work = await mkdtemp(join(tmpdir(), 'convscope-trial-'));
  try {
    await writeFile(join(work, 'trial.cpp'), trial);
    const flags = ['-std=c++20', '-O2', '-msimd128', '-fwasm-exceptions', '-lembind'];
    const args = ['trial.cpp', '-o', 'trial.mjs', ...flags, `-I${paths.include}`];
    const env = { ...process.env, ...emscriptenEnv(prefix) };
    const options = { cwd: work, env, log: `${prefix}.check.log` };
    await run(join(paths.emscripten, 'em++'), args, { ...options, what: 'Compiling a trial' });
    const start = "(await import('./trial.mjs')).default()";
    const node = ['--input-type=module', '-e', start];
    const result = await run(process.execPath, node, { ...options, what: 'The trial' });
    if (!result.output.includes('thrown 8')) {
      throw new SetupError(`The compiled trial printed something unexpected: ${result.output}`);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * The environment under which a prefix's Emscripten works.
 * @param {string} prefix
 */
export function emscriptenEnv(prefix) {
  // Node may have moved since the prefix was made, as version managers do.
  return { EM_CONFIG: prefixPaths(prefix).config, EM_NODE_JS: process.execPath };
}
