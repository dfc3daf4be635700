/** Minifies a script that Emscripten made, in its place; CMake calls this after each link. */

import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import { runMain } from './lib/errors.js';
import { writeAtomically } from './lib/files.js';

await runMain(async () => {
  const [file = ''] = process.argv.slice(2);
  const source = await readFile(file, 'utf8');
  const { code } = await transform(source, { minify: true, format: 'esm', target: 'es2022' });
  await writeAtomically(file, code);
  return 0;
});
