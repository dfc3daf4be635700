import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';

/**
 * esbuild leaves addresses as they are: the worker is an entry of its own beside the page's, and
 * the engine's files are copied.
 *
 * @param {string} root
 */
export default async function build(root) {
  const { warnings } = await bundle({
    absWorkingDir: root,
    entryPoints: { main: './main.js', worker: 'convscope/worker' },
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    outdir: 'out',
    logLevel: 'silent',
  });
  if (warnings.length > 0) throw new Error(JSON.stringify(warnings));
  await cp(join(root, 'node_modules/convscope/wasm'), join(root, 'out/wasm'), { recursive: true });
  await cp(join(root, 'index.html'), join(root, 'out/index.html'));
}
