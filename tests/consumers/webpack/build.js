import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import webpack from 'webpack';

/** @param {string} root */
export default async function build(root) {
  const run = promisify(webpack);
  const stats = await run([
    {
      context: root,
      mode: 'production',
      entry: './main.js',
      output: { path: join(root, 'out'), filename: '[name].js' },
      performance: { hints: false },
    },
  ]);
  const { errors = [], warnings = [] } =
    stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
  const told = [...errors, ...warnings].map(({ message }) => message);
  if (told.length > 0) throw new Error(told.join('\n'));
  await copyFile(join(root, 'index.html'), join(root, 'out', 'index.html'));
}
