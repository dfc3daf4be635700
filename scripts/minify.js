/** Minifies a script that Emscripten made, in its place; CMake calls this after each link. */

import { readFile } from 'node:fs/promises';
import { minify } from 'vite';
import { runMain, SetupError } from './lib/errors.js';
import { writeAtomically } from './lib/files.js';

await runMain(async () => {
  const [file = ''] = process.argv.slice(2);
  const source = await readFile(file, 'utf8');
  const { code, errors } = await minify(file, source, { module: true, mangle: { toplevel: true } });
  if (errors.length > 0) throw new SetupError(`Cannot minify ${file}: ${errors[0]?.message}`);
  await writeAtomically(file, code);
  return 0;
});
