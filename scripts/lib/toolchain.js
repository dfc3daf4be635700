import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ensurePackages } from './apt.js';
import { SetupError } from './errors.js';
import { headerVersion, linkHeaders } from './headers.js';
import { cacheFolder } from './paths.js';
import { ensurePrefix } from './prefix.js';
import { hasProgram, programs } from './programs.js';
import {
  emscriptenEnv,
  emscriptenRecipe,
  headerPackages,
  headerProof,
  headersRecipe,
  prefixPaths,
} from './recipes.js';
import { which } from './run.js';
import { thisSystem } from './system.js';
import { findVersion, isAtLeast } from './versions.js';

/**
 * What a build needs to know.
 * @typedef {object} Toolchain
 * @property {string} emscripten folder of em++ and emcmake
 * @property {string} include folder with xsimd/, doctest/ and nlohmann/ only
 * @property {NodeJS.ProcessEnv} env environment for commands
 */

/** @typedef {import('./apt.js').Requirement} Requirement */

const minimumEmcc = '3.1.60';
const minimumXsimd = '13.0.0';

/** @type {Requirement[]} */
const builders = [
  { package: 'cmake', command: 'cmake' },
  { package: 'ninja-build', command: 'ninja' },
  { package: 'python3', command: 'python3' },
];

/** @type {Requirement[]} */
const llvm = [
  { package: 'clang-19', command: 'clang++-19' },
  { package: 'lld-19', command: 'wasm-ld-19' },
  { package: 'llvm-19', command: 'llvm-ar-19' },
];

/** @typedef {'native' | 'checks' | 'browser' | 'torch'} Extra what a command needs beyond the build */

/**
 * @param {number} release of Debian
 * @returns {Record<Extra, Requirement[]>}
 */
function extraPackages(release) {
  const native = [
    ...llvm,
    { package: 'libclang-rt-19-dev' },
    { package: 'libc6-dev', file: '/usr/include/stdio.h' },
    { package: release === 12 ? 'libstdc++-12-dev' : 'libstdc++-14-dev' },
  ];
  const formatters = [
    { package: 'clang-format-19', command: 'clang-format-19' },
    { package: 'clang-tidy-19', command: 'clang-tidy-19' },
  ];
  return {
    native,
    checks: [...native, ...formatters],
    browser: [{ package: 'chromium', command: 'chromium' }],
    torch: [{ package: 'python3-torch' }],
  };
}

/**
 * Makes everything that is needed to build present, and what else is wanted; says where it is.
 * @param {Extra[]} [extras]
 * @param {import('./system.js').System} [system]
 * @returns {Promise<Toolchain>}
 */
export async function ensureToolchain(extras = [], system = thisSystem()) {
  if (system.kind === 'debian' && system.release >= 12) {
    return debianToolchain(system.release, extras);
  }
  const name = system.kind === 'other' ? system.name : `Debian ${system.release}`;
  return foreignToolchain(name, extras);
}

/**
 * @param {number} release
 * @param {Extra[]} extras
 * @returns {Promise<Toolchain>}
 */
async function debianToolchain(release, extras) {
  const found = emccOnPath();
  const packages = extraPackages(release);
  const needed = [...builders, ...extras.flatMap((extra) => packages[extra])];
  const purpose = ['building', ...extras].join(', ');
  if (release >= 13) {
    needed.push(...headerPackages.map((name) => ({ package: name })));
    if (!found) needed.push({ package: 'emscripten' });
    await ensurePackages(unique(needed), purpose);
    return ownToolchain(found ?? requireEmcc(), await linkSystemHeaders('/usr/include'));
  }
  if (!found) needed.push(...llvm, { package: 'debian-archive-keyring', file: trixieKeyring });
  await ensurePackages(unique(needed), purpose);
  if (found) {
    const prefix = await ensurePrefix(headersRecipe());
    return ownToolchain(found, prefixPaths(prefix).include);
  }
  const prefix = await ensurePrefix(emscriptenRecipe());
  const paths = prefixPaths(prefix);
  return toolchain(paths.emscripten, paths.include, emscriptenEnv(prefix));
}

