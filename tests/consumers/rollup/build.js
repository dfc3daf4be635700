import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';

/**
 * Rollup leaves addresses as they are: the worker is an entry of its own beside the page's, and the
 * engine's files are copied.
 *
 * @param {string} root
 */
export default async function build(root) {
  const bundle = await rollup({
    input: { main: join(root, 'main.js'), worker: 'convscope/worker' },
    plugins: [nodeResolve({ browser: true, rootDir: root })],
    onwarn({ message }) {
      throw new Error(message);
    },
  });
  const names = { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' };
  await bundle.write({ dir: join(root, 'out'), format: 'es', ...names });
  await cp(join(root, 'node_modules/convscope/wasm'), join(root, 'out/wasm'), { recursive: true });
  await cp(join(root, 'index.html'), join(root, 'out/index.html'));
}
