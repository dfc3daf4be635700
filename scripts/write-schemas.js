/** Keeps what the engine's program for it prints as a module of constants; CMake calls this. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runMain } from './lib/errors.js';
import { writeAtomically } from './lib/files.js';

await runMain(async () => {
  const [program = '', file = ''] = process.argv.slice(2);
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  const constants = Object.entries(JSON.parse(stdout)).map(
    ([name, value]) => `export const ${name}=${JSON.stringify(value)};\n`,
  );
  await writeAtomically(file, constants.join(''));
  return 0;
});
