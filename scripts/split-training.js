/**
 * Splits a WebAssembly file that has the names of its functions in two: the core, in its place, and
 * beside it the training part, which is instantiated with the core's exports. CMake calls this after
 * each link.
 */

import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runMain } from './lib/errors.js';
import { trainingPart } from './lib/training-part.js';
import { functionsOf } from './lib/wasm-functions.js';

/** What the engine is compiled for, as a linked file does not say. */
const FEATURES = [
  ...['simd', 'relaxed-simd', 'exception-handling', 'threads', 'bulk-memory', 'sign-ext'],
  ...['mutable-globals', 'nontrapping-float-to-int', 'multivalue', 'reference-types'],
].map((feature) => `--enable-${feature}`);

/** Not larger functions into their only callers: what loops long is better called often. */
const AGAIN = ['-O3', '--one-caller-inline-max-function-size=40'];

await runMain(async () => {
  const [binaryen = '', file = ''] = process.argv.slice(2);
  /** @param {string} tool @param {string[]} args */
  const run = async (tool, ...args) => {
    const options = { maxBuffer: 2 ** 28 };
    const command = join(binaryen, 'bin', tool);
    const { stdout, stderr } = await promisify(execFile)(command, [...FEATURES, ...args], options);
    if (stderr) throw new Error(`${tool}: ${stderr}`);
    return stdout;
  };
  const names = trainingPart(functionsOf(await run('wasm-dis', file)));
  const list = file.replace(/\.wasm$/, '-training.txt');
  await writeFile(list, names.join('\n'));
  const training = file.replace(/\.wasm$/, '-training.wasm');
  const outputs = ['-o1', file, '-o2', training];
  await run('wasm-split', file, `--split-funcs=@${list}`, '--no-placeholders', ...outputs);
  await rm(list);
  for (const part of [file, training]) await run('wasm-opt', part, ...AGAIN, '-o', part);
  return 0;
});
