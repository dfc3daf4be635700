/**
 * What makes Debian's PyTorch fast: it links against any BLAS, and the one that is always there is
 * several times slower than OpenBLAS; many small tensors like jemalloc better than malloc.
 */

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from '../lib/errors.js';
import { ensurePrefix } from '../lib/prefix.js';
import { thisSystem } from '../lib/system.js';

/**
 * @typedef {object} Libraries
 * @property {string | null} blas folder of a libblas.so.3 made from OpenBLAS with OpenMP
 * @property {string | null} jemalloc
 * @property {string} note
 */

const blasFile = 'openblas-openmp/libblas.so.3';
const jemallocFile = 'libjemalloc.so.2';

/** The packages of this system's own release, unpacked in the cache: the system stays as it is. */
const recipe = {
  name: 'bench-torch-bookworm-1',
  suite: 'bookworm',
  packages: ['libopenblas0-openmp', 'libjemalloc2', 'libgfortran5'],
  size: 'about 10 MB',
  diskBytes: 2e8,
  proof: ['root/usr/lib'],
  finish: async () => undefined,
  verify: async () => undefined,
};

/**
 * @param {string} top such as /usr/lib
 * @param {string} file
 * @returns {string | null} where it is, in the folder of the machine's kind
 */
function findIn(top, file) {
  const folders = readdirSync(top).filter((name) => name.includes('-linux-'));
  const files = folders.map((folder) => join(top, folder, file));
  return files.find((one) => existsSync(one)) ?? null;
}

/** @param {string} top @returns {Omit<Libraries, 'note'>} */
function librariesIn(top) {
  const blas = findIn(top, blasFile);
  return { blas: blas && dirname(blas), jemalloc: findIn(top, jemallocFile) };
}

/** @returns {Promise<Libraries>} */
export async function findLibraries() {
  const installed = librariesIn('/usr/lib');
  if (installed.blas && installed.jemalloc) return described(installed);
  const system = thisSystem();
  if (system.kind !== 'debian' || system.release !== 12) return described(installed);
  try {
    const prefix = await ensurePrefix(recipe);
    return described(librariesIn(join(prefix, 'root', 'usr', 'lib')));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return described(installed);
  }
}

/** @param {Omit<Libraries, 'note'>} libraries @returns {Libraries} */
const described = ({ blas, jemalloc }) => ({
  blas,
  jemalloc,
  note: `${blas ? 'with' : 'without'} OpenBLAS (OpenMP), ${jemalloc ? 'with' : 'without'} jemalloc`,
});