const trixieKeyring = '/usr/share/keyrings/debian-archive-trixie-automatic.gpg';

/** @param {Requirement[]} requirements */
function unique(requirements) {
  return [...new Map(requirements.map((one) => [one.package, one])).values()];
}

/**
 * The folder of an emcc on PATH that is new enough.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | null}
 */
export function emccOnPath(env = process.env) {
  const emcc = which('emcc', env);
  if (!emcc) return null;
  const asked = spawnSync(emcc, ['--version'], { encoding: 'utf8', env });
  const version = asked.status === 0 ? findVersion(asked.stdout) : null;
  return version && isAtLeast(version, minimumEmcc) ? dirname(emcc) : null;
}

function requireEmcc() {
  const folder = emccOnPath();
  if (folder) return folder;
  throw new SetupError(`The emcc that apt installed is older than ${minimumEmcc} or does not run.`);
}

/**
 * @param {string} folder
 * @param {string} include
 */
const ownToolchain = (folder, include) => toolchain(folder, include, {});

/**
 * @param {string} emscripten
 * @param {string} include
 * @param {NodeJS.ProcessEnv} extra
 * @returns {Toolchain}
 */
function toolchain(emscripten, include, extra) {
  const path = [emscripten, process.env.PATH ?? ''].join(delimiter);
  return { emscripten, include, env: { ...process.env, ...extra, PATH: path } };
}

/**
 * A system's include folder must not be searched as a whole when compiling to WebAssembly: its C
 * library would hide Emscripten's.
 * @param {string} folder
 */
async function linkSystemHeaders(folder) {
  const include = join(cacheFolder(), 'system-headers');
  await linkHeaders(include, {
    xsimd: join(folder, 'xsimd'),
    doctest: join(folder, 'doctest'),
    nlohmann: join(folder, 'nlohmann'),
  });
  return include;
}

/**
 * Where apt is not Debian's: everything must be there already, or the user is told what is not.
 * @param {string} system
 * @param {Extra[]} extras
 * @returns {Promise<Toolchain>}
 */
async function foreignToolchain(system, extras) {
  const emcc = emccOnPath();
  const headers = await findHeaders();
  const lacking = [
    ...(emcc ? [] : [`Emscripten ${minimumEmcc} or newer, with emcc on PATH`]),
    ...builders.filter((one) => !which(one.command ?? '')).map((one) => one.command),
    // Tests with PyTorch are skipped where it is missing, and say so.
    ...extras.flatMap((extra) =>
      extra === 'torch' || hasProgram(extra) ? [] : [programs[extra].wanted],
    ),
    ...(headers
      ? []
      : [`the C++ headers xsimd (${minimumXsimd} or newer), doctest, nlohmann-json`]),
  ];
  if (!emcc || !headers || lacking.length > 0) throw new SetupError(foreignHelp(system, lacking));
  return ownToolchain(emcc, await linkSystemHeaders(headers));
}

/**
 * @param {string} system
 * @param {(string | undefined)[]} lacking
 */
function foreignHelp(system, lacking) {
  return `On Debian 12 and newer everything is set up by itself. On ${system}, please install:

${lacking.map((one) => `  - ${one}`).join('\n')}

With Homebrew:  brew install emscripten cmake ninja python xsimd doctest nlohmann-json
Headers in another place are found through CONVSCOPE_INCLUDE_DIR=<folder that holds xsimd/ …>.`;
}

/** @returns {Promise<string | null>} an include folder with all three libraries */
async function findHeaders() {
  const folders = ['/usr/local/include', '/opt/homebrew/include', '/usr/include'];
  if (process.env.CONVSCOPE_INCLUDE_DIR) folders.unshift(process.env.CONVSCOPE_INCLUDE_DIR);
  for (const folder of folders) {
    if (!headerProof.every((file) => existsSync(join(folder, file)))) continue;
    const config = join(folder, 'xsimd/config/xsimd_config.hpp');
    const parts = ['MAJOR', 'MINOR', 'PATCH'].map((part) => `XSIMD_VERSION_${part}`);
    const version = await headerVersion(config, parts);
    if (version && isAtLeast(version, minimumXsimd)) return folder;
  }
  return null;
}
