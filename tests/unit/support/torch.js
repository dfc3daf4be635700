/** The real other program: PyTorch. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findTorch } from '../../../scripts/lib/torch.js';

const python = findTorch();

/** For tests that need it; `npm test` installs it on Debian. */
export const torchOptions = {
  skip: python === null && 'python3 cannot import torch (on Debian: apt-get install python3-torch)',
};

/** @type {string[]} */
const folders = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** A folder for files that both sides see; it goes when the tests are over. */
export async function sharedFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'convscope-torch-'));
  folders.push(folder);
  return folder;
}

/**
 * Runs one of the scripts in tests/unit/torch, or any other.
 *
 * @param {string} script
 * @param {string[]} args
 */
export async function runTorch(script, ...args) {
  const file = fileURLToPath(new URL(`../torch/${script}`, import.meta.url));
  // -B: no compiled files among the sources.
  const { stdout } = await promisify(execFile)(String(python), [
    '-B',
    '-W',
    'ignore',
    file,
    ...args,
  ]);
  return stdout;
}
