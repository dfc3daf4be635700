import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { inRepo } from '../lib/paths.js';

const compress = promisify(brotliCompress);

/** @typedef {{simd: string, threads: boolean, script: string, wasm: string, training?: string}} Variant */

/** What a page downloads of the engine: a script, and the WebAssembly of one variant. @type {Variant[]} */
const variants = [
  {
    ...{ simd: 'plain', threads: false, script: 'convscope.js', wasm: 'convscope.wasm' },
    training: 'convscope-training.wasm',
  },
  {
    ...{ simd: 'relaxed', threads: false, script: 'convscope.js', wasm: 'convscope-relaxed.wasm' },
    training: 'convscope-relaxed-training.wasm',
  },
  { simd: 'plain', threads: true, script: 'convscope-threads.js', wasm: 'convscope-threads.wasm' },
  {
    ...{ simd: 'relaxed', threads: true },
    ...{ script: 'convscope-threads.js', wasm: 'convscope-relaxed-threads.wasm' },
  },
];

/**
 * Bytes after Brotli at its best, as a server of static files has them.
 *
 * @returns {Promise<{ simd: string, threads: boolean, scriptBytes: number, wasmBytes: number,
 *   trainingBytes: number }[]>} `trainingBytes` come later, where they are a file of their own
 */
export function downloadSizes() {
  const sizeOf = async (/** @type {string} */ file) =>
    (await compress(await readFile(inRepo('web', 'module', 'wasm', file)))).length;
  return Promise.all(
    variants.map(async ({ simd, threads, script, wasm, training }) => ({
      ...{ simd, threads },
      scriptBytes: await sizeOf(script),
      wasmBytes: await sizeOf(wasm),
      trainingBytes: training ? await sizeOf(training) : 0,
    })),
  );
}
