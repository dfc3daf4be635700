import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { configureBuild, lintBuild } from './engine.js';
import { filesBelow } from './files.js';
import { inRepo, root } from './paths.js';
import { program } from './programs.js';
import { failure, tryRun } from './run.js';

/** @typedef {import('./run.js').RunResult} RunResult */
/** @typedef {import('./toolchain.js').Toolchain} Toolchain */

const minutes = 60_000;

/**
 * A rule that the sources must keep.
 * @typedef {object} Check
 * @property {string} name
 * @property {(tools: Toolchain) => Promise<string | null>} run gives what is wrong
 */

/** @type {Check[]} */
export const checks = [
  { name: 'C++ format', run: checkFormat },
  { name: 'C++ lint', run: checkTidy },
  { name: 'JavaScript format and lint', run: checkBiome },
  { name: 'JavaScript types', run: checkTypes },
];

/** @param {RegExp} pattern */
async function engineFiles(pattern) {
  const folders = [inRepo('engine'), inRepo('tests', 'engine'), inRepo('tests', 'fuzz')];
  const lists = await Promise.all(folders.map((folder) => filesBelow(folder)));
  return lists.flat().filter((file) => pattern.test(file));
}

async function checkFormat() {
  const files = await engineFiles(/\.(cpp|hpp)$/);
  if (files.length === 0) return 'There is no C++ source.';
  const args = ['--dry-run', '-Werror', ...files];
  return complaint('clang-format', await tryRun(program('format'), args, { name: 'clang-format' }));
}

/** @param {Toolchain} tools */
async function checkTidy(tools) {
  const build = lintBuild(tools);
  await configureBuild(build);
  const waiting = await compiledSources(join(build.folder, 'compile_commands.json'));
  if (waiting.length === 0) return 'No C++ source is compiled.';
  /** @type {string[]} */
  const complaints = [];
  const work = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const found = await tidy(build.folder, file);
      if (found) complaints.push(found);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return complaints.length > 0 ? complaints.join('\n\n') : null;
}

/**
 * @param {string} database
 * @returns {Promise<string[]>} the engine's own sources among what is compiled
 */
async function compiledSources(database) {
  /** @type {{ file: string }[]} */
  const entries = JSON.parse(await readFile(database, 'utf8'));
  const engine = join(root, 'engine');
  return [...new Set(entries.map((entry) => entry.file))].filter((file) => file.startsWith(engine));
}

/**
 * @param {string} folder
 * @param {string} file
 */
async function tidy(folder, file) {
  const args = ['-p', folder, '--quiet', '--warnings-as-errors=*', file];
  const name = `clang-tidy-${relative(root, file).replaceAll('/', '-')}`;
  return complaint(
    'clang-tidy',
    await tryRun(program('checks'), args, { name, timeout: 5 * minutes }),
  );
}

async function checkBiome() {
  const args = ['ci', '--error-on-warnings', '--colors=off', '.'];
  return complaint('biome', await tryRun(localProgram('biome'), args, { name: 'biome' }));
}

async function checkTypes() {
  const args = ['-p', root, '--pretty', 'false'];
  return complaint('tsc', await tryRun(localProgram('tsc'), args, { name: 'tsc' }));
}

/** @param {string} name */
const localProgram = (name) => inRepo('node_modules', '.bin', name);

/**
 * @param {string} what
 * @param {RunResult} result
 */
const complaint = (what, result) => (result.code === 0 ? null : failure(what, result));
