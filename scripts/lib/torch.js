import { spawnSync } from 'node:child_process';
import { which } from './run.js';

/** Debian's packages are seen by its own interpreter, which need not be the first on PATH. */
const interpreters = ['python3', '/usr/bin/python3'];

/** @returns {string | null} a Python that has PyTorch */
export function findTorch() {
  const files = interpreters.map((name) => which(name)).filter((file) => file !== null);
  return files.find((file) => spawnSync(file, ['-c', 'import torch']).status === 0) ?? null;
}
