import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from './errors.js';
import { readIfThere, writeAtomically } from './files.js';
import { withProjectLock } from './lock.js';
import { inRepo, root } from './paths.js';
import { program } from './programs.js';
import { run } from './run.js';
import { stage } from './stages.js';

/** @typedef {import('./toolchain.js').Toolchain} Toolchain */

/**
 * A CMake build folder.
 * @typedef {object} Build
 * @property {string} folder
 * @property {string} title
 * @property {string} command program that configures
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} env
 */

const common = ['-G', 'Ninja', '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON'];

/**
 * @param {Toolchain} tools
 * @returns {Build}
 */
export function wasmBuild(tools) {
  const folder = inRepo('build', 'wasm');
  return {
    folder,
    title: 'the engine as WebAssembly',
    command: join(tools.emscripten, 'emcmake'),
    args: ['cmake', ...options(tools, folder, 'Release')],
    env: tools.env,
  };
}

/**
 * The build of the tests and the fuzzers: with assertions and the sanitizers.
 * @param {Toolchain} tools
 * @returns {Build}
 */
export function sanitizedBuild(tools) {
  const folder = inRepo('build', 'native-asan');
  const compiler = `-DCMAKE_CXX_COMPILER=${program('native')}`;
  return {
    folder,
    title: 'the engine with sanitizers',
    command: 'cmake',
    args: [...options(tools, folder, 'RelWithDebInfo'), compiler, '-DCONVSCOPE_SANITIZE=ON'],
    env: process.env,
  };
}

/**
 * The build of programs whose instructions are counted: optimised as the engine of the page is.
 * @param {Toolchain} tools
 * @returns {Build}
 */
export function countedBuild(tools) {
  const folder = inRepo('build', 'native');
  const compiler = `-DCMAKE_CXX_COMPILER=${program('native')}`;
  const args = [...options(tools, folder, 'Release'), compiler];
  return { folder, title: 'the engine for this machine', command: 'cmake', args, env: process.env };
}

/** The environment of programs from the build with sanitizers: what is found ends them. */
export const sanitizerEnv = () => ({
  ...process.env,
  ASAN_OPTIONS: 'detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1',
  UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
});

/**
 * Only configured, for the commands that clang-tidy reads; it cannot use headers that nobody has
 * precompiled.
 * @param {Toolchain} tools
 * @returns {Build}
 */
export function lintBuild(tools) {
  const folder = inRepo('build', 'lint');
  const build = sanitizedBuild(tools);
  const compiler = build.args.filter((arg) => arg.startsWith('-DCMAKE_CXX_COMPILER='));
  const plain = '-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON';
  const title = 'the commands for the linter';
  return {
    ...build,
    folder,
    title,
    args: [...options(tools, folder, 'Debug'), ...compiler, plain],
  };
}

/**
 * @param {Toolchain} tools
 * @param {string} folder
 * @param {string} type
 */
function options(tools, folder, type) {
  const headers = `-DCONVSCOPE_INCLUDE_DIR=${tools.include}`;
  return ['-S', root, '-B', folder, ...common, `-DCMAKE_BUILD_TYPE=${type}`, headers];
}

/**
 * Configures a build folder unless it was configured in just this way.
 * @param {Build} build
 */
export const configureBuild = (build) => withProjectLock(() => configure(build));

/** @param {Build} build */
async function configure(build) {
  const stamp = join(build.folder, '.configured');
  const environment = build.env.EM_CONFIG ?? '';
  const key = createHash('sha256')
    .update(JSON.stringify([build.command, build.args, environment]))
    .digest('hex');
  // The test program is a script of the older kind, unlike what the project's package.json says.
  await writeAtomically(inRepo('build', 'package.json'), '{ "type": "commonjs" }\n');
  const done = existsSync(join(build.folder, 'build.ninja')) && (await readIfThere(stamp)) === key;
  if (done) return;
  await rm(join(build.folder, 'CMakeCache.txt'), { force: true });
  await rm(join(build.folder, 'CMakeFiles'), { recursive: true, force: true });
  const what = `Configuring ${build.title}`;
  const name = `configure-${build.folder.split('/').pop()}`;
  await run(build.command, build.args, { env: build.env, name, what });
  await writeAtomically(stamp, key);
}

/**
 * Builds targets; only what changed is compiled.
 * @param {Build} build
 * @param {string[]} targets
 */
export const makeTargets = (build, targets) => withProjectLock(() => make(build, targets));

/**
 * @param {Build} build
 * @param {string[]} targets
 */
async function make(build, targets) {
  await stage(`Building ${build.title}`, async (note) => {
    await configure(build);
    const name = `build-${build.folder.split('/').pop()}`;
    const args = ['-C', build.folder, ...targets];
    const what = `Building ${build.title}`;
    await run('ninja', args, { env: build.env, name, what, onLine: note });
  });
}

/** One script for each kind of threads, one WebAssembly for each variant. */
const moduleFiles = [
  ...['convscope.js', 'convscope.wasm', 'convscope-relaxed.wasm'],
  ...['convscope-training.wasm', 'convscope-relaxed-training.wasm', 'schemas.js'],
  ...['convscope-threads.js', 'convscope-threads.wasm', 'convscope-relaxed-threads.wasm'],
];

/** What the benchmark of a device measures inside the engine. */
const benchFiles = ['convscope-bench.js', 'convscope-bench.wasm', 'convscope-relaxed-bench.wasm'];

const engineFiles = [
  ...moduleFiles.map((file) => inRepo('web', 'module', 'wasm', file)),
  ...benchFiles.map((file) => inRepo('web', 'app', 'benchmark', 'wasm', file)),
];

/**
 * Builds what the page loads.
 * @param {Toolchain} tools
 * @param {string[]} [extraTargets]
 */
export function buildEngine(tools, extraTargets = []) {
  return withProjectLock(() => makeEngine(tools, extraTargets));
}

/**
 * @param {Toolchain} tools
 * @param {string[]} extraTargets
 */
async function makeEngine(tools, extraTargets) {
  const build = wasmBuild(tools);
  const present = () => engineFiles.every((file) => existsSync(file));
  // Ninja knows of only one of the files of a link, and would not notice that another was deleted.
  if (!present()) await Promise.all(engineFiles.map((file) => rm(file, { force: true })));
  await make(build, ['variants', 'convscope-bench_variants', ...extraTargets]);
  if (!present()) throw new SetupError(`The build did not make all of ${engineFiles.join(', ')}.`);
}
