/** Minifies a script that Emscripten made, in its place; CMake calls this after each link. */

import { readFile } from 'node:fs/promises';
import { minify } from 'terser';
import { runMain } from './lib/errors.js';
import { writeAtomically } from './lib/files.js';

await runMain(async () => {
  const [file = ''] = process.argv.slice(2);
  const source = await readFile(file, 'utf8');
  // A tenth smaller than what esbuild makes of these scripts, whose unused functions it keeps.
  const { code } = await minify(source, { module: true, ecma: 2020, compress: { passes: 3 } });
  await writeAtomically(file, code ?? '');
  return 0;
});
