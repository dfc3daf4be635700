import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs `work` with a new folder, which is deleted afterwards.
 * @template T
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), 'convscope-test-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Starts a Node script; `done` gives its exit code and what it printed.
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export function startNode(args, options = {}) {
  const env = { ...process.env, ...options.env };
  // Otherwise a test runner inside this test would talk to the outer one and print nothing.
  delete env.NODE_TEST_CONTEXT;
  const child = spawn(process.execPath, args, { cwd: options.cwd ?? repository, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  /** @type {Promise<{ code: number | null, output: string }>} */
  const done = new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, output }));
  });
  return { child, done, output: () => output };
}

/**
 * Waits until something holds.
 * @param {() => boolean | Promise<boolean>} condition
 * @param {number} milliseconds
 */
export async function until(condition, milliseconds) {
  const deadline = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`It did not happen within ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
