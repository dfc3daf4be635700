/** PyTorch in processes of its own, which wait for their turns. */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inRepo } from '../lib/paths.js';
import { findTorch } from '../lib/torch.js';
import { findLibraries } from './torch-libraries.js';

/** @typedef {import('./browser.js').Host} Host */
/** @typedef {import('./contestants.js').Contestant} Contestant */
/** @typedef {import('./torch-libraries.js').Libraries} Libraries */

/**
 * Freed memory is kept, with jemalloc as well as with the C library's malloc. PyTorch frees every
 * activation and asks for it again; where each time the system has to give fresh pages, networks
 * B and C train 9 times slower.
 */
const keepMemory = {
  MALLOC_CONF: 'oversize_threshold:0,dirty_decay_ms:-1,muzzy_decay_ms:-1',
  MALLOC_MMAP_THRESHOLD_: '4294967296',
  MALLOC_TRIM_THRESHOLD_: '17179869184',
};

/**
 * The caller's OpenBLAS and OpenMP settings are left out: they would slow down or change what is
 * measured.
 *
 * @param {NodeJS.ProcessEnv} outer
 * @param {Libraries} libraries
 * @param {number} threads
 * @returns {NodeJS.ProcessEnv}
 */
export function torchEnvironment(outer, { blas, jemalloc }, threads) {
  const kept = Object.entries(outer).filter(
    ([name]) => !/^(OPENBLAS|OMP|GOMP|KMP|MKL)_/.test(name),
  );
  const paths = [blas, outer.LD_LIBRARY_PATH].filter(Boolean).join(':');
  const preloads = [jemalloc, outer.LD_PRELOAD].filter(Boolean).join(':');
  return {
    ...Object.fromEntries(kept),
    ...keepMemory,
    OMP_NUM_THREADS: String(threads),
    ...(paths && { LD_LIBRARY_PATH: paths }),
    ...(preloads && { LD_PRELOAD: preloads }),
  };
}

/**
 * @param {string} python
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function startProcess(python, args, env) {
  // -B: no compiled files among the sources.
  const child = spawn(python, ['-B', inRepo('scripts', 'bench', 'torch', 'main.py'), ...args], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  /** @type {((answer: { value?: unknown, problem?: string }) => void)[]} */
  const waiting = [];
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint = (complaint + text).slice(-2000);
  });
  createInterface({ input: child.stdout }).on('line', (line) =>
    waiting.shift()?.(JSON.parse(line)),
  );
  const end = () => {
    const problem = `Python ended: ${complaint.trim().split('\n').at(-1) ?? ''}`;
    for (const answer of waiting.splice(0)) answer({ problem });
  };
  child.on('close', end);
  child.on('error', end);
  child.stdin.on('error', () => undefined);
  return { child, waiting };
}

/**
 * @param {string} assets folder of the reference
 * @param {string} images folder of the MNIST files
 * @returns {Promise<Host | null>} null where there is no PyTorch
 */
export async function openTorch(assets, images) {
  const python = findTorch();
  if (python === null) return null;
  const libraries = await findLibraries();
  /** @type {Map<string, ReturnType<typeof startProcess>>} */
  const processes = new Map();
  /** @param {Contestant} contestant */
  const open = ({ id, threads }) => {
    const args = [assets, images, String(threads)];
    const made = startProcess(python, args, torchEnvironment(process.env, libraries, threads));
    made.child.on('close', () => processes.delete(id));
    processes.set(id, made);
    return made;
  };
  /** @param {string} id */
  const kill = async (id) => {
    const running = processes.get(id);
    if (!running) return;
    const closed = new Promise((resolve) => running.child.once('close', resolve));
    running.child.kill('SIGKILL');
    await closed;
  };
  /** @param {Contestant} contestant @param {string} method @param {unknown} args */
  const call = async (contestant, method, args) => {
    const { child, waiting } = processes.get(contestant.id) ?? open(contestant);
    const { value, problem } = await new Promise((resolve) => {
      waiting.push(resolve);
      child.stdin.write(`${JSON.stringify({ method, args })}\n`);
    });
    if (problem !== undefined) throw new Error(problem);
    return value;
  };
  return {
    version: `PyTorch ${libraries.note}`,
    call,
    rest: async (contestant) => {
      if (processes.has(contestant.id)) await call(contestant, 'release', null);
    },
    stop: ({ id }) => kill(id),
    close: async () => {
      for (const id of [...processes.keys()]) await kill(id);
    },
  };
}
