import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { inRepo } from './paths.js';

const compress = promisify(brotliCompress);

/**
 * What a browser loads of the engine: the script and the WebAssembly of each variant, and for those
 * of one thread, with the first training or explanation, the part for it.
 */
export const downloads = [
  { name: 'plain', files: ['convscope.js', 'convscope.wasm'] },
  { name: 'relaxed SIMD', files: ['convscope.js', 'convscope-relaxed.wasm'] },
  { name: 'training, plain', files: ['convscope-training.wasm'] },
  { name: 'training, relaxed SIMD', files: ['convscope-relaxed-training.wasm'] },
  { name: 'threads', files: ['convscope-threads.js', 'convscope-threads.wasm'] },
  {
    name: 'relaxed SIMD and threads',
    files: ['convscope-threads.js', 'convscope-relaxed-threads.wasm'],
  },
];

/**
 * Bytes of files of web/module/wasm as a server with Brotli sends them.
 * @param {string[]} files
 * @returns {Promise<number>}
 */
export async function downloadBytes(files) {
  const sizes = await Promise.all(files.map(compressedBytes));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** @param {string} file */
async function compressedBytes(file) {
  const content = await readFile(inRepo('web', 'module', 'wasm', file));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  return (await compress(content, { params })).length;
}
